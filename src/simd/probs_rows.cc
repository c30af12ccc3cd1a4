// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include <hwy/highway.h>

#include <cstddef>

#include "src/simd/math-inl.h"
#include "src/simd/probs_rows-inl.h"
#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace {

class ProbsRows {
 public:
  // `z_loss`: 0 for the cross-entropy alone.
  ProbsRows(const RowReduction& reduction, const ProbsMass& mass, float z_loss)
      : reduction_(reduction), mass_(mass), z_loss_(z_loss) {}

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    using V = hn::Vec<D>;
    const ProbsMass mass = mass_;
    const bool grad = tile.out[0] != nullptr;
    // The gradient with respect to the targets needs the logits, which the exponentials may replace.
    const bool late_exps = grad && tile.out[1] != nullptr && tile.out[0] == tile.in[0];
    RowStats stats;
    FindMaxima(Arrangement(), d, shared_tile, stats);
    SumMass(Arrangement(), d, shared_tile, mass_, stats);
    SumExps(Arrangement(), d, shared_tile, exponential_, grad && !late_exps, stats);
    HWY_ALIGN float log_sums[kTileRows];
    HWY_ALIGN float upstream[kTileRows];
    HWY_ALIGN float slopes[kTileRows];  // d z lse^2 / d lse: what it adds to the mass
    FinishLosses(d, shared_tile, stats, log_sums, upstream, slopes);

    if (tile.out[1] != nullptr) {
      Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
        const V g = group.Of(d, upstream);
        const V max = group.Of(d, stats.max);
        const V log_sum = group.Of(d, log_sums);
        group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
          const V surprisal = hn::Add(hn::Sub(max, slice.Load(d, tile.in[0])), log_sum);
          const V keep = mass.weights.Times(d, slice, hn::Set(d, mass.keep));
          slice.Store(d, hn::Mul(hn::Mul(g, keep), surprisal), tile.out[1]);
        });
      });
    }
    if (grad) {
      if (late_exps) SumExps(Arrangement(), d, shared_tile, exponential_, true, stats);
      const V one = hn::Set(d, 1.0f);
      Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
        const V g = group.Of(d, upstream);
        const V rest = group.Of(d, stats.rest);
        const V row_mass = group.Of(d, stats.mass);
        const V slope = group.Of(d, slopes);
        const V scale = Quotient(hn::Mul(g, hn::Add(row_mass, slope)), hn::Add(rest, one));
        const V certain = MultiplyAdd(g, slope, hn::Neg(hn::Mul(scale, rest)));
        const auto saturated = hn::Lt(rest, one);  // the maximum's probability is above 1/2
        group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
          const V power = slice.Load(d, tile.out[0]);
          const V a = mass.Of(d, tile, slice);
          // Where p_j is nearly 1, A p_j - a_j = (A - a_j) - A (1 - p_j): there nothing is rounded away. Here A is
          // row_mass + slope.
          const V at_max = NegMultiplyAdd(g, hn::Sub(a, row_mass), certain);
          const V elsewhere = NegMultiplyAdd(g, a, hn::Mul(power, scale));
          slice.Store(d, hn::IfThenElse(hn::And(saturated, hn::Eq(power, one)), at_max, elsewhere), tile.out[0]);
        });
      });
    }
  }

 private:
  // Reduces the losses, and notes what the gradients need.
  template <class D, class V = hn::Vec<D>>
  HWY_NOINLINE void FinishLosses(D d, const RowTile& tile, const RowStats& stats, float* log_sums, float* upstream,
                                 float* slopes) const {
    LogOfSums(d, tile.rows, stats.rest, log_sums);
    HWY_ALIGN float losses[kTileRows];
    for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
      const V log_sum = hn::Load(d, log_sums + r);
      V loss = hn::Add(hn::Mul(hn::Load(d, stats.mass + r), log_sum), hn::Load(d, stats.gap + r));
      V slope = hn::Zero(d);
      if (z_loss_ != 0.0f) {
        const V lse = hn::Add(hn::Load(d, stats.max + r), log_sum);
        slope = hn::Mul(hn::Set(d, z_loss_), lse);  // in this order the square overflows later
        loss = MultiplyAdd(slope, lse, loss);
        slope = hn::Add(slope, slope);
      }
      hn::Store(loss, d, losses + r);
      hn::Store(slope, d, slopes + r);
    }
    for (size_t r = tile.rows; r % hn::Lanes(d) != 0; ++r) losses[r] = 0.0f;
    reduction_.Add(d, tile, losses);
    ClearLast(d, tile.rows, upstream);
    for (size_t r = 0; r < tile.rows; ++r) upstream[r] = reduction_.Upstream(tile.first_row + r);
  }

  const RowReduction& reduction_;
  ProbsMass mass_;
  float z_loss_;
  SoftmaxExponential exponential_ = SoftmaxExponential(1.0f);
};

}  // namespace

void SumMass(InLanes arrangement, hn::ScalableTag<float> d, const RowTile& tile, const ProbsMass& mass,
             RowStats& stats) {
  SumMassOf(arrangement, d, tile, mass, stats);
}

void SumMass(Wide arrangement, hn::ScalableTag<float> d, const RowTile& tile, const ProbsMass& mass, RowStats& stats) {
  SumMassOf(arrangement, d, tile, mass, stats);
}

void RunProbsRows(const RowShape& shape, const RowArrays& arrays, const RowReduction& reduction, const ProbsMass& mass,
                  float z_loss) {
  RunRows(shape, arrays, ProbsRows(reduction, mass, z_loss));
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
