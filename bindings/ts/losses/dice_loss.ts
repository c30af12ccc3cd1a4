// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { nonNegative } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { regions } from "./settle_regions.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Dice loss of segmentation: how little a predicted mask and the true one overlap.
 *
 *     loss = 1 - (2 I + s) / (P + T + s)     I = Σ p t, P = Σ p, T = Σ t, over a class of a sample
 *     p = activation(input), t = target, s = smooth
 *     mean = Σ loss / (n c);  sum = Σ loss
 *     ∂loss/∂p = ((2 I + s) - 2 t (P + T + s)) / (P + T + s)²
 *
 * Inputs: `input`, `target` [n, c, d1, …] of one shape, probabilities within 0..1, or logits as the activation has it. There
 * is a loss for each class of each sample: [n, c].
 *
 * Options: `smooth` 1, at least 0; `activation` "none", "sigmoid" or "softmax" (over the classes); `reduction` "mean", "sum"
 * or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that differ or have fewer than two axes, and a negative smooth; TypeError for kinds and
 * unknown options.
 *
 * Edge cases: with smooth 0 a class that neither mask has is NaN; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kRegionBound, kRegionGradBound in
 * tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: Milletari et al. 2016, arXiv:1606.04797, without their squares.
 *
 * @example
 * // One sample, one class, a mask of four pixels.
 * s.diceLoss([[[0.9, 0.8, 0.1, 0]]], [[[1, 1, 0, 0]]]); // 0.0833
 * s.diceLoss([[[3, 2, -2, -5]]], [[[1, 1, 0, 0]]], { activation: "sigmoid" }); // 0.0590
 */
export const diceLoss = declareLoss({
  name: "diceLoss",
  signature: inputAndTarget,
  options: {
    /** Keeps the fraction finite where there is no mask. Default: 1. */
    smooth: nonNegative(1),
    /** What makes probabilities of the input. Default: "none". */
    activation: { choices: ["none", "sigmoid", "softmax"] },
  },
  settle: regions,
});
