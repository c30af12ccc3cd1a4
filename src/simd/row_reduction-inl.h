// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What becomes of the losses of rows, and what comes back to them.

#ifndef SURPRISAL_SRC_SIMD_ROW_REDUCTION_INL_H_
#define SURPRISAL_SRC_SIMD_ROW_REDUCTION_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

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
  // One row's loss.
  void AddRow(size_t row, double loss) const {
    if (row_losses != nullptr) {
      row_losses[row] = static_cast<float>(loss);
    } else {
      *total += loss;
    }
  }
  float Upstream(size_t row) const { return row_upstream != nullptr ? row_upstream[row] : upstream; }
};

// The reduction of one call; `denominator` is what kMean divides by.
inline RowReduction MakeReduction(Reduction reduction, const LossResults& results, double denominator, double* total) {
  const bool per_row = reduction == Reduction::kNone;
  const double upstream =
      results.grad_output != nullptr && !per_row ? static_cast<double>(results.grad_output[0]) : 1.0;
  const double divisor = reduction == Reduction::kMean ? denominator : 1.0;
  return {.row_losses = per_row ? results.losses : nullptr,
          .total = total,
          .row_upstream = per_row ? results.grad_output : nullptr,
          .upstream = static_cast<float>(upstream / divisor)};
}

inline void WriteValue(Reduction reduction, double total, double denominator, double* value) {
  if (value == nullptr || reduction == Reduction::kNone) return;
  *value = total;
  // A mean without weight is NaN, not inf, though smoothing may have left something to divide.
  if (reduction == Reduction::kMean) {
    *value = denominator == 0.0 ? std::numeric_limits<double>::quiet_NaN() : total / denominator;
  }
}

// What a mean over labels divides by: the labels' class weights, or without any the `counted` rows.
inline double LabelDenominator(Reduction reduction, size_t rows, const int32_t* labels, int32_t ignore_label,
                               size_t counted, const float* class_weights) {
  if (class_weights == nullptr || reduction != Reduction::kMean) return static_cast<double>(counted);
  double sum = 0.0;
  for (size_t row = 0; row < rows; ++row) {
    if (labels[row] != ignore_label) sum += static_cast<double>(class_weights[labels[row]]);
  }
  return sum;
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ROW_REDUCTION_INL_H_
