// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { nonNegative, positive } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { regions } from "./settle_regions.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Tversky loss of segmentation: the Dice loss with a price for either kind of error.
 *
 *     loss = (1 - (I + s) / (I + α (P - I) + β (T - I) + s))^γ     I = Σ p t, P = Σ p, T = Σ t, over a class of a sample
 *     p = activation(input), t = target, s = smooth
 *     mean = Σ loss / (n c);  sum = Σ loss
 *
 * Inputs: `input`, `target` [n, c, d1, …] of one shape, probabilities within 0..1, or logits as the activation has it. There
 * is a loss for each class of each sample: [n, c].
 *
 * Options: `alpha` α 0.5, the price of what the prediction has too much; `beta` β 0.5, that of what it lacks; `gamma` γ 1,
 * the power of the focal Tversky loss; `smooth` 1; `activation` "none", "sigmoid" or "softmax" (over the classes);
 * `reduction` "mean", "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that differ or have fewer than two axes, a negative alpha, beta or smooth, and a gamma that
 * is not above 0; TypeError for kinds and unknown options.
 *
 * Edge cases: α = β = 1/2 is the Dice loss of twice the smooth; with smooth 0 a class that neither mask has is NaN; for
 * γ < 1 the gradient of a perfect mask is 0; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kRegionBound, kRegionGradBound in
 * tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: Salehi et al. 2017, arXiv:1706.05721; Abraham and Khan 2019, arXiv:1810.07842, for γ (they write 1 / γ).
 *
 * @example
 * // What is missed costs more than what is too much.
 * s.tverskyLoss([[[0.9, 0.1, 0.1, 0]]], [[[1, 1, 0, 0]]], { alpha: 0.3, beta: 0.7 }); // 0.2674
 */
export const tverskyLoss = declareLoss({
  name: "tverskyLoss",
  signature: inputAndTarget,
  options: {
    /** The price of what the prediction has too much. Default: 0.5. */
    alpha: nonNegative(0.5),
    /** The price of what it lacks. Default: 0.5. */
    beta: nonNegative(0.5),
    /** The power of the focal Tversky loss. Default: 1. */
    gamma: positive(1),
    /** Keeps the fraction finite where there is no mask. Default: 1. */
    smooth: nonNegative(1),
    /** What makes probabilities of the input. Default: "none". */
    activation: { choices: ["none", "sigmoid", "softmax"] },
  },
  settle: regions,
});
