// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_BRIER_SCORE_H_
#define SURPRISAL_SRC_BRIER_SCORE_H_

#include <cstdint>

#include "src/row_scores.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct BrierScoreOptions {
  ScoreKind from = ScoreKind::kProbs;
  int32_t ignore_label = kIgnoreLabel;
  // [outer, inner], each >= 0 and finite; null means all ones.
  const float* sample_weights = nullptr;
};

// Brier score: the mean squared error of probabilities.
//
//   score = sum_i w_i sum_j (p_ij - [j = t_i])^2 / sum_i w_i      in [0, 2]
//   score = sum_i w_i (p_i - t_i)^2 / sum_i w_i                   binary, in [0, 1]
//
// Inputs: `scores` [outer, classes, inner], probabilities in [0, 1] or logits; `labels` [outer, inner], each in
//   [0, classes) or equal to ignore_label. With one class the problem is binary: the score is that of label 1.
// Errors: kLabelOutOfRange, kProbabilityInvalid, kWeightInvalid; nothing is written then.
// Edge cases: ignored rows are left out, whatever they hold; over no weight the score is NaN. Logits of NaN, +inf, or a
//   row of -inf only make it NaN.
// Accuracy: kBrierScoreBound (tests/core/bounds.h) against float64. The same bits on every variant but `relaxed`.
// Source: sklearn.metrics.brier_score_loss (binary); Brier (1950) for several classes.
Status BrierScore(const RowShape& shape, const float* scores, const int32_t* labels, const BrierScoreOptions& options,
                  double* value);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_BRIER_SCORE_H_
