// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_MULTILABEL_MARGIN_LOSS_H_
#define SURPRISAL_SRC_MULTILABEL_MARGIN_LOSS_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Multi-label hinge loss of scores against lists of class labels, and its gradient, in one call.
//
//   loss_i = 1 / C sum_{y listed} sum_{j not listed} max(0, z_iyj),  z_iyj = 1 - scores_iy + scores_ij,
//            C = shape.classes; a class that is listed twice counts twice
//   mean   = sum_i loss_i / (outer * inner);  sum = sum_i loss_i
//   d loss_i / d scores_ij = G_i / C (number of y with z_iyj > 0), j not listed
//   d loss_i / d scores_iy = -G_i / C (number of j with z_iyj > 0), for each time that y is listed;
//            G_i = upstream gradient (over the number of rows, for mean)
//
// Inputs: `scores` [outer, classes, inner]; `labels` of the same shape: of each row, along the axis of the classes,
// those
//   up to the first -1 are listed. All of them, those after it too, are in [-1, classes).
//   results.losses: [outer, inner]. results.grads: scores; that array may be `scores` itself.
// Errors: kLabelOutOfRange, kOutOfMemory (for a row's scores); nothing is written then.
// Edge cases: a mean over no rows is NaN, as is a row of no classes. A row that lists nothing, or every class, has loss
// 0. At the margin, z = 0, the
//   gradient is 0. A row that holds a NaN, or the same infinity at a label and elsewhere, is NaN (PyTorch: such a term
//   is 0); its gradient is NaN only for classes whose z is.
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h) against float64. The same bits on every
//   variant but `relaxed`.
// Source: torch.nn.functional.multilabel_margin_loss.
Status MultilabelMarginLoss(const RowShape& shape, const float* scores, const int32_t* labels, Reduction reduction,
                            const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_MULTILABEL_MARGIN_LOSS_H_
