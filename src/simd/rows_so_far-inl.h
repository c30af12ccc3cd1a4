// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The statistics of rows whose classes come block by block.

#ifndef SURPRISAL_SRC_SIMD_ROWS_SO_FAR_INL_H_
#define SURPRISAL_SRC_SIMD_ROWS_SO_FAR_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "src/simd/products-inl.h"
#include "src/simd/row_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// What is known of a tile's rows, so far as their classes have been seen: none yet.
class RowsSoFar {
 public:
  RowsSoFar() {
    std::fill_n(max_, kTileRows, -HUGE_VALF);
    std::fill_n(rest_, kTileRows, -1.0);  // no class: not even the one maximum that is left out
  }

  // Adds a block's classes. If `smoothed`, they have `mass` of the target's mass together.
  void Join(size_t rows, const RowStats& block, bool smoothed, double mass) {
    double factors[kTileRows];
    for (size_t r = 0; r < rows; ++r) {
      const bool same = max_[r] == block.max[r];  // both may be infinite
      factors[r] = same ? 0.0 : -std::fabs(static_cast<double>(max_[r]) - static_cast<double>(block.max[r]));
    }
    for (size_t r = 0; smoothed && r < rows; ++r) {
      // Those with the lower maximum have gaps that are larger by the difference.
      const double lower_mass = block.max[r] > max_[r] ? mass_ : mass;
      gap_[r] += static_cast<double>(block.gap[r]);
      if (lower_mass != 0.0) gap_[r] -= lower_mass * factors[r];
    }
    mass_ += mass;
    SumDoubleExps(rows, factors);
    for (size_t r = 0; r < rows; ++r) {
      const auto block_rest = static_cast<double>(block.exps.rest()[r]);
      const bool raised = block.max[r] > max_[r];
      const double higher = raised ? block_rest : rest_[r];
      const double lower = raised ? rest_[r] : block_rest;
      rest_[r] = higher + (lower + 1.0) * factors[r];
      if (raised) max_[r] = block.max[r];
    }
  }

  void Get(size_t rows, RowStats& stats) const {
    const hn::ScalableTag<float> d;
    ClearLast(d, rows, stats.max);
    ClearLast(d, rows, stats.gap);
    stats.exps.ClearLast(d, rows);
    for (size_t r = 0; r < rows; ++r) {
      stats.max[r] = max_[r];
      stats.gap[r] = static_cast<float>(gap_[r]);
      // A row of -inf only is NaN.
      stats.exps.SetRow(r, max_[r] == -HUGE_VALF ? std::numeric_limits<double>::quiet_NaN() : rest_[r], 1.0f);
    }
  }

 private:
  float max_[kTileRows];
  double rest_[kTileRows];
  double gap_[kTileRows] = {};
  double mass_ = 0.0;
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ROWS_SO_FAR_INL_H_
