// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** The number below which the given part of the sorted numbers lies, interpolated between neighbours. */
function quantile(sorted, part) {
  const position = part * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/**
 * @typedef {object} Summary
 * @property {number} median
 * @property {number} lower the first quartile
 * @property {number} upper the third quartile
 * @property {number} best the smallest
 */

/** @returns {Summary} */
export function summarize(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    best: sorted[0],
  };
}

/**
 * How many times as fast `ours` is as `theirs`. Both were sampled in the same rounds, and each round gives one ratio:
 * what slows a whole round down, another program or a lower clock, slows both and drops out.
 * @param {number[]} ours seconds, by round
 * @param {number[]} theirs seconds, by round
 */
export function speedRatio(ours, theirs) {
  return summarize(ours.map((seconds, round) => theirs[round] / seconds));
}
