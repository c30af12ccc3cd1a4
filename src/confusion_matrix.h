// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_CONFUSION_MATRIX_H_
#define SURPRISAL_SRC_CONFUSION_MATRIX_H_

#include <cstddef>
#include <cstdint>

#include "src/status.h"

namespace surprisal {

// Counts how often each class was taken for each.
//
//   matrix_ab += #{ i : labels_i = a and predictions_i = b }
//
// Inputs: `predictions` and `labels` [count], each in [0, classes), or with the label `ignore_label`, whose prediction
// may
//   be anything; `matrix` [classes, classes], rows by label, to be added to.
// Errors: kLabelOutOfRange; the index of a prediction has `count` added. Nothing is written then.
// Edge cases: nothing is added for no rows.
// Accuracy: exact up to 2^53.
// Source: sklearn.metrics.confusion_matrix.
Status ConfusionMatrix(size_t count, size_t classes, const int32_t* predictions, const int32_t* labels,
                       int32_t ignore_label, double* matrix);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_CONFUSION_MATRIX_H_
