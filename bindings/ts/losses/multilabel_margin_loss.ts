// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareRowLoss } from "./row_declaration.ts";

/**
 * Multi-label hinge loss of scores against lists of class labels.
 *
 *     loss_i = 1 / C Σ_{y listed} Σ_{j not listed} max(0, 1 - input_iy + input_ij)
 *     mean = Σ loss_i / rows;  sum = Σ loss_i
 *     ∂loss_i/∂input_ij = 1 / C for each pair (y, j) above its margin, ∂loss_i/∂input_iy = -1 / C
 *
 * Inputs: `input` scores [n, c] or [c]; `target` labels of the same shape: of each row, those up to the first -1 are
 * listed, twice if they are there twice. All of them, those after it too, are in -1..c-1.
 *
 * Options: `reduction` "mean", "sum" or "none"; `shape` of flat scores; `out` for reduction "none".
 *
 * Errors: RangeError for a label outside -1..c-1, fractional labels, shapes that differ; TypeError for kinds and unknown
 * options. Nothing is written then.
 *
 * Edge cases: a mean over no rows is NaN. A row that lists nothing, or every class, has loss 0. At the margin the gradient
 * is 0. A row that holds a NaN, or the same infinity at a label and elsewhere, is NaN (in PyTorch such a term is 0).
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.multilabel_margin_loss.
 *
 * @example
 * // Classes 3 and 0 are the row's; -1 ends the list.
 * s.multilabelMarginLoss([[0.1, 0.2, 0.4, 0.8]], [[3, 0, -1, 1]]); // 0.85
 */
export const multilabelMarginLoss = declareRowLoss({
  name: "multilabelMarginLoss",
  rows: "scores",
  target: "lists",
  flat: true,
});
