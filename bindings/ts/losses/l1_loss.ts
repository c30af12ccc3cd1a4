// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Absolute error.
 *
 *     loss = |d|     d = input - target
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂input = sign(d), 0 at 0;  ∂loss/∂target = -sign(d)
 *
 * Inputs: `input`, `target` of shapes that broadcast together.
 *
 * Options: `reduction` "mean" (over all elements), "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: a mean over nothing is NaN; NaN gives NaN, with a gradient of NaN; ∞ - ∞ is NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.l1_loss.
 *
 * @example
 * s.l1Loss([1, 2, 3], [1, 2, 5]); // 0.6667
 * s.l1Loss.valueAndGrad([1, 2, 3], [1, 2, 5], { reduction: "sum" }).grad; // [0, 0, -1]
 */
export const l1Loss = declareLoss({
  name: "l1Loss",
  signature: inputAndTarget,
  settle: broadcasting,
  inPlace: true,
});
