// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** What scores are: numbers whose softmax is meant, or probabilities. */
export type ScoreKind = "logits" | "probs";

/** The options that metrics of rows share. */
export interface RowMetricOptions {
  /** The shape of flat scores, `[n, c, d1, …]`, where neither nesting nor labels tell it. */
  readonly shape?: readonly number[] | undefined;
  /** Rows with this label are left out, whatever they hold. Default: -100. */
  readonly ignoreIndex?: number | undefined;
}
