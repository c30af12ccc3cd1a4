// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

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
  topK: 5,
  bins: 15,
  leaveOut: false,
};
