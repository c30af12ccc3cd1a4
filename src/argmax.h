// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_ARGMAX_H_
#define SURPRISAL_SRC_ARGMAX_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The class with the largest score in each row: the prediction.
//
//   predictions_i = min { j : no k has scores_ik > scores_ij }
//
// Inputs: `scores` [outer, classes, inner], logits or probabilities; `predictions` [outer, inner].
// Errors: kShapeInvalid if there are rows but no classes; nothing is written then.
// Edge cases: ties go to the lowest class; NaN counts as larger than any number, and the first one wins. -0 equals 0.
// Accuracy: exact.
// Source: torch.argmax.
Status ArgMax(const RowShape& shape, const float* scores, int32_t* predictions);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_ARGMAX_H_
