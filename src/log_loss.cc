// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/log_loss.h"

#include "src/checks.h"

namespace surprisal {

Status LogLoss(const RowShape& shape, const float* scores, const int32_t* labels, const LogLossOptions& options,
               double* value) {
  if (!(options.prob_floor >= 0.0f && options.prob_floor < 0.5f)) {
    return {StatusCode::kOptionInvalid, 2, static_cast<double>(options.prob_floor)};
  }
  const float* weights = options.sample_weights;
  if (const Status status = CheckNonNegative(weights, shape.Rows(), StatusCode::kWeightInvalid); !status.ok()) {
    return status;
  }
  double total = 0.0, total_weight = 0.0;
  const auto take = [&](const RowScores& of_rows) {
    for (size_t r = 0; r < of_rows.rows; ++r) {
      const size_t row = of_rows.first_row + r;
      if (labels[row] == options.ignore_label) continue;
      const double weight = weights != nullptr ? static_cast<double>(weights[row]) : 1.0;
      total += weight * static_cast<double>(of_rows.loss[r]);
      total_weight += weight;
    }
  };
  const RowScoring scoring = {.from = options.from,
                              .questions = {.loss = true},
                              .ignore_label = options.ignore_label,
                              .prob_floor = options.prob_floor};
  const Status status = ScoreRows(shape, scores, labels, scoring, take);
  if (status.ok()) *value = options.reduction == Reduction::kSum ? total : total / total_weight;
  return status;
}

}  // namespace surprisal
