// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { ranking } from "./settle.ts";
import { twoInputsAndSigns } from "./signature.ts";

/**
 * Ranking loss of pairs of scores: the first should be larger (target 1) or smaller (-1), by a margin.
 *
 *     loss = max(0, -y (x1 - x2) + margin)     x1 = input1, x2 = input2, y = target
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂x1 = -y where -y (x1 - x2) + margin >= 0, else 0;  ∂loss/∂x2 = -∂loss/∂x1
 *
 * Inputs: `input1`, `input2`, `target`, of equally many dimensions, whose sizes broadcast together; targets may be integers.
 *
 * Options: `margin` 0; `reduction` "mean" (over all elements), "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: at the kink the gradient is that of the active side, as in PyTorch; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.margin_ranking_loss.
 *
 * @example
 * s.marginRankingLoss([3, 1], [1, 2], [1, 1], { margin: 0.5, reduction: "none" }); // [0, 1.5]
 */
export const marginRankingLoss = declareLoss({
  name: "marginRankingLoss",
  signature: twoInputsAndSigns,
  options: {
    /** By how much the scores should differ. Default: 0. */
    margin: finite(0),
  },
  settle: ranking,
  inPlace: true,
});
