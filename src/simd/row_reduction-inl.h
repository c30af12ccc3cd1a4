// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What becomes of the losses of rows, and what comes back to them.

#ifndef SURPRISAL_SRC_SIMD_ROW_REDUCTION_INL_H_
#define SURPRISAL_SRC_SIMD_ROW_REDUCTION_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

#include "src/simd/row_sums-inl.h"
#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Where the rows' losses go and what comes back to them: the reduction, as a kernel sees it.
struct RowReduction {
  float* row_losses;  // null: the losses are added to *total
  double* total;
  const float* row_upstream;  // null: `upstream` for every row
  float upstream;

  // `losses`: a tile's, padded with 0 to a whole vector.
  template <class D>
  HWY_INLINE void Add(D d, const RowTile& tile, const float* losses) const {
    if (row_losses != nullptr) {
      std::copy_n(losses, tile.rows, row_losses + tile.first_row);
      return;
    }
    LaneTotals<D> sums;
    for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) sums.Add(d, hn::Load(d, losses + r));
    *total += sums.SumAcross();
  }
  float Upstream(size_t row) const { return row_upstream != nullptr ? row_upstream[row] : upstream; }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ROW_REDUCTION_INL_H_
