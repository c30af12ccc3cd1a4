// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { temperature } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { twoAlike } from "./settle_similarities.ts";
import { twoViews } from "./signature.ts";

/**
 * NT-Xent, the loss of SimCLR: how well each of two views tells its other view from all other examples, in nats.
 *
 *     value = -1/(2n) Σ_i log(exp(s_ij) / Σ_{k≠i} exp(s_ik))     z = [z1; z2], j = i ± n
 *     s_ij = unit(z_i) · unit(z_j) / temperature     unit(a) = a / max(‖a‖, 1e-12)
 *     ∂value/∂s_ik = (p_ik - [k = j]) / (2n)     p_i = softmax of s_i without s_ii
 *
 * Inputs: `z1`, `z2` [n, d]: embeddings of two views of the same examples. The value is a mean.
 *
 * Options: `temperature` 0.5; `shape` of flat embeddings.
 *
 * Errors: RangeError for shapes that differ and a temperature outside 1e-36..1e36; TypeError for kinds and unknown options.
 *
 * Edge cases: a single example has loss 0; none has NaN; a zero vector has similarities of 0, and gradients of the size of
 * 1e12; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h); where every row is as good as certain, the gradients are small, and less
 * exact by 2e-7 of themselves for each nat between similarities. The same bits on every variant but "relaxed". Memory: 16
 * rows of similarities, and the gradients once more.
 *
 * Source: Chen et al. 2020, arXiv:2002.05709.
 *
 * @example
 * const z1 = [[1, 0], [0, 1]];
 * const z2 = [[0.9, 0.1], [0.2, 0.8]];
 * s.ntXentLoss(z1, z2); // 0.3438
 */
export const ntXentLoss = declareLoss({
  name: "ntXentLoss",
  signature: twoViews,
  options: {
    /** Divides the similarities. Default: 0.5. */
    temperature: temperature(0.5),
  },
  reduction: "value",
  settle: twoAlike,
});
