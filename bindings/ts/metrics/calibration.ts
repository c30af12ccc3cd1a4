// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import type { FloatInput, LabelInput } from "../types.ts";
import { RowMetric } from "./row_metric.ts";
import type { RowMetricOptions, ScoreKind } from "./types.ts";

/** The rows whose confidence, the largest probability, is above `lower` and at most `upper`. */
export interface CalibrationBin {
  lower: number;
  upper: number;
  /** How many rows there are. */
  count: number;
  /** Their mean confidence; NaN for none. */
  confidence: number;
  /** The share of them that is right; NaN for none. */
  accuracy: number;
}

/** What `expectedCalibrationError` gives. */
export interface Calibration {
  /** The expected calibration error. */
  ece: number;
  bins: CalibrationBin[];
}

/** The options of `expectedCalibrationError`. */
export interface CalibrationOptions extends RowMetricOptions {
  /** What the first argument holds. Default: "probs". */
  readonly from?: ScoreKind | undefined;
  /** How many bins of equal width there are. Default: 15. */
  readonly bins?: number | undefined;
}

export interface ExpectedCalibrationError {
  /**
   * Expected calibration error, and the bins of the reliability diagram that it sums up.
   *
   *     ece = Σ_b (|B_b| / n) |accuracy_b - confidence_b|     B_b: rows with b / bins < confidence <= (b + 1) / bins
   *
   * Inputs: `probs` [n, c], [n, c, d1, …] or [c], in 0..1; or [n], the probability of label 1; `labels` [n], [n, d1, …] or
   * one number, each in 0..c-1 or equal to ignoreIndex. A row's confidence is its largest probability.
   *
   * Options: `bins` 15; `from` "probs", or "logits", whose softmax (binary: sigmoid) is taken; `ignoreIndex` -100; `shape`
   * of flat probabilities.
   *
   * Errors: RangeError for a label outside 0..c-1, a probability outside 0..1 or NaN, bins outside 1..65536, shapes that
   * don't fit; TypeError for kinds and unknown options.
   *
   * Edge cases: over no rows `ece` is NaN. A confidence on an edge, as float32 has it, belongs to the lower bin; NaN, from
   * logits, to the last one, and makes `ece` NaN.
   *
   * Accuracy: |error| at most 1e-6 |value| + 1e-7 (kCalibrationBound in tests/core/bounds.h); counts are exact. The same bits
   * on every variant but "relaxed".
   *
   * Source: Guo et al. (2017), On Calibration of Modern Neural Networks.
   *
   * @example
   * const { ece, bins } = s.expectedCalibrationError([0.9, 0.8, 0.7, 0.6], [1, 1, 0, 0], { bins: 2 });
   * ece; // 0.25
   * bins[1]; // { lower: 0.5, upper: 1, count: 4, confidence: 0.75, accuracy: 0.5 }
   */
  expectedCalibrationError(probs: FloatInput, labels: number | LabelInput, options?: CalibrationOptions): Calibration;
}

/** A bin in the module's memory: count, correct, and the sum of confidences as whole part and fraction. */
export const doublesPerBin = 4;

export const binsOption = { fallback: 15, low: 1, high: 65536, integer: true } as const;

/** The bins that stand at `at` of `doubles`. */
export function binsAt(doubles: Float64Array, at: number, count: number): CalibrationBin[] {
  return Array.from({ length: count }, (_, bin) => {
    const start = at + doublesPerBin * bin;
    const [rows = NaN, correct = NaN, whole = NaN, fraction = NaN] = doubles.subarray(start, start + doublesPerBin);
    return {
      lower: bin / count,
      upper: (bin + 1) / count,
      count: rows,
      confidence: (whole + fraction) / rows,
      accuracy: correct / rows,
    };
  });
}

/** @internal */
export function makeExpectedCalibrationError(context: Context): ExpectedCalibrationError {
  const metric = new RowMetric(context, {
    name: "expectedCalibrationError",
    from: "probs",
    options: { bins: binsOption },
    binary: true,
    scratchBytes: ({ bins }) => 8 * doublesPerBin * bins,
    run: ({ raw, f64 }, at, { bins }) => {
      f64.fill(0, at.scratch / 8, at.scratch / 8 + doublesPerBin * bins);
      return raw._calibration(
        at.outer,
        at.classes,
        at.inner,
        at.scores,
        at.labels,
        at.from,
        at.ignoreIndex,
        bins,
        at.scratch,
      );
    },
    result: ({ value, f64 }, at, { bins }): Calibration => ({ ece: value, bins: binsAt(f64, at.scratch / 8, bins) }),
  });
  return { expectedCalibrationError: (probs, labels, options) => metric.run(probs, labels, options) };
}
