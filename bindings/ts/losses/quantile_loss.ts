// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Quantile (pinball) loss: its minimum is the quantile of the target.
 *
 *     loss = max(q e, (q - 1) e)     e = target - input, q = quantile
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂input = -q where e > 0, 1 - q where e < 0, else 1/2 - q;  ∂loss/∂target = -∂loss/∂input
 *
 * Inputs: `input`, `target` of shapes that broadcast together.
 *
 * Options: `quantile` q 0.5, within 0..1; `reduction` "mean" (over all elements), "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for a quantile outside 0..1 and shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: sklearn.metrics.mean_pinball_loss.
 *
 * @example
 * s.quantileLoss([3, 3], [2, 4], { quantile: 0.9, reduction: "none" }); // [0.1000, 0.9]
 */
export const quantileLoss = declareLoss({
  name: "quantileLoss",
  signature: inputAndTarget,
  options: {
    /** Which quantile, 0 to 1. Default: 0.5, the median. */
    quantile: { fallback: 0.5, low: 0, high: 1, float32: true },
  },
  settle: broadcasting,
  inPlace: true,
});
