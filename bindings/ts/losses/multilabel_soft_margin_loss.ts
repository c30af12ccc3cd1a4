// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { meansOfRows } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Binary cross-entropy of several independent labels of a row, averaged along it; in nats.
 *
 *     loss_i = mean_j w_ij (t_ij softplus(-x_ij) + (1 - t_ij) softplus(x_ij))     x = input, t = target, j: the last axis
 *     mean = Σ loss_i / rows;  sum = Σ loss_i
 *     ∂loss_i/∂x_ij = w_ij (sigmoid(x_ij) - t_ij) / C;  ∂loss_i/∂t_ij = -w_ij x_ij / C
 *     ∂loss_i/∂w_ij = (t_ij softplus(-x_ij) + (1 - t_ij) softplus(x_ij)) / C
 *
 * Inputs: `input` logits [..., C] and `target`, of shapes that broadcast together; targets are usually 0 and 1.
 *
 * Options: `weight` of a shape that broadcasts to the input's, default ones; `reduction` "mean" (over rows), "sum" or "none" (one loss a row); `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: at ±∞ as `binaryCrossEntropyWithLogits`; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.multilabel_soft_margin_loss.
 *
 * @example
 * s.multilabelSoftMarginLoss([[2, -1, 0.5], [0, 1, -3]], [[1, 0, 1], [0, 1, 0]]); // 0.3282
 */
export const multilabelSoftMarginLoss = declareLoss({
  name: "multilabelSoftMarginLoss",
  signature: inputAndTarget,
  options: {
    /** Multiplies the losses of the elements. Default: 1. */
    weight: { array: "differentiable" },
  },
  settle: meansOfRows,
  inPlace: true,
});
