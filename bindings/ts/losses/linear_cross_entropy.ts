// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { ignoreIndexOption, labelSmoothingOption } from "./row_declaration.ts";
import { linearLayer } from "./settle_linear.ts";
import { linearLayerAndLabels } from "./signature.ts";

/**
 * Cross-entropy of the softmax of a linear layer's outputs against class labels, without ever having the array of these
 * outputs: what a language model's last layer and its loss want, over any vocabulary, in the memory of what goes in.
 *
 *     logits_ij = Σ_k hidden_ik weight_jk + bias_j
 *     loss_i = -Σ_j a_ij log p_ij     p = softmax(logits)
 *     a_ij = (1 - ε) w_t [j = t] + (ε / C) w_j     t: the label of a row not ignored
 *     mean = Σ loss_i / Σ w_t;  sum = Σ loss_i
 *     g_ij = A_i p_ij - a_ij     A_i = Σ_j a_ij
 *     ∂loss_i/∂hidden_ik = Σ_j g_ij weight_jk
 *     ∂loss_i/∂weight_jk = g_ij hidden_ik
 *     ∂loss_i/∂bias_j = g_ij
 *
 * Inputs: `hidden` [n, d], or [b, t, d] and so on; `weight` [c, d], the layout of torch.nn.Linear; `bias` [c], or null;
 * `labels` [n], [b, t], …, each in 0..c-1 or equal to ignoreIndex. Flat arrays do: the labels tell n. In nats.
 *
 * Options: `classWeight` w [c], default ones, which crossEntropy calls `weight`; `ignoreIndex` -100; `labelSmoothing` ε 0;
 * `reduction` "mean", "sum" or "none"; `shape` of a flat `hidden`; `out` for reduction "none". Gradients are given for
 * hidden, weight and bias, or for those that `wrt` names.
 *
 * Errors: RangeError for a label outside 0..c-1, negative, infinite or NaN class weights, label smoothing outside 0..1,
 * shapes that don't go together, and where memory is short; TypeError for kinds and unknown options. Nothing is written
 * then.
 *
 * Edge cases: those of crossEntropy, with the logits that there would be. An ignored row costs nothing, counts 0, and adds
 * nothing to any gradient, whatever it holds. A bias of -Infinity takes a class out.
 *
 * Accuracy: a logit is off by at most 1e-6 of S_ij, what the magnitudes of its terms sum up to (kLinearLogitError in
 * tests/core/bounds.h), and the loss by what crossEntropy is, and twice that of the row's largest S. A gradient is
 * off by at most 4e-6 and twice 1e-6 S of the largest sum of the magnitudes of its terms (kLinearCrossEntropyGradBound). The same bits on
 * every variant but "relaxed".
 *
 * Memory: 64 rows of hidden, and 128 of their logits each; with gradients all logits of some rows, an eighth of weight at
 * most, or 4 rows. What is no HeapArray is copied to WebAssembly's memory first; gradients are the size of what they are of.
 *
 * Source: torch.nn.functional.cross_entropy of torch.nn.functional.linear; Wijmans et al. 2024, arXiv:2411.09009.
 *
 * @example
 * const hidden = [[1, 0], [0, 2]];
 * const weight = [[1, 0], [0, 1], [1, 1]];
 * s.linearCrossEntropy(hidden, weight, null, [0, 2]); // 0.8103
 * s.linearCrossEntropy(hidden, weight, [0, 0, -1], [0, 2], { reduction: "none" }); // [0.5514, 1.4076]
 * const { value, grad } = s.linearCrossEntropy.valueAndGrad(hidden, weight, [0, 0, -1], [0, 2]);
 * value; // 0.9795
 * grad.bias; // [-0.1669, 0.4386, -0.2717]
 * s.linearCrossEntropy.valueAndGrad(hidden, weight, null, [0, 2], { wrt: ["hidden"] }).grad; // { hidden: [-0.0777, 0.2888, -0.2342, -0.0317] }
 */
export const linearCrossEntropy = declareLoss({
  name: "linearCrossEntropy",
  signature: linearLayerAndLabels,
  options: {
    /** One weight for each class, at least 0. Default: all 1. */
    classWeight: { array: "fixed" },
    /** Rows with this label are left out, of the mean's denominator too. Default: -100. */
    ignoreIndex: ignoreIndexOption,
    /** How much of the target's mass is spread evenly over the classes, 0 to 1. Default: 0. */
    labelSmoothing: labelSmoothingOption,
  },
  settle: linearLayer,
  complaints: { labels: "labels", weight: "classWeight" },
  classesOf: "weight",
});
