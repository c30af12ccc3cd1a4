// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { temperature } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { queriesAndKeys } from "./settle_similarities.ts";
import { queryAndKey } from "./signature.ts";

/**
 * InfoNCE: how well each query tells its own key from others, in nats.
 *
 *     loss_i = -log(exp(s(query_i, key_i)) / Σ_c exp(s(query_i, c)))     c: the candidates
 *     s(a, b) = unit(a) · unit(b) / temperature     unit(a) = a / max(‖a‖, 1e-12)
 *     mean = Σ loss_i / n;  sum = Σ loss_i
 *     ∂loss_i/∂s_ic = p_ic - [c = key_i]     p_i = softmax(s_i)
 *
 * Inputs: `query`, `key` [n, d]. The candidates are all keys; with `negatives` [m, d] they are a query's own key and these.
 *
 * Options: `temperature` 0.1; `normalize` true: without it s(a, b) = a · b / temperature; `negatives`, which a gradient can be
 * asked of, too; `reduction` "mean", "sum" or "none"; `shape` of a flat query and key; `out` for "none".
 *
 * Errors: RangeError for shapes that don't go together and a temperature outside 1e-36..1e36; TypeError for kinds and unknown
 * options.
 *
 * Edge cases: a single candidate has loss 0; a zero vector has similarities of 0, and gradients of the size of 1e12; a mean
 * over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h); where every row is as good as certain, the gradients are small, and less
 * exact by 2e-7 of themselves for each nat between similarities. The same bits on every variant but "relaxed". Memory: 16
 * rows of similarities, and the gradients once more.
 *
 * Source: van den Oord et al. 2018, arXiv:1807.03748.
 *
 * @example
 * const query = [[1, 0], [0, 1]];
 * const key = [[0.9, 0.1], [0.2, 0.8]];
 * s.infoNceLoss(query, key); // 0.0004
 * s.infoNceLoss(query, key, { temperature: 1, negatives: [[1, 1], [-1, 0]] }); // 0.6997
 */
export const infoNceLoss = declareLoss({
  name: "infoNceLoss",
  signature: queryAndKey,
  options: {
    /** Other candidates than the keys of other queries. Default: none. */
    negatives: { array: "differentiable" },
    /** Divides the similarities. Default: 0.1. */
    temperature: temperature(0.1),
    /** Whether vectors are divided by their norms. Default: true. */
    normalize: { flag: true },
  },
  settle: queriesAndKeys,
});
