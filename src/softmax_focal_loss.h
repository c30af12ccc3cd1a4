// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_SOFTMAX_FOCAL_LOSS_H_
#define SURPRISAL_SRC_SOFTMAX_FOCAL_LOSS_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct SoftmaxFocalLossOptions {
  // >= 0 and finite: how much less rows count that are right already; 0 is cross-entropy.
  float gamma = 2.0f;
  // As CrossEntropyOptions have them.
  const float* class_weights = nullptr;
  int32_t ignore_label = -100;
  Reduction reduction = Reduction::kMean;
};

// Focal loss of the softmax of `logits` against class labels, and its gradient, in one call: cross-entropy in which a
// row counts the less, the better it is classified.
//
//   loss_i = w_t (1 - p_t)^gamma (-log p_t),  p = softmax(logits_i), t = labels[i], w = class_weights
//   mean   = sum_i loss_i / sum of w_t over the rows not ignored;  sum = sum_i loss_i
//   d loss_i / d logits_ij = G_i w_t ((1 - p_t)^gamma - gamma p_t (1 - p_t)^(gamma - 1) log p_t) (p_j - [j = t]),
//               G_i = upstream gradient (over the denominator, for mean)
//
// Inputs: `logits` [outer, classes, inner]; `labels` [outer, inner], each in [0, classes) or equal to ignore_label.
//   results.losses: [outer, inner], nats. results.grads: logits; that array may be `logits` itself.
// Errors: kOptionInvalid (index 0: gamma), kLabelOutOfRange, kWeightInvalid, kTooLarge (as CrossEntropy());
//   nothing is written then.
// Edge cases: as CrossEntropy(). 1 - p_t is never rounded to 0: a row that is as good as certain has its tiny loss, and
//   for gamma below 1 a finite gradient. gamma = 0 gives the bits of CrossEntropy().
// Accuracy: kSoftmaxLossBound, kSoftmaxLossGradBound (tests/core/bounds.h) against float64. The same bits on every
//   variant but `relaxed`.
// Source: Lin et al., "Focal Loss for Dense Object Detection" (2017), for classes that exclude each other.
Status SoftmaxFocalLoss(const RowShape& shape, const float* logits, const int32_t* labels,
                        const SoftmaxFocalLossOptions& options, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SOFTMAX_FOCAL_LOSS_H_
