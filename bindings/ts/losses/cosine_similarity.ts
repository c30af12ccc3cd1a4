// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { nonNegative } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { twoVectors } from "./signature.ts";
import { vectorsAlongDim } from "./settle_vectors.ts";

/**
 * The cosine of the angle between vectors, one for each pair.
 *
 *     c = x1 · x2 / (n1 n2)     n = max(‖x‖, ε)
 *     ∂c/∂x1 = x2 / (n1 n2) - c x1 / n1²
 *
 * Inputs: `x1`, `x2` of shapes that broadcast together; vectors run along `dim`. The result is flat, of the shape without
 * that axis.
 *
 * Options: `dim` 1, from the end if negative; `eps` ε 1e-8, the least norm; `shape` of flat inputs; `out`.
 *
 * Errors: RangeError for shapes that don't broadcast, a dim that there is not and a negative eps; TypeError for kinds and unknown options.
 *
 * Edge cases: a vector of zeros has cosine 0 with all, and a gradient of the size of 1 / ε; NaN and infinities give NaN; no
 * finite vector overflows.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kPairBound, kPairGradBound in
 * tests/core/bounds.h). The same bits on every variant.
 *
 * Source: torch.nn.functional.cosine_similarity.
 *
 * @example
 * s.cosineSimilarity([[1, 0], [1, 2]], [[1, 1], [2, 4]]); // [0.7071, 1]
 */
export const cosineSimilarity = declareLoss({
  name: "cosineSimilarity",
  signature: twoVectors,
  options: {
    /** The axis that vectors run along. Default: 1. */
    dim: { fallback: 1, low: -8, high: 7, integer: true },
    /** The least norm. Default: 1e-8. */
    eps: nonNegative(1e-8),
  },
  reduction: "map",
  settle: vectorsAlongDim,
});
