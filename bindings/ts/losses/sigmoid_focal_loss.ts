// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite, nonNegative } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { alike } from "./settle.ts";
import { inputAndFixedTarget } from "./signature.ts";

/**
 * Focal loss of independent binary classes: cross-entropy that fades where the answer is right already.
 *
 *     loss = α_t q^γ ce     ce = binaryCrossEntropyWithLogits(x, t), p = sigmoid(x), x = input, t = target
 *     q = p (1 - t) + (1 - p) t     how wrong the answer is
 *     α_t = 1 where α < 0, else α t + (1 - α) (1 - t)
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂x = α_t (q^γ (p - t) + γ q^(γ-1) ce (1 - 2 t) p (1 - p))
 *
 * Inputs: `input` logits; `target` of the same shape, 0 and 1 or between.
 *
 * Options: `alpha` α 0.25, the weight of the positives, or below 0 for none; `gamma` γ 2; `reduction` "none" (the default here, as in torchvision), "mean" or "sum"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for a negative gamma and shapes that differ; TypeError for kinds and unknown options.
 *
 * Edge cases: q is computed without 1 - p, so that large logits keep their loss and γ < 1 its gradient; γ = 0 with α < 0 is `binaryCrossEntropyWithLogits`; a mean over nothing is NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torchvision.ops.sigmoid_focal_loss; Lin et al. 2017, arXiv:1708.02002.
 *
 * @example
 * s.sigmoidFocalLoss([4, 0.5, -2], [1, 1, 0]); // [1.47e-6, 0.0169, 0.0014]
 * s.sigmoidFocalLoss([4, 0.5, -2], [1, 1, 0], { alpha: -1, gamma: 0, reduction: "mean" }); // 0.2064
 */
export const sigmoidFocalLoss = declareLoss({
  name: "sigmoidFocalLoss",
  signature: inputAndFixedTarget,
  options: {
    /** The weight of the positives; below 0: none. Default: 0.25. */
    alpha: finite(0.25),
    /** How fast the loss fades where the answer is right. Default: 2. */
    gamma: nonNegative(2),
  },
  reduction: "none",
  settle: alike,
  inPlace: true,
});
