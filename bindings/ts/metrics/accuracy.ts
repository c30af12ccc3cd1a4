// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import type { FloatInput, LabelInput } from "../types.ts";
import { RowMetric } from "./row_metric.ts";
import type { RowMetricOptions } from "./types.ts";

/** The options of `accuracy`. */
export type AccuracyOptions = RowMetricOptions;

/** The options of `topKAccuracy`. */
export interface TopKAccuracyOptions extends RowMetricOptions {
  /** How many of the first classes may be the label's; at least 1. Default: 5. */
  readonly k?: number | undefined;
}

export interface Accuracies {
  /**
   * The share of rows whose label has the largest score.
   *
   *     accuracy = #{ i : argmax_j scores_ij = t_i } / #{ i }
   *
   * Inputs: `scores` [n, c], [n, c, d1, …] or [c], logits or probabilities: only their order matters; `labels` [n],
   * [n, d1, …] or one number, each in 0..c-1 or equal to ignoreIndex.
   *
   * Options: `ignoreIndex` -100; `shape` of flat scores.
   *
   * Errors: RangeError for a label outside 0..c-1, fractional labels, shapes that don't fit; TypeError for kinds and
   * unknown options.
   *
   * Edge cases: ties go to the lowest class; NaN counts as larger than any number. Over no rows the accuracy is NaN.
   *
   * Accuracy: the quotient of two integers, rounded.
   *
   * Source: sklearn.metrics.accuracy_score of the argmax.
   *
   * @example
   * s.accuracy([[2, 1, 0.1], [0, 3, 1], [1, 0, 2]], [0, 1, 1]); // 0.6667
   */
  accuracy(scores: FloatInput, labels: number | LabelInput, options?: AccuracyOptions): number;

  /**
   * The share of rows whose label is among the k classes with the largest scores.
   *
   *     accuracy = #{ i : rank_i < k } / #{ i }
   *     rank_i = #{ j : scores_ij > scores_it } + #{ j < t : scores_ij = scores_it }
   *
   * Inputs, errors, edge cases: as accuracy; RangeError for a k below 1.
   *
   * Options: `k` 5; `ignoreIndex` -100; `shape` of flat scores. With k of at least c the result is 1.
   *
   * Accuracy: the quotient of two integers, rounded.
   *
   * Source: sklearn.metrics.top_k_accuracy_score, which prefers the highest class among equals.
   *
   * @example
   * s.topKAccuracy([[2, 1, 0.1], [0, 3, 1], [1, 0, 2]], [0, 2, 1], { k: 2 }); // 0.6667
   */
  topKAccuracy(scores: FloatInput, labels: number | LabelInput, options?: TopKAccuracyOptions): number;
}

/** An option that counts classes: `k`, `topK`. */
export const topKOption = { fallback: 5, low: 1, high: 2 ** 31 - 1, integer: true } as const;

/** @internal */
export function makeAccuracies(context: Context): Accuracies {
  const accuracy = new RowMetric(context, {
    name: "accuracy",
    scores: "scores",
    options: {},
    run: ({ raw }, at) => raw._topKAccuracy(at.outer, at.classes, at.inner, at.scores, at.labels, at.ignoreIndex, 1),
    result: ({ value }) => value,
  });
  const topKAccuracy = new RowMetric(context, {
    name: "topKAccuracy",
    scores: "scores",
    options: { k: topKOption },
    run: ({ raw }, at, { k }) =>
      raw._topKAccuracy(at.outer, at.classes, at.inner, at.scores, at.labels, at.ignoreIndex, k),
    result: ({ value }) => value,
  });
  return {
    accuracy: (scores, labels, options) => accuracy.run(scores, labels, options),
    topKAccuracy: (scores, labels, options) => topKAccuracy.run(scores, labels, options),
  };
}
