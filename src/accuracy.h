// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_ACCURACY_H_
#define SURPRISAL_SRC_ACCURACY_H_

#include <cstddef>
#include <cstdint>

#include "src/row_scores.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The share of rows whose label is among the k classes with the largest scores. k = 1 is plain accuracy.
//
//   accuracy = #{ i : rank_i < k } / #{ i },  rank_i = #{ j : scores_ij > scores_it } + #{ j < t : scores_ij =
//   scores_it }
//
// Inputs: `scores` [outer, classes, inner], logits or probabilities: only their order matters; `labels` [outer, inner],
//   each in [0, classes) or equal to `ignore_label`; `k` at least 1.
// Errors: kLabelOutOfRange; kOptionInvalid for k = 0; nothing is written then.
// Edge cases: ties go to the lowest class; NaN counts as larger than any number. Ignored rows are left out; of no rows
//   the accuracy is NaN. With k >= classes it is 1.
// Accuracy: the quotient of two integers, rounded.
// Source: sklearn.metrics.accuracy_score and top_k_accuracy_score; the latter prefers the highest class among equals.
Status TopKAccuracy(const RowShape& shape, const float* scores, const int32_t* labels, size_t k, int32_t ignore_label,
                    double* accuracy);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_ACCURACY_H_
