// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/brier_score.h"

namespace surprisal {

Status BrierScore(const RowShape& shape, const float* scores, const int32_t* labels, const BrierScoreOptions& options,
                  double* value) {
  const RowScoring scoring = {.from = options.from, .questions = {.brier = true}, .ignore_label = options.ignore_label};
  MeasuredRows sums;
  const Status status = SumRows(shape, scores, labels, scoring, options.sample_weights, &RowScores::brier, &sums);
  // The two classes of a binary problem are off by the same amount, and only one of them is counted.
  if (status.ok()) *value = sums.total / (shape.classes == 1 ? 2.0 * sums.weight : sums.weight);
  return status;
}

}  // namespace surprisal
