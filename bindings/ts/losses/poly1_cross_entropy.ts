// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite } from "../options.ts";
import { declareRowLoss, labelOptions, withOptions } from "./row_declaration.ts";

/**
 * Poly-1 loss of the softmax of logits: cross-entropy with a term that is linear in the probability.
 *
 *     labels         loss_i = w_t (-log p_t + ε (1 - p_t));  mean = Σ loss_i / Σ w_t     t: the label of a row not ignored
 *     probabilities  loss_i = Σ_j w_j q_j (-log p_j + ε (1 - p_j));  mean = Σ loss_i / rows     q: the target
 *     sum = Σ loss_i     p = softmax(input_i)
 *     ∂loss_i/∂input_ij = w_t (1 + ε p_t) (p_j - [j = t])     for labels
 *     ∂loss_i/∂q_ij = w_j (-log p_j + ε (1 - p_j))
 *     ∂loss_i/∂w_j = q_j (-log p_j + ε (1 - p_j))     of probabilities alone
 *
 * Inputs: `input` logits [n, c], [n, c, d1, …] or [c]; `target` labels [n], [n, d1, …] or one number, each in 0..c-1 or
 * equal to ignoreIndex, or probabilities of the logits' shape, whose rows need not sum to 1. In nats.
 *
 * Options: `epsilon` ε 1; `weight` w [c], default ones; `ignoreIndex` -100; `reduction` "mean", "sum" or "none"; `shape`
 * of flat logits; `out` for reduction "none".
 *
 * Errors: RangeError for a label outside 0..c-1, fractional labels, negative, infinite or NaN weights and probabilities,
 * an epsilon that is not finite, shapes that don't fit; TypeError for kinds and unknown options. Nothing is written then.
 *
 * Edge cases: as `crossEntropy`, which ε = 0 is. With ε below -1 the loss falls as p_t does.
 *
 * Accuracy: |error| at most 5e-7 |value| + 5e-8, of a gradient 2e-6 of its largest entry (kSoftmaxLossBound,
 * kSoftmaxLossGradBound in tests/core/bounds.h); with ε below 0, whose term has the other sign, of the larger term. The
 * same bits on every variant but "relaxed".
 *
 * Source: Leng et al. 2022, arXiv:2204.12511; optax.losses.poly_loss_cross_entropy, where ε is 2 by default.
 *
 * @example
 * s.poly1CrossEntropy([[2, 1, 0.1]], [0]); // 0.7580
 * s.poly1CrossEntropy([[2, 1, 0.1]], [0], { epsilon: 0 }); // 0.4170
 */
export const poly1CrossEntropy = declareRowLoss({
  name: "poly1CrossEntropy",
  rows: "logits",
  target: "either",
  options: withOptions(labelOptions, {
    /** The coefficient of the linear term. Default: 1. */
    epsilon: finite(1),
  }),
});
