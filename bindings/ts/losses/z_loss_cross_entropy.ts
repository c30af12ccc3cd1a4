// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { nonNegative } from "../options.ts";
import { crossEntropyOptions, declareRowLoss, withOptions } from "./row_declaration.ts";

/**
 * Cross-entropy of the softmax of logits plus the z-loss, which keeps their log-sum-exp near 0.
 *
 *     loss_i = ce_i + z lse_i²     ce_i: the cross-entropy of the row, lse_i = log Σ_j exp(input_ij)
 *     mean = crossEntropy(input, target) + z Σ lse_i² / rows;  sum = Σ loss_i     rows: those not ignored
 *     ∂loss_i/∂input_ij = ∂ce_i/∂input_ij + 2 z lse_i p_ij     p = softmax(input)
 *
 * Weights and smoothing are not the z-loss's.
 *
 * Inputs: `input` logits [n, c], [n, c, d1, …] or [c]; `target` labels [n], [n, d1, …] or one number, each in 0..c-1 or
 * equal to ignoreIndex, or probabilities of the logits' shape, whose rows need not sum to 1. In nats.
 *
 * Options: `zLoss` z 1e-4; `weight` w [c], default ones; `ignoreIndex` -100; `labelSmoothing` ε 0; `reduction` "mean",
 * "sum" or "none"; `shape` of flat logits; `out` for reduction "none".
 *
 * Errors: as `crossEntropy`; RangeError for a zLoss that is negative or not finite.
 *
 * Edge cases: as `crossEntropy`, which z = 0 is. An ignored row has no z-loss either.
 *
 * Accuracy: |error| at most 5e-7 |value| + 5e-8, of a gradient 2e-6 of its largest entry (kSoftmaxLossBound,
 * kSoftmaxLossGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: Chowdhery et al. 2022 (PaLM), arXiv:2204.02311, section 5.
 *
 * @example
 * s.zLossCrossEntropy([[12, 11, 10.1]], [0], { zLoss: 0.01 }); // 1.9589
 * s.crossEntropy([[12, 11, 10.1]], [0]); // 0.4170
 */
export const zLossCrossEntropy = declareRowLoss({
  name: "zLossCrossEntropy",
  rows: "logits",
  target: "either",
  options: withOptions(crossEntropyOptions, {
    /** The coefficient of the squared log-sum-exp, at least 0. Default: 1e-4. */
    zLoss: nonNegative(1e-4),
  }),
});
