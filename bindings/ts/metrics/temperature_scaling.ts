// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import type { FloatInput, LabelInput } from "../types.ts";
import { RowMetric } from "./row_metric.ts";
import type { RowMetricOptions } from "./types.ts";

/** What `temperatureScaling` gives. */
export interface FittedTemperature {
  /** What to divide logits by. A number that float32 has. */
  temperature: number;
  /** The mean cross-entropy at temperature 1, nats. */
  before: number;
  /** The mean cross-entropy at the fitted temperature, nats. */
  after: number;
}

export interface TemperatureScaling {
  /**
   * The temperature that makes held-out logits best calibrated: that of the least cross-entropy.
   *
   *     T = argmin_τ mean_i (-log softmax(logits_i / τ)_t)
   *
   * By Newton's method in 1 / T, in which the loss is convex.
   *
   * Inputs: `logits` [n, c], [n, c, d1, …] or [c], or [n], those of label 1; `labels` [n], [n, d1, …] or one number, each in
   * 0..c-1 or equal to ignoreIndex.
   *
   * Options: `ignoreIndex` -100; `shape` of flat logits.
   *
   * Errors: RangeError for a label outside 0..c-1, shapes that don't fit; TypeError for kinds and unknown options.
   *
   * Edge cases: if every label has the largest logit of its row, the least loss is at T = 0, and 1e-4 is given; if the logits
   * are worse than chance, 1e4; if the loss is flat at 1, 1. Over no rows all three numbers are NaN; `temperature` and `after`
   * are, if a row has NaN or +inf, or -inf at its label.
   *
   * Accuracy: |error| of `temperature` at most 1e-5 of it (kTemperatureBound in tests/core/bounds.h), of the losses as
   * crossEntropy. The same bits on every variant but "relaxed".
   *
   * Source: Guo et al. (2017), On Calibration of Modern Neural Networks.
   *
   * @example
   * // Held-out logits that are too sure of themselves.
   * const logits = [[6, 0], [5, 0], [0, 7], [4, 0]];
   * s.temperatureScaling(logits, [0, 0, 1, 1]); // { temperature: 3.7401, before: 1.0071, after: 0.4810 }
   */
  temperatureScaling(logits: FloatInput, labels: number | LabelInput, options?: RowMetricOptions): FittedTemperature;
}

/** @internal */
export function makeTemperatureScaling(context: Context): TemperatureScaling {
  const metric = new RowMetric(context, {
    name: "temperatureScaling",
    scores: "logits",
    options: {},
    binary: true,
    scratchBytes: () => 3 * 8,
    run: ({ raw }, at) =>
      raw._temperatureScaling(at.outer, at.classes, at.inner, at.scores, at.labels, at.ignoreIndex, at.scratch),
    result: ({ f64 }, at): FittedTemperature => {
      const [temperature = NaN, before = NaN, after = NaN] = f64.subarray(at.scratch / 8, at.scratch / 8 + 3);
      return { temperature, before, after };
    },
  });
  return { temperatureScaling: (logits, labels, options) => metric.run(logits, labels, options) };
}
