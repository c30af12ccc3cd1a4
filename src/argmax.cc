// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/argmax.h"

#include <algorithm>

#include "src/row_scores.h"

namespace surprisal {

Status ArgMax(const RowShape& shape, const float* scores, int32_t* predictions) {
  const auto take = [&](const RowScores& of_rows) {
    std::copy_n(of_rows.prediction, of_rows.rows, predictions + of_rows.first_row);
  };
  return ScoreRows(shape, scores, nullptr, {.questions = {.prediction = true}}, take);
}

}  // namespace surprisal
