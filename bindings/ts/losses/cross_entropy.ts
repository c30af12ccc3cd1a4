// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { crossEntropyOptions, declareRowLoss } from "./row_declaration.ts";
import type { GradOptionsOfRows, OptionsOfRows, RowLossFunction } from "./row_function.ts";

/**
 * Cross-entropy of the softmax of logits against class labels or class probabilities.
 *
 *     loss_i = -Σ_j a_ij log p_ij     p = softmax(input)
 *     labels         a_ij = (1 - ε) w_t [j = t] + (ε / C) w_j;  mean = Σ loss_i / Σ w_t     t: the label of a row not ignored
 *     probabilities  a_ij = w_j ((1 - ε) q_ij + ε / C);  mean = Σ loss_i / rows     q: the target
 *     sum = Σ loss_i
 *     ∂loss_i/∂input_ij = A_i p_ij - a_ij     A_i = Σ_j a_ij
 *     ∂loss_i/∂q_ij = -w_j (1 - ε) log p_ij
 *     ∂loss_i/∂w_j = -((1 - ε) q_ij + ε / C) log p_ij     of probabilities alone
 *
 * Inputs: `input` logits [n, c], [n, c, d1, …] or [c]; `target` labels [n], [n, d1, …] or one number, each in 0..c-1 or
 * equal to ignoreIndex, or probabilities of the logits' shape, whose rows need not sum to 1. In nats.
 *
 * Options: `weight` w [c], default ones; `ignoreIndex` -100; `labelSmoothing` ε 0; `reduction` "mean", "sum" or "none";
 * `shape` of flat logits; `out` for reduction "none".
 *
 * Errors: RangeError for a label outside 0..c-1, fractional labels, negative, infinite or NaN weights and
 * probabilities, label smoothing outside 0..1, shapes that don't fit; TypeError for kinds and unknown options. Nothing is
 * written then.
 *
 * Edge cases: a mean over no rows, or of weights that sum to 0, is NaN. An ignored row counts 0, with a gradient of 0,
 * whatever it holds. A row with NaN or +inf, or of -inf only, is NaN, and so is its gradient. -inf at the label is
 * Infinity, with a finite gradient; -inf elsewhere is a probability of 0, and Infinity with label smoothing. A weight of 0
 * does not protect: 0 · ∞ is NaN.
 *
 * Accuracy: |error| at most 5e-7 |value| + 5e-8 against exact arithmetic, of a gradient 2e-6 of its largest entry
 * or, where smoothing or probabilities make all entries small, of G_i A_i (kCrossEntropyBound, kCrossEntropyGradBound in
 * tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.cross_entropy.
 *
 * @example
 * const logits = [[2, 1, 0.1], [0, 3, 1]];
 * s.crossEntropy(logits, [0, 2]); // 1.2934
 * s.crossEntropy(logits, [0, 2], { reduction: "none" }); // [0.4170, 2.1698]
 * s.crossEntropy(logits, [0, -100]); // 0.4170
 * s.crossEntropy(logits, [[0.9, 0.1, 0], [0, 0.5, 0.5]]); // 0.8434
 * const { value, grad } = s.crossEntropy.valueAndGrad(logits, [0, 2], { labelSmoothing: 0.1 });
 * value; // 1.3251
 * grad; // [-0.1372, 0.1045, 0.0326, 0.0043, 0.4052, -0.4096]
 * const probs = [[0.9, 0.1, 0], [0, 0.5, 0.5]];
 * s.crossEntropy.valueAndGrad(logits, probs, { weight: [1, 1, 2], wrt: ["weight"] }).grad; // { weight: [0.1877, 0.1133, 0.5425] }
 * s.crossEntropy(logits, [0, 3]); // throws RangeError: crossEntropy: labels[1] is 3, outside 0..2
 */
export const crossEntropy = declareRowLoss({
  name: "crossEntropy",
  rows: "logits",
  target: "either",
  options: crossEntropyOptions,
});

/** The type of `crossEntropy`. */
export type CrossEntropy = RowLossFunction<typeof crossEntropy>;
/** The options of `crossEntropy`. */
export type CrossEntropyOptions = OptionsOfRows<typeof crossEntropy>;
/** The options of `crossEntropy.valueAndGrad`. */
export type CrossEntropyGradOptions = GradOptionsOfRows<typeof crossEntropy>;
