// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import type { FloatInput, LabelInput } from "../types.ts";
import { RowMetric } from "./row_metric.ts";
import type { RowMetricOptions, ScoreKind } from "./types.ts";

/** The options of `brierScore`. */
export interface BrierScoreOptions extends RowMetricOptions {
  /** What the first argument holds. Default: "probs". */
  readonly from?: ScoreKind | undefined;
  /** One weight for each label, at least 0. Default: all 1. */
  readonly sampleWeight?: FloatInput | undefined;
}

export interface BrierScore {
  /**
   * Brier score: the mean squared error of probabilities.
   *
   *     score = Σ_i w_i Σ_j (p_ij - [j = t_i])² / Σ w_i     several classes: 0..2
   *     score = Σ_i w_i (p_i - t_i)² / Σ w_i                binary: 0..1
   *
   * Inputs: `probs` p [n, c], [n, c, d1, …] or [c], in 0..1; or [n], the probability of label 1; `labels` [n], [n, d1, …]
   * or one number, each in 0..c-1 or equal to ignoreIndex.
   *
   * Options: `from` "probs", or "logits", whose softmax (binary: sigmoid) is taken; `sampleWeight` w [n], default ones;
   * `ignoreIndex` -100; `shape` of flat probabilities.
   *
   * Errors: RangeError for a label outside 0..c-1, a probability outside 0..1 or NaN, negative, infinite or NaN weights,
   * shapes that don't fit; TypeError for kinds and unknown options.
   *
   * Edge cases: over no weight the score is NaN. A row of logits with NaN or +inf, or of -inf only, makes it NaN.
   *
   * Accuracy: |error| at most 1e-6 |value| + 1e-7 (kBrierScoreBound in tests/core/bounds.h). The same bits on every variant
   * but "relaxed".
   *
   * Source: sklearn.metrics.brier_score_loss (binary); Brier (1950) for several classes.
   *
   * @example
   * s.brierScore([[0.9, 0.1, 0], [0.2, 0.5, 0.3]], [0, 1]); // 0.2
   * s.brierScore([0.1, 0.8], [0, 1]); // 0.0250
   */
  brierScore(probs: FloatInput, labels: number | LabelInput, options?: BrierScoreOptions): number;
}

/** @internal */
export function makeBrierScore(context: Context): BrierScore {
  const metric = new RowMetric(context, {
    name: "brierScore",
    from: "probs",
    options: {},
    binary: true,
    weighted: true,
    run: ({ raw }, at) =>
      raw._brierScore(at.outer, at.classes, at.inner, at.scores, at.labels, at.from, at.ignoreIndex, at.sampleWeight),
    result: ({ value }) => value,
  });
  return { brierScore: (probs, labels, options) => metric.run(probs, labels, options) };
}
