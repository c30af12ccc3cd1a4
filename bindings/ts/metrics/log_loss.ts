// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import { reductions } from "../core/status.ts";
import type { FloatInput, LabelInput } from "../types.ts";
import { RowMetric } from "./row_metric.ts";
import type { RowMetricOptions, ScoreKind } from "./types.ts";

/** The options of `logLoss`. */
export interface LogLossOptions extends RowMetricOptions {
  /** What the first argument holds. Default: "probs". */
  readonly from?: ScoreKind | undefined;
  /** One weight for each label, at least 0. Default: all 1. */
  readonly sampleWeight?: FloatInput | undefined;
  /** The mean (true), or the sum. Default: true. */
  readonly normalize?: boolean | undefined;
  /** Probabilities are clipped to eps..1-eps; from 0 to below 0.5. Default: 2 ** -52. */
  readonly eps?: number | undefined;
}

export interface LogLoss {
  /**
   * Log loss: the mean surprisal of the labels, in nats.
   *
   *     loss_i = -log(p_it / Σ_j p_ij)     p = clip(probs, eps, 1 - eps)
   *     loss_i = -log softmax(logits_i)_t     of logits
   *     mean = Σ w_i loss_i / Σ w_i;  sum = Σ w_i loss_i
   *
   * Inputs: `probs` [n, c], [n, c, d1, …] or [c], in 0..1, whose rows need not sum to 1; or [n], the probability of label 1;
   * `labels` [n], [n, d1, …] or one number, each in 0..c-1 or equal to ignoreIndex.
   *
   * Options: `from` "probs", or "logits"; `sampleWeight` w [n], default ones; `normalize` true; `eps` 2^-52;
   * `ignoreIndex` -100; `shape` of flat probabilities.
   *
   * Errors: RangeError for a label outside 0..c-1, a probability outside 0..1 or NaN, negative, infinite or NaN weights,
   * shapes that don't fit; TypeError for kinds and unknown options.
   *
   * Edge cases: a probability of 0 at the label costs -log(eps), 36.04; with an eps of 0, Infinity. A mean over no weight is
   * NaN. A row of logits with NaN or +inf, or of -inf only, makes the result NaN.
   *
   * Accuracy: |error| at most 1e-6 |value| + 1e-7 (kLogLossBound in tests/core/bounds.h). The same bits on every variant but
   * "relaxed".
   *
   * Source: sklearn.metrics.log_loss.
   *
   * @example
   * s.logLoss([[0.9, 0.1], [0.2, 0.8]], [0, 1]); // 0.1643
   * s.logLoss([0.1, 0.8], [0, 1]); // 0.1643
   * s.logLoss([[2, 1, 0.1]], [0], { from: "logits" }); // 0.4170
   */
  logLoss(probs: FloatInput, labels: number | LabelInput, options?: LogLossOptions): number;
}

/** @internal */
export function makeLogLoss(context: Context): LogLoss {
  const metric = new RowMetric(context, {
    name: "logLoss",
    from: "probs",
    options: { eps: { fallback: 2 ** -52, low: 0, high: 0.5, below: true, float32: true } },
    binary: true,
    weighted: true,
    normalized: true,
    run: ({ raw }, at, { eps }) =>
      raw._logLoss(
        at.outer,
        at.classes,
        at.inner,
        at.scores,
        at.labels,
        at.from,
        at.ignoreIndex,
        at.sampleWeight,
        eps,
        at.normalize ? reductions.mean : reductions.sum,
      ),
    result: ({ value }) => value,
  });
  return { logLoss: (probs, labels, options) => metric.run(probs, labels, options) };
}
