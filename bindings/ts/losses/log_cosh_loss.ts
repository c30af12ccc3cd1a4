// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Logarithm of the hyperbolic cosine of the error: a Huber loss without a seam.
 *
 *     loss = log cosh d = |d| + log(1 + exp(-2 |d|)) - ln 2     d = input - target
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂input = tanh d;  ∂loss/∂target = -tanh d
 *
 * Inputs: `input`, `target` of shapes that broadcast together.
 *
 * Options: `reduction` "mean" (over all elements), "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: exact near 0, where it is d² / 2, and without overflow where cosh would; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: the formula; Keras has it as LogCosh.
 *
 * @example
 * s.logCoshLoss([0, 0], [0.5, 300], { reduction: "none" }); // [0.1201, 299.3069]
 */
export const logCoshLoss = declareLoss({
  name: "logCoshLoss",
  signature: inputAndTarget,
  settle: broadcasting,
  inPlace: true,
});
