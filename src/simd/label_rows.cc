// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

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

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;
using DI = hn::RebindToSigned<D>;
using VI = hn::Vec<DI>;

void FinishCrossEntropy(D d, const RowTile& tile, const LabelPlan& shared_plan, const LabelTile& labels,
                        const RowStats& stats, const float* log_sums, GradTile* grads) {
  // A copy, or each store to a float might change it.
  const LabelPlan plan = shared_plan;
  const bool smoothed = plan.smoothing.any();
  const DI di;
  HWY_ALIGN float losses[kTileRows];
  for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
    const auto counted = hn::RebindMask(d, hn::Ne(hn::Load(di, labels.label + r), hn::Set(di, plan.ignore_label)));
    const V class_weight = plan.class_weights != nullptr ? hn::Load(d, labels.class_weight + r) : hn::Set(d, 1.0f);
    const V weight = hn::IfThenElseZero(counted, hn::Mul(hn::Set(d, plan.keep), class_weight));
    const V logit = hn::Load(d, labels.logit + r);
    const V max = hn::Load(d, stats.max + r);
    const V log_sum = hn::Load(d, log_sums + r);
    V loss = hn::Zero(d);
    V mass = weight;
    if (smoothed) {
      const V shared = hn::Set(d, plan.smoothing.total);
      loss = MultiplyAdd(shared, log_sum, hn::Load(d, stats.gap + r));
      mass = hn::Add(weight, shared);
    }
    // A label that counts for nothing may have any logit: no 0 * inf.
    if (plan.keep != 0.0f) loss = MultiplyAdd(weight, hn::Add(hn::Sub(max, logit), log_sum), loss);
    hn::Store(hn::IfThenElseZero(counted, loss), d, losses + r);

    if (grads == nullptr) continue;
    const V upstream =
        plan.reduction.row_upstream != nullptr ? hn::Load(d, labels.upstream + r) : hn::Set(d, plan.reduction.upstream);
    const V g = hn::IfThenElseZero(counted, upstream);
    const V rest = hn::Load(d, stats.exps.rest() + r);
    const V g_mass = hn::Mul(g, mass);
    const V scale = Quotient(g_mass, hn::Load(d, stats.exps.unit() + r));
    // At a label whose probability is above 1/2, A p_t - a_t = (A - a_t) - A (1 - p_t): there nothing is rounded
    // away.
    V others = hn::Zero(d);
    V at_label = hn::Mul(hn::Load(d, labels.exp + r), scale);
    if (smoothed) {
      const V own = hn::Mul(hn::Set(d, plan.smoothing.share), class_weight);
      others = hn::Mul(g, hn::Sub(hn::Set(d, plan.smoothing.total), own));
      at_label = NegMultiplyAdd(g, own, at_label);
    }
    at_label = NegMultiplyAdd(g, weight, at_label);
    const V at_max = NegMultiplyAdd(hn::Mul(scale, hn::Load(d, stats.exps.of_max() + r)), rest, others);
    const auto saturated = hn::And(hn::Eq(logit, max), hn::Lt(rest, hn::Set(d, 1.0f)));
    at_label = hn::IfThenElse(saturated, at_max, at_label);
    hn::Store(hn::IfThenElseZero(counted, at_label), d, grads->at_label + r);
    hn::Store(scale, d, grads->scale + r);
    hn::Store(hn::Mul(g, hn::Set(d, plan.smoothing.share)), d, grads->share + r);
  }
  plan.reduction.Add(d, tile, losses);
}

namespace {

template <class Arrangement>
HWY_INLINE void SumSharesOf(Arrangement arrangement, D d, const RowTile& tile, const Smoothing& smoothing,
                            RowStats& stats) {
  if (smoothing.class_weights == nullptr) {
    SumMass(arrangement, d, tile, smoothing.Mass<false>(), stats);
  } else {
    SumMass(arrangement, d, tile, smoothing.Mass<true>(), stats);
  }
}

template <class Arrangement>
HWY_NOINLINE void WriteWeighted(Arrangement, D d, const RowTile& shared_tile, const float* class_weights,
                                const GradTile& grads) {
  const RowTile tile = shared_tile;
  const ClassWeights weights(class_weights);
  Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
    const auto scale = group.Of(d, grads.scale);
    const auto share = group.Of(d, grads.share);
    group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
      const auto of_exps = hn::Mul(slice.Load(d, tile.out[0]), scale);
      slice.Store(d, hn::Sub(of_exps, weights.Times(d, slice, share)), tile.out[0]);
    });
  });
}

template <class Arrangement>
HWY_NOINLINE void WriteSmoothed(Arrangement arrangement, D d, const RowTile& shared_tile, const Smoothing& smoothing,
                                const GradTile& grads) {
  const RowTile tile = shared_tile;
  if (smoothing.class_weights != nullptr) {
    return WriteWeighted(arrangement, d, shared_tile, smoothing.class_weights, grads);
  }
  const auto write = [&](auto slice, auto scale, auto share) SURPRISAL_INLINE {
    slice.Store(d, hn::Sub(hn::Mul(slice.Load(d, tile.out[0]), scale), share), tile.out[0]);
  };
  Arrangement::ForEachSlice(d, tile, write, grads.scale, grads.share);
}

template <class Arrangement>
HWY_INLINE void WriteGradsOf(Arrangement arrangement, D d, const RowTile& tile, const Smoothing& smoothing,
                             const GradTile& grads) {
  if (smoothing.any()) {
    WriteSmoothed(arrangement, d, tile, smoothing, grads);
  } else {
    ScaleRows(arrangement, d, tile, grads.scale);
  }
}

class LabelRows {
 public:
  explicit LabelRows(const LabelPlan& plan) : plan_(plan) {}

  template <class Arrangement>
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
    if (plan_.smoothing.any()) {
      FindStats(Arrangement(), d, shared_tile, exponential_, grad, stats,
                [&] { SumSharesOf(Arrangement(), d, shared_tile, plan_.smoothing, stats); });
    } else {
      FindStats(Arrangement(), d, shared_tile, exponential_, grad, stats);
    }
    HWY_ALIGN float log_sums[kTileRows];
    LogOfSums(d, tile.rows, stats.exps.rest(), log_sums);
    GradTile grads;
    if (HWY_LIKELY(plan_.loss.head == SoftmaxHead::kCrossEntropy)) {
      if (grad) Pick(d, tile.rows, tile.out[0], labels.at, labels.exp);
      FinishCrossEntropy(d, shared_tile, plan_, labels, stats, log_sums, grad ? &grads : nullptr);
    } else {
      FinishRowsWithHead(d, shared_tile, plan_, exponential_, labels, stats, log_sums, grad ? &grads : nullptr);
    }
    if (!grad) return;

    WriteGradsOf(Arrangement(), d, shared_tile, plan_.smoothing, grads);
    // Rows to be ignored have gradients of 0 by now, and get one more: nothing to branch upon, but for NaN times 0.
    Put(d, tile.rows, grads.at_label, labels.at, tile.out[0]);
    if (HWY_LIKELY(counted == tile.rows)) return;
    for (size_t r = 0; r < tile.rows; ++r) {
      if (std::isnan(stats.exps.rest()[r]) && labels.label[r] == plan_.ignore_label) ClearRow(tile, r);
    }
  }

 private:
  // How many rows of the tile count.
  HWY_NOINLINE size_t Gather(D d, const RowTile& shared_tile, LabelTile& labels) const {
    // Copies, or each store might change them.
    const RowTile tile = shared_tile;
    const int32_t* const given = plan_.labels + tile.first_row;
    const int32_t ignored = plan_.ignore_label;
    const size_t counted = Locate(tile, given, labels);
    if (counted == 0) return 0;

    Pick(d, tile.rows, tile.in[0], labels.at, labels.logit);
    if (plan_.class_weights != nullptr) {
      ClearLast(d, tile.rows, labels.class_weight);
      for (size_t r = 0; r < tile.rows; ++r) {
        labels.class_weight[r] = plan_.class_weights[given[r] == ignored ? 0 : given[r]];
      }
    }
    if (tile.out[0] != nullptr && plan_.reduction.row_upstream != nullptr) {
      ClearLast(d, tile.rows, labels.upstream);
      std::copy_n(plan_.reduction.row_upstream + tile.first_row, tile.rows, labels.upstream);
    }
    return counted;
  }

  // labels.label and labels.at, a vector of rows at a time, which is half of what it takes one by one; returns how many
  // rows count.
  HWY_INLINE size_t Locate(const RowTile& tile, const int32_t* given, LabelTile& labels) const {
    const DI di;
    const size_t N = hn::Lanes(di);
    const VI ignored = hn::Set(di, plan_.ignore_label);
    const VI class_stride = hn::Set(di, static_cast<int32_t>(tile.class_stride));
    const VI row_stride = hn::Set(di, static_cast<int32_t>(tile.row_stride));
    const VI rows_on = hn::Mul(hn::Set(di, static_cast<int32_t>(N)), row_stride);
    VI of_row = hn::Mul(hn::Iota(di, 0), row_stride);
    VI left_out = hn::Zero(di);  // -1 for each
    size_t r = 0;
    for (; r < tile.rows; r += N) {
      VI label;
      if (HWY_LIKELY(r + N <= tile.rows)) {
        label = hn::LoadU(di, given + r);
      } else {
        // Put together in registers: a vector cannot be read right after its numbers were written one by one. What has
        // no row is ignored, and is where the first row is.
        label = hn::LoadNOr(ignored, di, given + r, tile.rows - r);
        of_row = hn::IfThenElseZero(hn::FirstN(di, tile.rows - r), of_row);
      }
      const auto is_ignored = hn::Eq(label, ignored);
      left_out = hn::Add(left_out, hn::VecFromMask(di, is_ignored));
      const VI of_class = hn::Mul(hn::IfThenZeroElse(is_ignored, label), class_stride);
      hn::Store(label, di, labels.label + r);
      hn::Store(hn::Add(of_class, of_row), di, labels.at + r);
      of_row = hn::Add(of_row, rows_on);
    }
    return r - static_cast<size_t>(-SumAcross(di, left_out));
  }

  // picked[r] = numbers[at[r]], up to the end of the last vector: as many as it has lanes in a round, which costs an
  // engine as much as two of them.
  static HWY_NOINLINE void Pick(D d, size_t rows, const float* numbers, const int32_t* at, float* picked) {
    constexpr size_t N = hn::MaxLanes(d);
    for (size_t r = 0; r < rows; r += N) {
      for (size_t i = 0; i < N; ++i) picked[r + i] = numbers[at[r + i]];
    }
  }

  // numbers[at[r]] = put[r], likewise.
  static HWY_NOINLINE void Put(D d, size_t rows, const float* put, const int32_t* at, float* numbers) {
    constexpr size_t N = hn::MaxLanes(d);
    size_t r = 0;
    for (; r + N <= rows; r += N) {
      for (size_t i = 0; i < N; ++i) numbers[at[r + i]] = put[r + i];
    }
    for (; r < rows; ++r) numbers[at[r]] = put[r];
  }

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

}  // namespace

void SumShares(Wide wide, D d, const RowTile& tile, const Smoothing& smoothing, RowStats& stats) {
  SumSharesOf(wide, d, tile, smoothing, stats);
}

void WriteGrads(Wide wide, D d, const RowTile& tile, const Smoothing& smoothing, const GradTile& grads) {
  WriteGradsOf(wide, d, tile, smoothing, grads);
}

void RunLabelRows(const RowShape& shape, const RowArrays& arrays, const LabelPlan& plan) {
  RunRows(shape, arrays, LabelRows(plan));
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
