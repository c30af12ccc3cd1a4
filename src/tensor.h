// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Shapes and reductions, shared by every row loss.

#ifndef SURPRISAL_SRC_TENSOR_H_
#define SURPRISAL_SRC_TENSOR_H_

#include <cstddef>
#include <cstdint>

namespace surprisal {

// A contiguous, row-major array [outer, classes, inner] whose middle axis is the one a row runs along. Logits [n, c]
// are {n, c, 1}; logits [n, c, d1, d2] are {n, c, d1 * d2}: the class axis is the second, as in PyTorch. "Row (o, i)"
// is the `classes` numbers at o * classes * inner + j * inner + i; rows are numbered o * inner + i.
struct RowShape {
  size_t outer = 0;
  size_t classes = 0;
  size_t inner = 1;

  constexpr size_t Rows() const { return outer * inner; }
  constexpr size_t Size() const { return outer * classes * inner; }
};

// How the losses of the rows become the value. The numbers are part of the bindings' ABI.
enum class Reduction : int32_t {
  kNone = 0,  // one value a row
  kMean = 1,  // the default everywhere
  kSum = 2,
};

}  // namespace surprisal

#endif  // SURPRISAL_SRC_TENSOR_H_
