// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the visitor may say about files, and its form in the page's address: what differs from the defaults. Whatever an
// address holds, what comes out is something to score by. Which column holds the labels is a matter of each file, and is
// not in it.

import type { ScoreKind } from "surprisal";

/** What the visitor may say about the files, and how they are to be scored. */
export interface Settings {
  readonly kind: ScoreKind | "auto";
  /** Of a table: a column, counted from 0. */
  readonly labelColumn: "auto" | "none" | number;
  /** The label of the first class. */
  readonly firstLabel: 0 | 1;
  /** The k of the accuracy within the first k. */
  readonly topK: number;
  /** The bins of the reliability diagram. */
  readonly bins: number;
  /** Whether bad rows are left out and listed; else the first one ends the reading. */
  readonly leaveOut: boolean;
}

export const DEFAULTS: Settings = {
  kind: "auto",
  labelColumn: "auto",
  firstLabel: 0,
  topK: 3,
  bins: 15,
  leaveOut: false,
};

/** The least and the most that a field takes. */
export const RANGES = { topK: [1, 1000], bins: [1, 100] } as const;

/** `number` as a whole one within the range; the default for what is none. */
export function settle(name: keyof typeof RANGES, number: number): number {
  const [least, most] = RANGES[name];
  return Number.isNaN(number) ? DEFAULTS[name] : Math.min(most, Math.max(least, Math.round(number)));
}

function readNumber(name: keyof typeof RANGES, text: string | null): number {
  return settle(name, text === null || text.trim() === "" ? NaN : Number(text));
}

/** What is in the address besides the settings. */
export interface Shown {
  /** Whether the sample is what is scored. */
  readonly isSample: boolean;
  /** Whether a temperature was fitted. */
  readonly isFitted: boolean;
}

/** The settings that an address's query asks for. Never throws. */
export function readSettings(query: string): Settings & Shown {
  const given = new URLSearchParams(query);
  const kind = given.get("scores");
  return {
    ...DEFAULTS,
    kind: kind === "logits" || kind === "probs" ? kind : "auto",
    firstLabel: given.get("first") === "1" ? 1 : 0,
    leaveOut: given.get("bad") === "leave",
    topK: readNumber("topK", given.get("k")),
    bins: readNumber("bins", given.get("bins")),
    isSample: given.has("sample"),
    isFitted: given.has("fit"),
  };
}

/** The query that `readSettings` reads back; "" if all is as at the beginning. */
export function writeSettings(settings: Settings & Shown): string {
  const pairs: string[] = [];
  if (settings.isSample) pairs.push("sample");
  if (settings.isFitted) pairs.push("fit");
  if (settings.kind !== DEFAULTS.kind) pairs.push(`scores=${settings.kind}`);
  if (settings.firstLabel !== DEFAULTS.firstLabel) pairs.push(`first=${settings.firstLabel}`);
  if (settings.leaveOut) pairs.push("bad=leave");
  if (settings.topK !== DEFAULTS.topK) pairs.push(`k=${settings.topK}`);
  if (settings.bins !== DEFAULTS.bins) pairs.push(`bins=${settings.bins}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
