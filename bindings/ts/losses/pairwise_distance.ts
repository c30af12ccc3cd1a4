// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { exponent, finite } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { twoVectors } from "./signature.ts";
import { vectors } from "./settle_vectors.ts";

/**
 * The distance of vectors, one for each pair.
 *
 *     dist = ‖d‖ₚ     d = x1 - x2 + ε
 *     ∂dist/∂x1_j = 0 where dist = 0, else sign(d_j) (|d_j| / dist)^(p-1);  ∂dist/∂x2 = -∂dist/∂x1
 *
 * Inputs: `x1`, `x2` of shapes that broadcast together; vectors run along the last axis. The result is flat, of the shape
 * without that axis.
 *
 * Options: `p` 2, at least 0, Infinity included; `eps` ε 1e-6, added to each difference with its sign; `shape` of flat
 * inputs; `out`.
 *
 * Errors: RangeError for a negative p and shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: p = Infinity is the largest difference, whose ties share the gradient; p = 0 counts the differences, without
 * a gradient; squares and powers of finite vectors don't overflow; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kPairBound, kPairGradBound in
 * tests/core/bounds.h) for p = 0, 1, 2, Infinity; otherwise kPairPowerBound, kPairPowerGradBound. The same bits on
 * every variant but "relaxed".
 *
 * Source: torch.nn.functional.pairwise_distance.
 *
 * @example
 * s.pairwiseDistance([[0, 0], [1, 2]], [[3, 4], [1, 2]], { eps: 0 }); // [5, 0]
 * s.pairwiseDistance([[0, 0]], [[3, 4]], { p: Infinity, eps: 0 }); // [4]
 */
export const pairwiseDistance = declareLoss({
  name: "pairwiseDistance",
  signature: twoVectors,
  options: {
    /** The norm's exponent. Default: 2. */
    p: exponent(2),
    /** Added to each difference. Default: 1e-6. */
    eps: finite(1e-6),
  },
  reduction: "map",
  settle: vectors,
});
