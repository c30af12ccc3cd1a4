// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { exponent, finite } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { triplet } from "./signature.ts";
import { vectorsOfOneRank } from "./settle_vectors.ts";

/**
 * Triplet margin loss: an anchor should be nearer to the positive than to the negative, by a margin.
 *
 *     loss = max(0, margin + d1 - d2)     d1 = D(anchor, positive), d2 = D(anchor, negative), D: pairwiseDistance
 *     with swap  d2 = min(D(anchor, negative), D(positive, negative))
 *     mean = Σ loss / losses;  sum = Σ loss
 *
 * Inputs: `anchor`, `positive`, `negative` of equally many dimensions, whose sizes broadcast; vectors run along the last
 * axis, and there is a loss for each.
 *
 * Options: `margin` 1; `p` 2, the norm's exponent; `eps` 1e-6, added to each difference; `swap` false; `reduction` "mean",
 * "sum" or "none"; `shape` of flat inputs; `out` for "none".
 *
 * Errors: RangeError for a negative p and shapes that don't go together; TypeError for kinds and unknown options.
 *
 * Edge cases: at a loss of exactly 0 the gradient is that of the hinge; two equal distances of a swap share it; equal
 * vectors have a distance, and so a gradient, because of eps; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kPairBound, kPairGradBound in
 * tests/core/bounds.h) for p = 0, 1, 2, Infinity, of the distances; otherwise kPairPowerBound, kPairPowerGradBound.
 * The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.triplet_margin_loss.
 *
 * @example
 * const anchor = [[0, 0]];
 * const positive = [[0, 1]];
 * const negative = [[1.5, 0]];
 * s.tripletMarginLoss(anchor, positive, negative); // 0.5
 * const { grad } = s.tripletMarginLoss.valueAndGrad(anchor, positive, negative, { eps: 0 });
 * grad; // { anchor: [1, -1], positive: [0, 1], negative: [-1, 0] }
 */
export const tripletMarginLoss = declareLoss({
  name: "tripletMarginLoss",
  signature: triplet,
  options: {
    /** By how much the negative should be further away. Default: 1. */
    margin: finite(1),
    /** The norm's exponent. Default: 2. */
    p: exponent(2),
    /** Added to each difference. Default: 1e-6. */
    eps: finite(1e-6),
    /** Whether the negative's distance from the positive counts, where that is less. Default: false. */
    swap: { flag: false },
  },
  settle: vectorsOfOneRank,
});
