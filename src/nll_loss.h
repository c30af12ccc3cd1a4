// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_NLL_LOSS_H_
#define SURPRISAL_SRC_NLL_LOSS_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct NllLossOptions {
  // [classes], each >= 0 and finite; null means all ones.
  const float* class_weights = nullptr;
  // Rows with this label are left out, whatever the row holds. It may lie outside [0, classes).
  int32_t ignore_label = -100;
  Reduction reduction = Reduction::kMean;
};

// Negative log-likelihood of class labels, and its gradient, in one call. With the log-softmax of logits it is their
// cross-entropy.
//
//   loss_i = -w_t log_probs_it,  t = labels[i], w = class_weights
//   mean   = sum_i loss_i / sum of w_t over the rows not ignored;  sum = sum_i loss_i
//   d loss_i / d log_probs_ij = -G_i w_t [j = t],  G_i = upstream gradient (over the denominator, for mean)
//
// Inputs: `log_probs` [outer, classes, inner], whatever they sum to; `labels` [outer, inner], each in [0, classes) or
//   equal to ignore_label. results.losses: [outer, inner], nats. results.grads: log_probs; that array may be
//   `log_probs` itself.
// Errors: kLabelOutOfRange, kWeightInvalid; nothing is written then.
// Edge cases: a mean over no rows, or over a sum of weights of 0, is NaN; the gradient is then 0 (NaN at the labels of
//   rows not ignored, if their weights are what sums to 0). An ignored row has loss 0 and gradient 0. Only the numbers
//   at the labels are read: NaN or an infinity elsewhere does not count. A weight of 0 does not protect: 0 * inf is
//   NaN.
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h) against float64. The same bits on every
//   variant.
// Source: torch.nn.functional.nll_loss.
Status NllLoss(const RowShape& shape, const float* log_probs, const int32_t* labels, const NllLossOptions& options,
               const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_NLL_LOSS_H_
