// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { nonNegative } from "../options.ts";
import { declareRowLoss, labelOptions, withOptions } from "./row_declaration.ts";

/**
 * Focal loss of the softmax of logits: cross-entropy in which a row counts the less, the better it is classified.
 *
 *     loss_i = w_t (1 - p_t)^γ (-log p_t)     p = softmax(input_i), t = target_i
 *     mean = Σ loss_i / Σ w_t over the rows not ignored;  sum = Σ loss_i
 *     ∂loss_i/∂input_ij = w_t ((1 - p_t)^γ - γ p_t (1 - p_t)^(γ-1) log p_t) (p_j - [j = t])
 *
 * Inputs: `input` logits [n, c], [n, c, d1, …] or [c]; `target` labels [n], [n, d1, …] or one number, each in 0..c-1 or
 * equal to ignoreIndex. In nats.
 *
 * Options: `gamma` γ 2; `weight` w [c], default ones; `ignoreIndex` -100; `reduction` "mean", "sum" or "none"; `shape` of
 * flat logits; `out` for reduction "none".
 *
 * Errors: RangeError for a label outside 0..c-1, fractional labels, a gamma or weights that are negative or not finite,
 * shapes that don't fit; TypeError for kinds and unknown options. Nothing is written then.
 *
 * Edge cases: as `crossEntropy`, which γ = 0 is. 1 - p_t is never rounded to 0: a row that is as good as certain keeps its
 * tiny loss, and γ < 1 its gradient.
 *
 * Accuracy: |error| at most 5e-7 |value| + 5e-8, of a gradient 2e-6 of its largest entry (kSoftmaxLossBound,
 * kSoftmaxLossGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: Lin et al. 2017, arXiv:1708.02002, for classes that exclude each other.
 *
 * @example
 * const logits = [[4, 0, 0], [0.5, 0, 0]];
 * s.softmaxFocalLoss(logits, [0, 0], { reduction: "none" }); // [4.49e-5, 0.2387]
 * s.crossEntropy(logits, [0, 0], { reduction: "none" }); // [0.0360, 0.7944]
 */
export const softmaxFocalLoss = declareRowLoss({
  name: "softmaxFocalLoss",
  rows: "logits",
  target: "labels",
  options: withOptions(labelOptions, {
    /** How fast the loss of a row fades as it is classified better; at least 0. Default: 2. */
    gamma: nonNegative(2),
  }),
});
