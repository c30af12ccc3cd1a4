// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { nonNegative } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Squared error near 0, absolute error beyond: smooth L1.
 *
 *     loss = d² / (2 β) where |d| < β, else |d| - β / 2     d = input - target
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂input = d / β, kept within -1..1;  ∂loss/∂target = -∂loss/∂input
 *
 * Inputs: `input`, `target` of shapes that broadcast together.
 *
 * Options: `beta` β 1, at least 0; `reduction` "mean" (over all elements), "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for a negative beta and shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: beta 0 is the absolute error, with a gradient of -1 at d = 0, as in PyTorch; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.smooth_l1_loss.
 *
 * @example
 * s.smoothL1Loss([0, 0], [0.5, 3], { reduction: "none" }); // [0.125, 2.5]
 * s.smoothL1Loss([0, 0], [0.5, 3], { beta: 0.1, reduction: "none" }); // [0.45, 2.95]
 */
export const smoothL1Loss = declareLoss({
  name: "smoothL1Loss",
  signature: inputAndTarget,
  options: {
    /** Where the square gives way to the absolute value. Default: 1. */
    beta: nonNegative(1),
  },
  settle: broadcasting,
  inPlace: true,
});
