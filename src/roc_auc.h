// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_ROC_AUC_H_
#define SURPRISAL_SRC_ROC_AUC_H_

#include <cstddef>
#include <cstdint>

#include "src/status.h"

namespace surprisal {

// The area under the receiver operating characteristic: the probability that a positive example has a higher score than
// a negative one, ties counting half.
//
//   AUC = sum_{i: y_i = 1} sum_{k: y_k = 0} w_i w_k ([s_i > s_k] + [s_i = s_k] / 2) / (sum of the pairs' w_i w_k)
//
// Inputs: `scores` [count], of which only the order matters; `labels` [count], 0, 1 or `ignore_label`; `sample_weights`
//   [count], each >= 0 and finite, null means all ones.
// Errors: kLabelOutOfRange, kWeightInvalid; kScoreInvalid for NaN in a row that counts; kClassMissing if positive or
//   negative examples have no weight at all, as when there are none; kOutOfMemory (12 bytes a row).
//   Nothing is written then.
// Edge cases: infinite scores have their place in the order. -0 equals 0.
// Accuracy: without weights exact but for the last division, up to 9e7 rows; else to a few 2^-53 for each row. The same
//   bits on every variant.
// Source: sklearn.metrics.roc_auc_score (which refuses infinities, too); Mann and Whitney (1947).
Status RocAuc(size_t count, const float* scores, const int32_t* labels, const float* sample_weights,
              int32_t ignore_label, double* area);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_ROC_AUC_H_
