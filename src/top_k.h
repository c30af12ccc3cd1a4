// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_TOP_K_H_
#define SURPRISAL_SRC_TOP_K_H_

#include <cstddef>
#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The k largest scores of each row and their classes, the largest first.
//
// Inputs: `scores` [outer, classes, inner]; `k` from 0 to `classes`; `values` and `indices` [outer, k, inner], either
// may
//   be null.
// Errors: kOptionInvalid for a k above `classes`, kOutOfMemory (k entries are kept); nothing is written then.
// Edge cases: of equal scores the lower class comes first, and stays if there is room for one; NaN counts as larger
// than
//   any number. -0 equals 0.
// Accuracy: exact.
// Source: torch.topk, whose choice among equals is not defined.
Status TopK(const RowShape& shape, const float* scores, size_t k, float* values, int32_t* indices);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_TOP_K_H_
