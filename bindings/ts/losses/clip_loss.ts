// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { twoAlike } from "./settle_similarities.ts";
import { imageAndText } from "./signature.ts";

/**
 * The loss of CLIP: how well each image tells its text from the others, and each text its image, in nats.
 *
 *     value = (CE(s, diagonal) + CE(sᵀ, diagonal)) / 2     CE: the mean cross-entropy of the rows' softmax
 *     s_ij = logitScale unit(image_i) · unit(text_j)     unit(a) = a / max(‖a‖, 1e-12)
 *     ∂value/∂s_ij = (p_ij + q_ij - 2 [i = j]) / (2n)     p: softmax along rows, q: along columns
 *
 * Inputs: `image`, `text` [n, d]: embeddings of pairs. The value is a mean.
 *
 * Options: `logitScale` 1 / 0.07, the inverse of a temperature; `shape` of flat embeddings.
 *
 * Errors: RangeError for shapes that differ; TypeError for kinds and unknown options.
 *
 * Edge cases: a single pair has loss 0; none has NaN; a zero vector has similarities of 0, and gradients of the size of 1e12;
 * NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h); where every row is as good as certain, the gradients are small, and less
 * exact by 2e-7 of themselves for each nat between similarities. The same bits on every variant but "relaxed". Memory: 16
 * rows of similarities, and the gradients once more.
 *
 * Source: Radford et al. 2021, arXiv:2103.00020.
 *
 * @example
 * const image = [[1, 0], [0, 1]];
 * const text = [[0.9, 0.4], [0.5, 0.8]];
 * s.clipLoss(image, text); // 0.0043
 * s.clipLoss.valueAndGrad(image, text, { logitScale: 1 }).grad.text; // [-0.1050, 0.2362, 0.2542, -0.1589]
 */
export const clipLoss = declareLoss({
  name: "clipLoss",
  signature: imageAndText,
  options: {
    /** Multiplies the cosines. Default: 1 / 0.07. */
    logitScale: finite(1 / 0.07),
  },
  reduction: "value",
  settle: twoAlike,
});
