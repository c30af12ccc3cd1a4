// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include <hwy/highway.h>

#include <cstddef>

#include "src/simd/math-inl.h"
#include "src/simd/probs_rows-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/softmax_stats-inl.h"
#include "src/simd/target_mass-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace {

class ProbsRows {
 public:
  ProbsRows(const RowReduction& reduction, const ProbsMass& mass, const ProbsExtras& extras, double* weight_sums)
      : reduction_(reduction), mass_(mass), extras_(extras), weight_sums_(weight_sums) {}

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    using V = hn::Vec<D>;
    const ProbsMass mass = mass_;
    const bool grad = tile.out[0] != nullptr;
    const bool poly1 = extras_.poly1 != 0.0f;
    double* const weight_sums = weight_sums_;
    const bool surprisals = tile.out[1] != nullptr || weight_sums != nullptr;
    // Poly-1 and the gradients with respect to targets and weights need the logits, which the exponentials may replace.
    const bool late_exps = grad && (poly1 || (surprisals && tile.out[0] == tile.in[0]));
    RowStats stats;
    FindStats(Arrangement(), d, shared_tile, exponential_, grad && !late_exps, stats,
              [&] { SumMass(Arrangement(), d, shared_tile, mass_, stats); });
    HWY_ALIGN float log_sums[kTileRows];
    HWY_ALIGN float upstream[kTileRows];
    HWY_ALIGN float slopes[kTileRows];     // d z lse^2 / d lse: what it adds to the mass
    HWY_ALIGN float uncertain[kTileRows];  // sum_j a_j (1 - p_j), for poly-1
    if (poly1) SumUncertain(Arrangement(), d, shared_tile, stats, uncertain);
    FinishLosses(d, shared_tile, stats, uncertain, log_sums, upstream, slopes);

    const V one = hn::Set(d, 1.0f);
    const V epsilon = hn::Set(d, extras_.poly1);
    if (surprisals) {
      Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
        const V g = group.Of(d, upstream);
        const V max = group.Of(d, stats.max);
        const V log_sum = group.Of(d, log_sums);
        const V rest = group.Of(d, stats.exps.rest());
        group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
          const V gap = hn::Sub(max, slice.Load(d, tile.in[0]));
          const V other = poly1 ? OtherProb(d, slice, hn::Neg(gap), rest) : hn::Zero(d);
          // What the loss has of a class, but for its mass.
          const auto surprisal = [&](V of_gap) SURPRISAL_INLINE {
            const V plain = hn::Add(of_gap, log_sum);
            return poly1 ? MultiplyAdd(epsilon, other, plain) : plain;
          };
          if (tile.out[1] != nullptr) {
            const V keep = mass.weights.Times(d, slice, hn::Set(d, mass.keep));
            slice.Store(d, hn::Mul(hn::Mul(g, keep), surprisal(gap)), tile.out[1]);
          }
          if (weight_sums != nullptr) {
            // 0 log 0 = 0, as in the loss.
            const V probs = mass.Probs(d, tile, slice);
            const V counted = hn::IfThenZeroElse(hn::Eq(probs, hn::Zero(d)), gap);
            const V terms = hn::Mul(hn::Mul(g, probs), surprisal(counted));
            slice.AddToClasses(d, terms, tile.rows - group.row, weight_sums);
          }
        });
      });
    }
    if (grad) {
      if (late_exps) FindExps(Arrangement(), d, shared_tile, exponential_, true, stats);
      Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
        const V g = group.Of(d, upstream);
        const V rest = group.Of(d, stats.exps.rest());
        const V row_mass = group.Of(d, stats.mass);
        const V slope = group.Of(d, slopes);
        const V g_mass = hn::Mul(g, hn::Add(row_mass, slope));
        const V unit = group.Of(d, stats.exps.unit());
        const V of_max = group.Of(d, stats.exps.of_max());
        const V scale = Quotient(g_mass, unit);
        const V certain = MultiplyAdd(g, slope, hn::Neg(hn::Mul(hn::Mul(scale, of_max), rest)));
        const auto saturated = hn::Lt(rest, one);  // the maximum's probability is above 1/2
        const V row_uncertain = poly1 ? group.Of(d, uncertain) : hn::Zero(d);
        const V of_powers = Quotient(hn::Mul(g, epsilon), unit);
        if constexpr (!Arrangement::kTogether) {
          // A row without such a maximum, as most that are read from one end to the other.
          if (!poly1 && hn::AllFalse(d, saturated)) {
            return group.ForEachSliceUnrolled(d, [&](auto slice) SURPRISAL_INLINE {
              const V of_probs = hn::Mul(slice.Load(d, tile.out[0]), scale);
              slice.Store(d, NegMultiplyAdd(g, mass.Of(d, tile, slice), of_probs), tile.out[0]);
            });
          }
        }
        group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
          const V power = slice.Load(d, tile.out[0]);
          const V a = mass.Of(d, tile, slice);
          // Where p_j is nearly 1, A p_j - a_j = (A - a_j) - A (1 - p_j): there nothing is rounded away. Here A is
          // row_mass + slope.
          const V at_max = NegMultiplyAdd(g, hn::Sub(a, row_mass), certain);
          const V elsewhere = NegMultiplyAdd(g, a, hn::Mul(power, scale));
          V gradient = hn::IfThenElse(hn::And(saturated, hn::Eq(power, of_max)), at_max, elsewhere);
          // eps p_j (sum_i a_i p_i - a_j)
          if (poly1) {
            const V more = hn::Sub(hn::Sub(row_mass, a), row_uncertain);
            gradient = MultiplyAdd(hn::Mul(of_powers, power), more, gradient);
          }
          slice.Store(d, gradient, tile.out[0]);
        });
      });
    }
  }

 private:
  // 1 - p_j; that of a maximum keeps its digits.
  template <class D, class Slice, class V = hn::Vec<D>>
  HWY_INLINE V OtherProb(D d, const Slice& slice, V shifted, V rest) const {
    const V one = hn::Set(d, 1.0f);
    const V power = Exp2Product(d, slice.Valid(d, shifted, hn::Zero(d)), exponential_);
    const V inverse = Quotient(one, hn::Add(rest, one));
    return hn::IfThenElse(hn::Eq(power, one), hn::Mul(rest, inverse), NegMultiplyAdd(power, inverse, one));
  }

  template <class Arrangement, class D>
  HWY_NOINLINE void SumUncertain(Arrangement, D d, const RowTile& shared_tile, const RowStats& stats,
                                 float* uncertain) const {
    const RowTile tile = shared_tile;
    const ProbsMass mass = mass_;
    ClearLast(d, tile.rows, uncertain);
    Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      const auto max = group.Of(d, stats.max);
      const auto rest = group.Of(d, stats.exps.rest());
      const auto sum = RowSums(d, group, [&](auto slice) SURPRISAL_INLINE {
        const auto shifted = hn::Sub(slice.Load(d, tile.in[0]), max);
        return hn::Mul(mass.Of(d, tile, slice), OtherProb(d, slice, shifted, rest));
      });
      group.Store(d, sum, uncertain);
    });
  }

  // Reduces the losses, and notes what the gradients need.
  template <class D, class V = hn::Vec<D>>
  HWY_NOINLINE void FinishLosses(D d, const RowTile& tile, const RowStats& stats, const float* uncertain,
                                 float* log_sums, float* upstream, float* slopes) const {
    LogOfSums(d, tile.rows, stats.exps.rest(), log_sums);
    HWY_ALIGN float losses[kTileRows];
    for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
      const V log_sum = hn::Load(d, log_sums + r);
      V loss = hn::Add(hn::Mul(hn::Load(d, stats.mass + r), log_sum), hn::Load(d, stats.gap + r));
      V slope = hn::Zero(d);
      if (extras_.poly1 != 0.0f) {
        loss = MultiplyAdd(hn::Set(d, extras_.poly1), hn::Load(d, uncertain + r), loss);
      }
      if (extras_.z_loss != 0.0f) {
        const V lse = hn::Add(hn::Load(d, stats.max + r), log_sum);
        slope = hn::Mul(hn::Set(d, extras_.z_loss), lse);  // in this order the square overflows later
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
  ProbsExtras extras_;
  double* weight_sums_;
  SoftmaxExponential exponential_ = SoftmaxExponential(1.0f);
};

}  // namespace

void RunProbsRows(const RowShape& shape, const RowArrays& arrays, const RowReduction& reduction, const ProbsMass& mass,
                  const ProbsExtras& extras, double* weight_sums) {
  RunRows(shape, arrays, ProbsRows(reduction, mass, extras, weight_sums));
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
