// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareRowLoss, labelOptions } from "./row_declaration.ts";

/**
 * Negative log-likelihood of class labels. Of the log-softmax of logits it is their cross-entropy.
 *
 *     loss_i = -w_t input_it     t = target_i
 *     mean = Σ loss_i / Σ w_t over the rows not ignored;  sum = Σ loss_i
 *     ∂loss_i/∂input_ij = -w_t [j = t]
 *
 * Inputs: `input` log-probabilities [n, c], [n, c, d1, …] or [c], whatever they sum to; `target` labels [n], [n, d1, …] or
 * one number, each in 0..c-1 or equal to ignoreIndex. In nats.
 *
 * Options: `weight` w [c], default ones; `ignoreIndex` -100; `reduction` "mean", "sum" or "none"; `shape` of flat
 * log-probabilities; `out` for reduction "none".
 *
 * Errors: RangeError for a label outside 0..c-1, fractional labels, negative, infinite or NaN weights, shapes that don't
 * fit; TypeError for kinds and unknown options. Nothing is written then.
 *
 * Edge cases: a mean over no rows, or of weights that sum to 0, is NaN. An ignored row counts 0. Only the numbers at the
 * labels are read: NaN elsewhere does not count. A weight of 0 does not protect: 0 · ∞ is NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant.
 *
 * Source: torch.nn.functional.nll_loss.
 *
 * @example
 * const logProbs = s.logSoftmax([[2, 1, 0.1], [0, 3, 1]]);
 * s.nllLoss(logProbs, [0, 2]); // 1.2934
 * s.nllLoss(logProbs, [0, 2], { weight: [1, 1, 3] }); // 1.7316
 */
export const nllLoss = declareRowLoss({
  name: "nllLoss",
  rows: "logProbs",
  target: "labels",
  options: labelOptions,
});
