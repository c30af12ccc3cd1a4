// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { temperature } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { labelledVectors } from "./settle_similarities.ts";
import { embeddingsAndLabels } from "./signature.ts";

/**
 * NT-Xent with labels: how well each embedding tells each other one of its label from those of other labels, in nats.
 *
 *     value = mean_{i,j} (-log(exp(s_ij) / (exp(s_ij) + Σ_k exp(s_ik))))     i ≠ j: of one label, k: of others
 *     s_ij = unit(embeddings_i) · unit(embeddings_j) / temperature     unit(a) = a / max(‖a‖, 1e-12)
 *
 * Other embeddings of i's label are not in the denominator. Where each label stands twice, this is `ntXentLoss`.
 *
 * Inputs: `embeddings` [n, d]; `labels` [n], any integers. The value is a mean.
 *
 * Options: `temperature` 0.07; `shape` of flat embeddings.
 *
 * Errors: RangeError for shapes that don't go together and a temperature outside 1e-36..1e36; TypeError for kinds and unknown
 * options.
 *
 * Edge cases: without two of one label the value is NaN and the gradient 0; a single label alone has loss 0; a zero vector
 * has similarities of 0, and gradients of the size of 1e12; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h); where every row is as good as certain, the gradients are small, and less
 * exact by 2e-7 of themselves for each nat between similarities. The same bits on every variant but "relaxed". Memory: 16
 * rows of similarities, and the gradients once more.
 *
 * Source: optax.losses.ntxent.
 *
 * @example
 * const embeddings = [[1, 0], [0.9, 0.1], [0, 1], [0.2, 0.8]];
 * s.ntXentLabelsLoss(embeddings, [0, 0, 1, 1], { temperature: 0.5 }); // 0.3438
 */
export const ntXentLabelsLoss = declareLoss({
  name: "ntXentLabelsLoss",
  signature: embeddingsAndLabels,
  options: {
    /** Divides the similarities. Default: 0.07. */
    temperature: temperature(0.07),
  },
  reduction: "value",
  settle: labelledVectors,
});
