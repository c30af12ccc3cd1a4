// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/brier_score.h"

#include "src/checks.h"

namespace surprisal {

Status BrierScore(const RowShape& shape, const float* scores, const int32_t* labels, const BrierScoreOptions& options,
                  double* value) {
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
      total += weight * static_cast<double>(of_rows.brier[r]);
      total_weight += weight;
    }
  };
  const RowScoring scoring = {.from = options.from, .questions = {.brier = true}, .ignore_label = options.ignore_label};
  const Status status = ScoreRows(shape, scores, labels, scoring, take);
  // The two classes of a binary problem are off by the same amount, and only one of them is counted.
  if (status.ok()) *value = total / (shape.classes == 1 ? 2.0 * total_weight : total_weight);
  return status;
}

}  // namespace surprisal
