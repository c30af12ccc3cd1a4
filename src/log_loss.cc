// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/log_loss.h"

namespace surprisal {

Status LogLoss(const RowShape& shape, const float* scores, const int32_t* labels, const LogLossOptions& options,
               double* value) {
  if (!(options.prob_floor >= 0.0f && options.prob_floor < 0.5f)) {
    return {StatusCode::kOptionInvalid, 2, static_cast<double>(options.prob_floor)};
  }
  const RowScoring scoring = {.from = options.from,
                              .questions = {.loss = true},
                              .ignore_label = options.ignore_label,
                              .prob_floor = options.prob_floor};
  MeasuredRows sums;
  const Status status = SumRows(shape, scores, labels, scoring, options.sample_weights, &RowScores::loss, &sums);
  if (status.ok()) *value = options.reduction == Reduction::kSum ? sums.total : sums.total / sums.weight;
  return status;
}

}  // namespace surprisal
