// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The kernel of the softmax family against labels. Of cross-entropy's mass a label has (1 - eps) w_t, and smoothing
// spreads the rest; what others make of it is in label_heads-inl.h.

#ifndef SURPRISAL_SRC_SIMD_LABEL_ROWS_INL_H_
#define SURPRISAL_SRC_SIMD_LABEL_ROWS_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "src/simd/label_heads-inl.h"
#include "src/simd/row_reduction-inl.h"
#include "src/simd/softmax_stats-inl.h"
#include "src/simd/target_mass-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

class LabelRows {
 public:
  explicit LabelRows(const LabelPlan& plan) : plan_(plan) {}

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    const bool grad = tile.out[0] != nullptr;
    LabelTile labels;
    const size_t counted = Gather(d, shared_tile, labels);
    if (counted == 0) return Ignore(shared_tile);
    if constexpr (!Arrangement::kTogether) {
      // One by one, each with what a tile sets up, so that those to be ignored are not even read.
      if (counted < tile.rows) return Wide::ForEachRow(tile, [&](const RowTile& row) { Tile<Wide>(d, row); });
    }
    RowStats stats;
    FindMaxima(Arrangement(), d, shared_tile, stats);
    // Before the exponentials, which may take the logits' place.
    if (plan_.smoothing.any()) SumShares(Arrangement(), d, shared_tile, stats);
    SumExps(Arrangement(), d, shared_tile, exponential_, grad, stats);
    HWY_ALIGN float log_sums[kTileRows];
    LogOfSums(d, tile.rows, stats.rest, log_sums);
    GradTile grads;
    if (HWY_LIKELY(plan_.loss.head == SoftmaxHead::kCrossEntropy)) {
      FinishCrossEntropy(d, shared_tile, plan_, exponential_, labels, stats, log_sums, grad ? &grads : nullptr);
    } else {
      FinishRowsWithHead(d, shared_tile, plan_, exponential_, labels, stats, log_sums, grad ? &grads : nullptr);
    }
    if (!grad) return;

    if (plan_.smoothing.any()) {
      WriteSmoothed(Arrangement(), d, shared_tile, grads);
    } else {
      ScaleRows(Arrangement(), d, shared_tile, grads.scale);
    }
    // Rows to be ignored have gradients of 0 by now, and get one more: nothing to branch upon, but for NaN times 0.
    for (size_t r = 0; r < tile.rows; ++r) {
      tile.out[0][tile.IndexOf(r, ClassOf(labels.label[r]))] = grads.at_label[r];
    }
    if (HWY_LIKELY(counted == tile.rows)) return;
    for (size_t r = 0; r < tile.rows; ++r) {
      if (std::isnan(stats.rest[r]) && labels.label[r] == plan_.ignore_label) ClearRow(tile, r);
    }
  }

 private:
  // How many rows of the tile count.
  template <class D>
  HWY_NOINLINE size_t Gather(D d, const RowTile& tile, LabelTile& labels) const {
    const hn::RebindToSigned<D> di;
    const size_t N = hn::Lanes(d);
    const auto ignored = hn::Set(di, plan_.ignore_label);
    hn::Store(ignored, di, labels.label + (tile.rows - 1) / N * N);
    size_t counted = 0;
    for (size_t r = 0; r < tile.rows; ++r) {
      labels.label[r] = plan_.labels[tile.first_row + r];
      counted += labels.label[r] != plan_.ignore_label;
    }
    if (counted == 0) return 0;

    ClearLast(d, tile.rows, labels.logit);
    for (size_t r = 0; r < tile.rows; ++r) labels.logit[r] = tile.in[0][tile.IndexOf(r, ClassOf(labels.label[r]))];
    if (plan_.class_weights != nullptr) {
      ClearLast(d, tile.rows, labels.class_weight);
      for (size_t r = 0; r < tile.rows; ++r) labels.class_weight[r] = plan_.class_weights[ClassOf(labels.label[r])];
    }
    if (tile.out[0] != nullptr && plan_.reduction.row_upstream != nullptr) {
      ClearLast(d, tile.rows, labels.upstream);
      std::copy_n(plan_.reduction.row_upstream + tile.first_row, tile.rows, labels.upstream);
    }
    return counted;
  }

  template <class Arrangement, class D>
  HWY_INLINE void SumShares(Arrangement arrangement, D d, const RowTile& tile, RowStats& stats) const {
    if (plan_.class_weights == nullptr) {
      SumMass(arrangement, d, tile, plan_.smoothing.Mass<false>(), stats);
    } else {
      SumMass(arrangement, d, tile, plan_.smoothing.Mass<true>(), stats);
    }
  }

  template <class Arrangement, class D>
  HWY_NOINLINE void WriteSmoothed(Arrangement, D d, const RowTile& shared_tile, const GradTile& grads) const {
    const RowTile tile = shared_tile;
    if (plan_.class_weights != nullptr) return WriteWeighted(Arrangement(), d, shared_tile, grads);
    const auto write = [&](auto slice, auto scale, auto share) SURPRISAL_INLINE {
      slice.Store(d, hn::Sub(hn::Mul(slice.Load(d, tile.out[0]), scale), share), tile.out[0]);
    };
    Arrangement::ForEachSlice(d, tile, write, grads.scale, grads.share);
  }

  template <class Arrangement, class D>
  SURPRISAL_SMALL void WriteWeighted(Arrangement, D d, const RowTile& shared_tile, const GradTile& grads) const {
    const RowTile tile = shared_tile;
    const ClassWeights weights(plan_.class_weights);
    Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      const auto scale = group.Of(d, grads.scale);
      const auto share = group.Of(d, grads.share);
      group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
        const auto of_exps = hn::Mul(slice.Load(d, tile.out[0]), scale);
        slice.Store(d, hn::Sub(of_exps, weights.Times(d, slice, share)), tile.out[0]);
      });
    });
  }

  // The label, or some class where it is to be ignored.
  size_t ClassOf(int32_t label) const { return label == plan_.ignore_label ? 0 : static_cast<size_t>(label); }

  HWY_NOINLINE void Ignore(const RowTile& tile) const {
    if (plan_.reduction.row_losses != nullptr) {
      std::fill_n(plan_.reduction.row_losses + tile.first_row, tile.rows, 0.0f);
    }
    for (size_t r = 0; tile.out[0] != nullptr && r < tile.rows; ++r) ClearRow(tile, r);
  }

  static HWY_NOINLINE void ClearRow(const RowTile& tile, size_t r) {
    for (size_t j = 0; j < tile.classes; ++j) tile.out[0][tile.IndexOf(r, j)] = 0.0f;
  }

  const LabelPlan& plan_;
  SoftmaxExponential exponential_ = SoftmaxExponential(1.0f);
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_LABEL_ROWS_INL_H_
