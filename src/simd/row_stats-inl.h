// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the softmax kernels know of the rows of a tile. softmax_stats-inl.h says what it is good for.

#ifndef SURPRISAL_SRC_SIMD_ROW_STATS_INL_H_
#define SURPRISAL_SRC_SIMD_ROW_STATS_INL_H_

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

#include "src/simd/slices-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// The sums of the exponentials of each row of a tile. Only together are they set: a gradient needs both, and on most
// variants nobody would see one that was forgotten.
class ExpSums {
 public:
  // All exponentials but one maximum's, where that is 1.
  const float* rest() const { return rest_; }
  // All, as they were stored: a softmax divides them by it.
  const float* unit() const { return unit_; }
  // A maximum's, as it was stored.
  const float* of_max() const { return of_max_; }

  // Rows from `row` on, a vector of them, whose maximum was stored as `of_max`, in whose measure `rest` is, too.
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE void Set(D d, size_t row, V rest, float of_max) {
    hn::Store(hn::Mul(rest, hn::Set(d, 1.0f / of_max)), d, rest_ + row);
    hn::Store(hn::Add(rest, hn::Set(d, of_max)), d, unit_ + row);
    hn::Store(hn::Set(d, of_max), d, of_max_ + row);
  }
  // One row, likewise.
  void SetRow(size_t row, double rest, float of_max) {
    const double max_exp = static_cast<double>(of_max);
    rest_[row] = static_cast<float>(rest / max_exp);
    unit_[row] = static_cast<float>(rest + max_exp);
    of_max_[row] = of_max;
  }
  void CopyRow(size_t row, const ExpSums& from, size_t row_there) {
    rest_[row] = from.rest_[row_there];
    unit_[row] = from.unit_[row_there];
    of_max_[row] = from.of_max_[row_there];
  }
  // Before rows are set one by one.
  template <class D>
  HWY_INLINE void ClearLast(D d, size_t rows) {
    HWY_NAMESPACE::ClearLast(d, rows, rest_);
    HWY_NAMESPACE::ClearLast(d, rows, unit_);
    HWY_NAMESPACE::ClearLast(d, rows, of_max_);
  }

 private:
  HWY_ALIGN float rest_[kTileRows];
  HWY_ALIGN float unit_[kTileRows];
  HWY_ALIGN float of_max_[kTileRows];
};

// Of each row of a tile.
struct RowStats {
  HWY_ALIGN float max[kTileRows];
  ExpSums exps;
  HWY_ALIGN float mass[kTileRows];   // sum_j a_j, where it differs from row to row
  HWY_ALIGN float gap[kTileRows];    // sum_j a_j (max - x_j): no term is negative, nothing cancels
  HWY_ALIGN int32_t run[kTileRows];  // of a wide row: the run of classes in which the maximum first stands
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ROW_STATS_INL_H_
