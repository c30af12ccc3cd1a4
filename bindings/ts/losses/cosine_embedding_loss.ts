// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { twoInputsAndSigns } from "./signature.ts";
import { pairsWithTarget } from "./settle_vectors.ts";

/**
 * Cosine embedding loss: pairs of vectors should point the same way (target 1), or not (-1).
 *
 *     loss = 1 - c where y = 1, max(0, c - margin) where y = -1, else 0     y = target
 *     c = a · b / √((‖a‖² + e) (‖b‖² + e))     e = 1e-12, a = input1, b = input2
 *     mean = Σ loss / losses;  sum = Σ loss
 *     ∂c/∂a = b / √((‖a‖² + e) (‖b‖² + e)) - c a / (‖a‖² + e)
 *
 * Inputs: `input1`, `input2` [n, d] or [d], or with more leading axes, whose sizes broadcast; `target` [n]: 1 or -1,
 * integers too.
 *
 * Options: `margin` 0; `reduction` "mean", "sum" or "none"; `shape` of flat inputs; `out` for "none".
 *
 * Errors: RangeError for shapes that don't go together; TypeError for kinds and unknown options.
 *
 * Edge cases: at c = margin the gradient is that of the hinge; a vector of zeros has cosine 0 with all; squared norms
 * don't overflow; a mean over nothing is NaN; NaN and infinities in a vector give NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kPairBound, kPairGradBound in
 * tests/core/bounds.h). The same bits on every variant.
 *
 * Source: torch.nn.functional.cosine_embedding_loss.
 *
 * @example
 * const a = [[1, 0], [1, 0]];
 * const b = [[1, 1], [1, 1]];
 * s.cosineEmbeddingLoss(a, b, [1, -1], { reduction: "none" }); // [0.2929, 0.7071]
 */
export const cosineEmbeddingLoss = declareLoss({
  name: "cosineEmbeddingLoss",
  signature: twoInputsAndSigns,
  options: {
    /** The cosine that unlike pairs may have. Default: 0. */
    margin: finite(0),
  },
  settle: pairsWithTarget,
});
