// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Shapes, reductions and results, shared by every loss.

#ifndef SURPRISAL_SRC_TENSOR_H_
#define SURPRISAL_SRC_TENSOR_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

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

// The sizes of a contiguous, row-major array, outermost first. Rank 0 is a single number.
inline constexpr size_t kMaxRank = 8;

struct Shape {
  size_t rank = 0;
  size_t sizes[kMaxRank] = {};

  constexpr Shape() = default;
  constexpr Shape(std::initializer_list<size_t> list) {
    for (const size_t size : list) sizes[rank++] = size;
  }
  constexpr size_t Size() const {
    size_t product = 1;
    for (size_t axis = 0; axis < rank; ++axis) product *= sizes[axis];
    return product;
  }
  constexpr bool operator==(const Shape& other) const {
    return rank == other.rank && std::equal(sizes, sizes + rank, other.sizes);
  }
};

// An argument of a loss. A null pointer means "absent", where an argument may be.
struct FloatArray {
  const float* data = nullptr;
  Shape shape;
};

// How the losses become the value. The numbers are part of the bindings' ABI.
enum class Reduction : int32_t {
  kNone = 0,  // all of them
  kMean = 1,  // the default everywhere
  kSum = 2,
  kBatchMean = 3,  // the sum over the size of the first axis; of klDiv alone
};

// Where the results of a loss go. A null pointer means "not wanted". No two arrays may overlap, nor may a result and an
// argument, unless the loss says so.
struct LossResults {
  double* value = nullptr;  // all reductions but kNone: one number
  float* losses = nullptr;  // kNone: one number for each loss
  // The upstream gradient: one number, or for kNone one for each loss; null means ones.
  const float* grad_output = nullptr;
  // The gradients with respect to the array arguments, in the order of the signature, in their shapes. Their accuracy
  // is given as a share of the largest entry; where all entries are small differences of larger terms, as at an optimum
  // with soft targets, or sums along axes that broadcast, of those terms.
  float* grads[3] = {};
};

}  // namespace surprisal

#endif  // SURPRISAL_SRC_TENSOR_H_
