// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_MULTI_MARGIN_LOSS_H_
#define SURPRISAL_SRC_MULTI_MARGIN_LOSS_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct MultiMarginLossOptions {
  // 1 or 2.
  float p = 1.0f;
  // Finite, of any sign.
  float margin = 1.0f;
  // [classes], each >= 0 and finite; null means all ones.
  const float* class_weights = nullptr;
  Reduction reduction = Reduction::kMean;
};

// Multi-class hinge loss of scores against class labels, and its gradient, in one call.
//
//   loss_i = w_t / C sum_{j != t} max(0, z_ij)^p,  z_ij = margin - scores_it + scores_ij,
//            t = labels[i], w = class_weights, C = shape.classes
//   mean   = sum_i loss_i / (outer * inner): never by weights;  sum = sum_i loss_i
//   d loss_i / d scores_ij = G_i w_t / C p z_ij^(p - 1) where z_ij > 0, or 0, for j != t; at t minus their sum;
//            G_i = upstream gradient (over the number of rows, for mean)
//
// Inputs: `scores` [outer, classes, inner]; `labels` [outer, inner], each in [0, classes); no label is ignored.
//   results.losses: [outer, inner]. results.grads: scores; that array may be `scores` itself.
// Errors: kOptionInvalid (index 0: p, 1: margin), kLabelOutOfRange, kWeightInvalid; nothing is written then.
// Edge cases: a mean over no rows is NaN. The loss of a single class is 0. At the margin, z = 0, the gradient is 0. A
// row
//   that holds a NaN, or the same infinity at the label and elsewhere, is NaN (PyTorch: such a term is 0).
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h) against float64. The same bits on every
//   variant but `relaxed`.
// Source: torch.nn.functional.multi_margin_loss.
Status MultiMarginLoss(const RowShape& shape, const float* scores, const int32_t* labels,
                       const MultiMarginLossOptions& options, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_MULTI_MARGIN_LOSS_H_
