// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { alike } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Binary cross-entropy of logits, in nats: accurate however large they are.
 *
 *     loss = w ((1 - t) x + k softplus(-x))     x = input, t = target, w = weight, k = 1 + (posWeight - 1) t
 *     softplus(-x) = max(-x, 0) + log(1 + exp(-|x|))
 *     mean = Σ loss / number of elements, whatever the weights;  sum = Σ loss
 *     ∂loss/∂x = w (k sigmoid(x) - posWeight t);  ∂loss/∂t = w (-x + (posWeight - 1) softplus(-x))
 *
 * Inputs: `input` logits; `target` of the same shape, usually within 0..1.
 *
 * Options: `weight` and `posWeight`, of shapes that broadcast to the input's, default ones; `reduction` "mean", "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that differ; TypeError for kinds and unknown options.
 *
 * Edge cases: at a logit of ±∞ the limits: 0 where it is right, Infinity where it is wrong (PyTorch: mostly NaN); a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h), for targets within 0..1 and weights of at least 0; where the terms have
 * different signs, of the larger one. The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.binary_cross_entropy_with_logits.
 *
 * @example
 * s.binaryCrossEntropyWithLogits([2, -1], [1, 0]); // 0.2201
 * s.binaryCrossEntropyWithLogits([200, -200], [0, 0], { reduction: "none" }); // [200, 0]
 * s.binaryCrossEntropyWithLogits.valueAndGrad([2, -1], [1, 0], { posWeight: [3] }).grad; // [-0.1788, 0.1345]
 */
export const binaryCrossEntropyWithLogits = declareLoss({
  name: "binaryCrossEntropyWithLogits",
  signature: inputAndTarget,
  options: {
    /** Multiplies the losses. Default: 1. */
    weight: { array: "fixed" },
    /** Multiplies the part of the positives: above 1 for recall, below 1 for precision. Default: 1. */
    posWeight: { array: "fixed" },
  },
  settle: alike,
  inPlace: true,
});
