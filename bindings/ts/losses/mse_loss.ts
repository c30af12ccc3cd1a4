// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Squared error.
 *
 *     loss = d²     d = input - target
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂input = 2 d;  ∂loss/∂target = -2 d
 *
 * Inputs: `input`, `target` of shapes that broadcast together.
 *
 * Options: `reduction` "mean", "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: a mean over nothing is NaN; ∞ - ∞ is NaN; what exceeds a float32 is Infinity, with a finite gradient.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.mse_loss.
 *
 * @example
 * s.mseLoss([1, 2, 3], [1, 2, 5]); // 1.3333
 * s.mseLoss.valueAndGrad([1, 2, 3], [1, 2, 5]).grad; // [0, 0, -1.3333]
 * s.mseLoss([[1, 2], [3, 4]], [1, 2], { reduction: "none" }); // [0, 0, 4, 4]
 */
export const mseLoss = declareLoss({
  name: "mseLoss",
  signature: inputAndTarget,
  settle: broadcasting,
  inPlace: true,
});
