// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { gaussian } from "./settle.ts";
import { inputTargetAndVar } from "./signature.ts";

/**
 * Negative log-likelihood under Gaussian distributions with given variances, in nats.
 *
 *     loss = (log v + d² / v) / 2 + c     d = input - target, v = max(var, ε)
 *     c = log(2 π) / 2 where full, else 0
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂input = d / v;  ∂loss/∂target = -d / v
 *     ∂loss/∂var = (1 / v - d² / v²) / 2     as if it were not clamped
 *
 * Inputs: `input` means and `target`, of shapes that broadcast together; `var` variances, at least 0, of the input's shape, or of that without its last axis or with 1 there.
 *
 * Options: `full` false; `eps` ε 1e-6; `reduction` "mean" (over all elements), "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for negative variances and shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: a variance below ε counts as ε; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, or, where terms of either sign nearly cancel, 3e-7 of the larger one; of a
 * gradient 2e-6 of its largest entry (kElementwiseBound, kLikelihoodBound, kElementwiseGradBound in tests/core/bounds.h). The
 * same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.gaussian_nll_loss.
 *
 * @example
 * s.gaussianNllLoss([0, 1], [0.5, 3], [1, 4], { reduction: "none" }); // [0.125, 1.1931]
 * const { grad } = s.gaussianNllLoss.valueAndGrad([0, 1], [0.5, 3], [1, 4]);
 * grad.var; // [0.1875, 0]
 */
export const gaussianNllLoss = declareLoss({
  name: "gaussianNllLoss",
  signature: inputTargetAndVar,
  options: {
    /** Whether the constant is added. Default: false. */
    full: { flag: false },
    /** The least variance. Default: 1e-6. */
    eps: finite(1e-6),
  },
  settle: gaussian,
  complaints: { variances: "var" },
  inPlace: true,
});
