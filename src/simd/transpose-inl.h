// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Rows of few classes, from one after the other to a lane each, and back.

#ifndef SURPRISAL_SRC_SIMD_TRANSPOSE_INL_H_
#define SURPRISAL_SRC_SIMD_TRANSPOSE_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Four = hn::Full128<float>;
using FourFloats = hn::Vec<Four>;

// Four rows of four become four columns.
HWY_INLINE void Transpose4x4(FourFloats& a, FourFloats& b, FourFloats& c, FourFloats& d) {
  const Four four;
  const hn::RepartitionToWide<Four> pairs;
  const auto ab_lower = hn::BitCast(pairs, hn::InterleaveLower(four, a, b));  // a0 b0 a1 b1
  const auto ab_upper = hn::BitCast(pairs, hn::InterleaveUpper(four, a, b));
  const auto cd_lower = hn::BitCast(pairs, hn::InterleaveLower(four, c, d));
  const auto cd_upper = hn::BitCast(pairs, hn::InterleaveUpper(four, c, d));
  a = hn::BitCast(four, hn::InterleaveLower(pairs, ab_lower, cd_lower));
  b = hn::BitCast(four, hn::InterleaveUpper(pairs, ab_lower, cd_lower));
  c = hn::BitCast(four, hn::InterleaveLower(pairs, ab_upper, cd_upper));
  d = hn::BitCast(four, hn::InterleaveUpper(pairs, ab_upper, cd_upper));
}

// Four classes, from class j on, of four rows, from rows to columns or back.
HWY_INLINE void TransposeBlock(const float* HWY_RESTRICT from, size_t from_stride, float* HWY_RESTRICT to,
                               size_t to_stride) {
  const Four four;
  FourFloats a = hn::LoadU(four, from);
  FourFloats b = hn::LoadU(four, from + from_stride);
  FourFloats c = hn::LoadU(four, from + 2 * from_stride);
  FourFloats d = hn::LoadU(four, from + 3 * from_stride);
  Transpose4x4(a, b, c, d);
  hn::StoreU(a, four, to);
  hn::StoreU(b, four, to + to_stride);
  hn::StoreU(c, four, to + 2 * to_stride);
  hn::StoreU(d, four, to + 3 * to_stride);
}

// rows[r * classes + j] -> columns[j * stride + r], for `count` rows; the columns are filled up to the stride with the
// last.
inline HWY_NOINLINE void Transpose(const float* HWY_RESTRICT rows, size_t count, size_t classes, size_t stride,
                                   float* HWY_RESTRICT columns) {
  const Four four;
  size_t r = 0;
  if (classes >= 4) {
    for (; r + 4 <= count; r += 4) {
      const float* from = rows + r * classes;
      for (size_t j = 0; j + 4 <= classes; j += 4) TransposeBlock(from + j, classes, columns + j * stride + r, stride);
      // The last block overlaps the one before.
      const size_t last = classes - 4;
      if (classes % 4 != 0) TransposeBlock(from + last, classes, columns + last * stride + r, stride);
    }
  } else if (classes == 3) {
    for (; r + 4 <= count; r += 4) {
      FourFloats a, b, c;
      hn::LoadInterleaved3(four, rows + r * 3, a, b, c);
      hn::StoreU(a, four, columns + r);
      hn::StoreU(b, four, columns + stride + r);
      hn::StoreU(c, four, columns + 2 * stride + r);
    }
  }
  // Remainder, and all there is for one or two classes: built in registers, for a vector cannot be read right after its
  // numbers were written one by one.
  for (; r < stride; r += 4) {
    const auto row = [&](size_t i) { return rows + std::min(r + i, count - 1) * classes; };
    const float* const from[] = {row(0), row(1), row(2), row(3)};
    float* to = columns + r;
    for (size_t j = 0; j < classes; ++j, to += stride) {
      hn::StoreU(hn::Dup128VecFromValues(four, from[0][j], from[1][j], from[2][j], from[3][j]), four, to);
    }
  }
}

inline HWY_NOINLINE void TransposeBack(const float* HWY_RESTRICT columns, size_t count, size_t classes, size_t stride,
                                       float* HWY_RESTRICT rows) {
  const Four four;
  size_t r = 0;
  if (classes >= 4) {
    for (; r + 4 <= count; r += 4) {
      float* to = rows + r * classes;
      for (size_t j = 0; j + 4 <= classes; j += 4) TransposeBlock(columns + j * stride + r, stride, to + j, classes);
      const size_t last = classes - 4;
      if (classes % 4 != 0) TransposeBlock(columns + last * stride + r, stride, to + last, classes);
    }
  } else if (classes == 3) {
    for (; r + 4 <= count; r += 4) {
      hn::StoreInterleaved3(hn::LoadU(four, columns + r), hn::LoadU(four, columns + stride + r),
                            hn::LoadU(four, columns + 2 * stride + r), four, rows + r * 3);
    }
  }
  // Remainder
  for (; r < count; ++r) {
    for (size_t j = 0; j < classes; ++j) rows[r * classes + j] = columns[j * stride + r];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_TRANSPOSE_INL_H_
