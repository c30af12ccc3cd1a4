// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { positive } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Huber loss: squared error near 0, linear beyond.
 *
 *     loss = d² / 2 where |d| < δ, else δ (|d| - δ / 2)     d = input - target
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂input = d, kept within -δ..δ;  ∂loss/∂target = -∂loss/∂input
 *
 * Inputs: `input`, `target` of shapes that broadcast together.
 *
 * Options: `delta` δ 1, above 0; `reduction` "mean" (over all elements), "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for a delta that is not above 0 and shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.huber_loss.
 *
 * @example
 * s.huberLoss([0, 0], [0.5, 3], { reduction: "none" }); // [0.125, 2.5]
 * s.huberLoss([0, 0], [0.5, 3], { delta: 2, reduction: "none" }); // [0.125, 4]
 */
export const huberLoss = declareLoss({
  name: "huberLoss",
  signature: inputAndTarget,
  options: {
    /** Where the square gives way to a line. Default: 1. */
    delta: positive(1),
  },
  settle: broadcasting,
  inPlace: true,
});
