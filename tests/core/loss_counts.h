// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// How many losses there are for "none": what several losses have in common (LossEntry::count).

#ifndef SURPRISAL_TESTS_CORE_LOSS_COUNTS_H_
#define SURPRISAL_TESTS_CORE_LOSS_COUNTS_H_

#include <cstddef>
#include <string_view>

#include "tests/core/loss_call.h"

namespace surprisal {

// One for each element of what all arrays broadcast to; none if they don't. (Not by src/broadcast.h, which is under
// test.)
inline size_t BroadcastCount(const LossCall& call) {
  size_t count = 1;
  for (size_t from_end = 1; from_end <= kMaxRank; ++from_end) {
    size_t agreed = 1;
    for (const LossArgument& argument : call.arguments) {
      const Shape& shape = argument.shape;
      const size_t size = from_end <= shape.rank ? shape.sizes[shape.rank - from_end] : 1;
      if (size != 1 && agreed != 1 && size != agreed) return 0;
      if (size != 1) agreed = size;
    }
    count *= agreed;
  }
  return count;
}

// Whether an array, if there is one, has this many elements: for those that the core takes as bare pointers.
inline bool HasSize(const LossCall& call, std::string_view name, size_t size) {
  const LossArgument* argument = call.Find(name);
  return argument == nullptr || argument->shape.Size() == size;
}

// The first argument, [n, c, d1, ...] or [c], as rows along its class axis.
inline RowShape RowsOf(const LossCall& call) {
  const Shape& shape = call.arguments[0].shape;
  if (shape.rank < 2) return {1, shape.Size(), 1};
  size_t inner = 1;
  for (size_t axis = 2; axis < shape.rank; ++axis) inner *= shape.sizes[axis];
  return {shape.sizes[0], shape.sizes[1], inner};
}

// One for each row, against labels: `target` has as many, and `weight`, if there is one, has the classes' number.
inline size_t LabelledRowCount(const LossCall& call) {
  const RowShape shape = RowsOf(call);
  const bool fits = HasSize(call, "target", shape.Rows()) && HasSize(call, "weight", shape.classes);
  return fits ? shape.Rows() : kNotACall;
}

// The same of losses that take labels or, of the input's shape, probabilities.
inline size_t EitherTargetCount(const LossCall& call) {
  if (call.Labels("target") != nullptr) return LabelledRowCount(call);
  const RowShape shape = RowsOf(call);
  const bool fits = HasSize(call, "target", shape.Size()) && HasSize(call, "weight", shape.classes);
  return fits ? shape.Rows() : kNotACall;
}

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_LOSS_COUNTS_H_
