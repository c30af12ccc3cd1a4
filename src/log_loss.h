// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_LOG_LOSS_H_
#define SURPRISAL_SRC_LOG_LOSS_H_

#include <cstdint>

#include "src/row_scores.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct LogLossOptions {
  ScoreKind from = ScoreKind::kProbs;
  int32_t ignore_label = kIgnoreLabel;
  // [outer, inner], each >= 0 and finite; null means all ones.
  const float* sample_weights = nullptr;
  // In [0, 0.5): probabilities are clipped to [prob_floor, 1 - prob_floor].
  float prob_floor = kProbFloor;
  Reduction reduction = Reduction::kMean;  // kMean or kSum
};

// Log loss: the mean surprisal of the labels.
//
//   loss_i = -log(p_it / sum_j p_ij),  p = clip(probs, floor, 1 - floor)      from probabilities
//   loss_i = -log softmax(logits_i)_t                                         from logits
//   mean   = sum_i w_i loss_i / sum_i w_i;  sum = sum_i w_i loss_i
//
// Inputs: `scores` [outer, classes, inner], probabilities in [0, 1] or logits; `labels` [outer, inner], each in
//   [0, classes) or equal to ignore_label. With one class the problem is binary: the score is that of label 1. In nats.
// Errors: kLabelOutOfRange, kProbabilityInvalid, kWeightInvalid; kOptionInvalid for a prob_floor out of range; nothing
// is
//   written then.
// Edge cases: ignored rows are left out, whatever they hold; a mean over no weight is NaN. From logits, as
// CrossEntropy.
//   A probability of 0 at the label costs -log(prob_floor) = 36.04 nats; +inf with a prob_floor of 0.
// Accuracy: kLogLossBound (tests/core/bounds.h) against float64. The same bits on every variant but `relaxed`.
// Source: sklearn.metrics.log_loss, with eps = 2^-52 whatever the type of the probabilities.
Status LogLoss(const RowShape& shape, const float* scores, const int32_t* labels, const LogLossOptions& options,
               double* value);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_LOG_LOSS_H_
