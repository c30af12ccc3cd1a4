// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite } from "../options.ts";
import { declareRowLoss, weightOption, withOptions } from "./row_declaration.ts";

/**
 * Multi-class hinge loss of scores against class labels.
 *
 *     loss_i = w_t / C Σ_{j ≠ t} max(0, z_ij)^p     z_ij = margin - input_it + input_ij, t = target_i
 *     mean = Σ loss_i / rows;  sum = Σ loss_i     never divided by weights
 *     ∂loss_i/∂input_ij = w_t / C p z_ij^(p-1) where z_ij > 0, else 0     j ≠ t
 *     ∂loss_i/∂input_it = -Σ_{j ≠ t} (∂loss_i/∂input_ij)
 *
 * Inputs: `input` scores [n, c] or [c]; `target` labels [n] or one number, each in 0..c-1: none is ignored.
 *
 * Options: `p` 1, or 2; `margin` 1; `weight` w [c], default ones; `reduction` "mean", "sum" or "none"; `shape` of flat
 * scores; `out` for reduction "none".
 *
 * Errors: RangeError for a label outside 0..c-1, fractional labels, negative, infinite or NaN weights, another p, a margin
 * that is not finite, shapes that don't fit; TypeError for kinds and unknown options. Nothing is written then.
 *
 * Edge cases: a mean over no rows is NaN. The loss of a single class is 0. At the margin, z = 0, the gradient is 0. A row
 * that holds a NaN, or the same infinity at the label and elsewhere, is NaN (in PyTorch such a term is 0).
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.multi_margin_loss.
 *
 * @example
 * s.multiMarginLoss([[0.5, 0.2, 0.9]], [0]); // 0.7
 * s.multiMarginLoss([[0.5, 0.2, 0.9]], [0], { p: 2, margin: 0.5 }); // 0.2833
 */
export const multiMarginLoss = declareRowLoss({
  name: "multiMarginLoss",
  rows: "scores",
  target: "labels",
  flat: true,
  options: withOptions(weightOption, {
    /** The power of a violation, 1 or 2. Default: 1. */
    p: { fallback: 1, low: 1, high: 2, integer: true },
    /** By how much the label's score has to exceed the others. Default: 1. */
    margin: finite(1),
  }),
});
