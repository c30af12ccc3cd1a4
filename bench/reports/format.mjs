// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** About three digits, without an exponent. */
export function short(number) {
  if (!(number > 0)) return String(number);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(number)));
  return number.toFixed(Math.min(digits, 4));
}

export function duration(seconds) {
  if (seconds < 1e-6) return `${short(seconds * 1e9)} ns`;
  if (seconds < 1e-3) return `${short(seconds * 1e6)} µs`;
  return seconds < 1 ? `${short(seconds * 1e3)} ms` : `${short(seconds)} s`;
}

/** The time of a run to a goal, or that it was not reached. */
export const untilGoal = ({ maxEpochs }, median) =>
  Number.isFinite(median) ? duration(median) : `not within ${maxEpochs} epochs`;

/** Billions of logits a second. */
export const gels = ({ logits, median }) => logits / median / 1e9;

/** How far the middle half of the samples is from their median, in percent. */
export const spreadOf = ({ lower, upper, median }) => `±${((50 * (upper - lower)) / median).toFixed(0)} %`;

/** Rows of cells as text in columns: the first to the left, the others to the right. */
export function columns(rows, indent = "  ") {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return rows.map((row) => (indent + row.map(pad).join("  ")).trimEnd()).join("\n");
}
