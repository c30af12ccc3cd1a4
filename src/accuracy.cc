// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/accuracy.h"

namespace surprisal {

Status TopKAccuracy(const RowShape& shape, const float* scores, const int32_t* labels, size_t k, int32_t ignore_label,
                    double* accuracy) {
  if (k == 0) return {StatusCode::kOptionInvalid, 2, 0.0};
  size_t counted = 0, hits = 0;
  const auto take = [&](const RowScores& of_rows) {
    for (size_t r = 0; r < of_rows.rows; ++r) {
      if (labels[of_rows.first_row + r] == ignore_label) continue;
      ++counted;
      hits += static_cast<size_t>(of_rows.rank[r]) < k;
    }
  };
  const Status status =
      ScoreRows(shape, scores, labels, {.questions = {.rank = true}, .ignore_label = ignore_label}, take);
  if (status.ok()) *accuracy = static_cast<double>(hits) / static_cast<double>(counted);
  return status;
}

}  // namespace surprisal
