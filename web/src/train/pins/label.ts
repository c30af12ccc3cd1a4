// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Settings that don't change what a run computes, up to where it was pinned. */
const SILENT = new Set(["pace", "epochs", "plateau", "patience"]);

const NAMES: Readonly<Record<string, string>> = {
  lr: "rate",
  l2: "L2",
  momentum: "momentum",
  batch: "batch",
  data: "",
};

/** The settings in an address's query, in a few words: "rate 0.05, momentum 0.9, L2 0, batch 128, seed 1". */
export function describeQuery(query: string): string {
  const words: string[] = [];
  for (const [key, value] of new URLSearchParams(query)) {
    if (SILENT.has(key) || value === "") continue;
    // A long value is drawn points, or a file's contents.
    const short = value.length > 40 ? `${value.slice(0, 30)}…` : value;
    words.push(`${NAMES[key] ?? key} ${short.replaceAll(",", ", ")}`.trim());
  }
  return words.join(", ");
}
