// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { inputAndSigns } from "./signature.ts";

/**
 * Hinge loss of distances: small for alike pairs (target 1), above a margin for others (-1).
 *
 *     loss = x where y = 1, max(0, margin - x) where y = -1, else x + max(0, margin - x)     x = input, y = target
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂x = [y ≠ -1] - [y ≠ 1] [x <= margin]
 *
 * Inputs: `input` distances, `target` 1 or -1, integers too, of shapes that broadcast together.
 *
 * Options: `margin` 1; `reduction` "mean" (over all elements), "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: at the margin itself the gradient is -1, as in PyTorch; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.hinge_embedding_loss.
 *
 * @example
 * s.hingeEmbeddingLoss([0.3, 0.3, 2], [1, -1, -1], { reduction: "none" }); // [0.3, 0.7, 0]
 */
export const hingeEmbeddingLoss = declareLoss({
  name: "hingeEmbeddingLoss",
  signature: inputAndSigns,
  options: {
    /** How far apart unlike pairs should be. Default: 1. */
    margin: finite(1),
  },
  settle: broadcasting,
  inPlace: true,
});
