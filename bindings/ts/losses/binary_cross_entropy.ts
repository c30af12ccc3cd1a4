// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { alike } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Binary cross-entropy of probabilities, in nats.
 *
 *     loss = -w (t max(log p, -100) + (1 - t) max(log(1 - p), -100))     p = input, t = target, w = weight
 *     mean = Σ loss / number of elements, whatever the weights;  sum = Σ loss
 *     ∂loss/∂p = w (p - t) / max(p (1 - p), 1e-12);  ∂loss/∂t = w (log(1 - p) - log p)
 *
 * Inputs: `input` probabilities, each within 0..1; `target` of the same shape, usually within 0..1.
 *
 * Options: `weight` of a shape that broadcasts to the input's, default ones; `reduction` "mean", "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for an input outside 0..1 and shapes that differ; TypeError for kinds and unknown options. Nothing is written then.
 *
 * Edge cases: logarithms are kept above -100, so that a wrong certainty costs 100, and its gradient is ±1e12; a mean over nothing is NaN. From logits, `binaryCrossEntropyWithLogits` is more accurate.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.binary_cross_entropy.
 *
 * @example
 * s.binaryCrossEntropy([0.9, 0.2], [1, 0]); // 0.1643
 * s.binaryCrossEntropy([1, 0], [0, 1]); // 100
 * s.binaryCrossEntropy([1.5], [1]); // throws RangeError: binaryCrossEntropy: input[0] is 1.5, which is not a probability
 */
export const binaryCrossEntropy = declareLoss({
  name: "binaryCrossEntropy",
  signature: inputAndTarget,
  options: {
    /** Multiplies the losses. Default: 1. */
    weight: { array: "fixed" },
  },
  settle: alike,
  complaints: { probs: "input" },
  inPlace: true,
});
