// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { DEFAULTS, writeSettings } from "../settings.ts";

/** Settings that don't change what a run computes, up to where it was pinned. */
const SILENT = new Set(["pace", "epochs", "patience", "axes", "zoom"]);
/** Said even where they are as usual: what one compares runs by. */
const SPOKEN = new Set(["data", "lr", "momentum", "batch", "seed"]);

const NAMES: Readonly<Record<string, string>> = { data: "", lr: "rate", l2: "L2" };

/** The settings in an address's query, in a few words: "mnist, rate 0.05, momentum 0.9, batch 128, seed 1". */
export function describeQuery(query: string): string {
  const usual = new URLSearchParams(writeSettings(DEFAULTS));
  const given = new URLSearchParams(query);
  const words: string[] = [];
  for (const [key, value] of given) {
    if (SILENT.has(key) || value === "" || (!SPOKEN.has(key) && usual.get(key) === value)) continue;
    // Without a focal loss its γ has no say.
    if (key === "gamma" && given.get("loss") !== "focal") continue;
    // A long value is drawn points.
    const short = value.length > 40 ? `${value.slice(0, 30)}…` : value;
    words.push(`${NAMES[key] ?? key} ${short.replaceAll(",", ", ")}`.trim());
  }
  return words.join(", ");
}
