// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The kernel of the poly-1 loss against target probabilities. It needs sum_j a_j (1 - p_j) of a row, after the sum of
// its exponentials and before its gradient, and computes the exponentials anew each time: few will call it, and kernels
// that keep them would be four instead of one.

#ifndef SURPRISAL_SRC_SIMD_POLY1_PROBS_ROWS_INL_H_
#define SURPRISAL_SRC_SIMD_POLY1_PROBS_ROWS_INL_H_

#include <hwy/highway.h>

#include <cstddef>

#include "src/simd/probs_rows-inl.h"
#include "src/simd/row_reduction-inl.h"
#include "src/simd/softmax_stats-inl.h"
#include "src/simd/target_mass-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

class Poly1ProbsRows {
 public:
  Poly1ProbsRows(const RowReduction& reduction, const ProbsMass& mass, float epsilon)
      : reduction_(reduction), mass_(mass), epsilon_(epsilon) {}

  template <class Arrangement, class D>
  void Tile(D d, const RowTile& shared_tile) const {
    using V = hn::Vec<D>;
    const RowTile tile = shared_tile;
    const ProbsMass mass = mass_;
    const SoftmaxExponential exponential = exponential_;
    const V one = hn::Set(d, 1.0f);
    const V epsilon = hn::Set(d, epsilon_);
    RowStats stats;
    FindMaxima(Arrangement(), d, shared_tile, stats);
    SumMass(Arrangement(), d, shared_tile, mass_, stats);
    SumExps(Arrangement(), d, shared_tile, exponential_, false, stats);
    HWY_ALIGN float log_sums[kTileRows];
    LogOfSums(d, tile.rows, stats.rest, log_sums);

    // Loss
    HWY_ALIGN float losses[kTileRows];
    HWY_ALIGN float uncertain[kTileRows];  // sum_j a_j (1 - p_j)
    HWY_ALIGN float upstream[kTileRows];
    ClearLast(d, tile.rows, uncertain);
    ClearLast(d, tile.rows, upstream);
    for (size_t r = 0; r < tile.rows; ++r) upstream[r] = reduction_.Upstream(tile.first_row + r);
    // The powers are exp(x_j - max), so that a maximum's is 1.
    const auto power_of = [&](auto slice, V shifted) SURPRISAL_INLINE {
      return Exp2Product(d, slice.Valid(d, shifted, hn::Zero(d)), exponential);
    };
    // 1 - p_j; that of a maximum keeps its digits.
    const auto other_prob = [&](V power, V inverse, V rest) SURPRISAL_INLINE {
      return hn::IfThenElse(hn::Eq(power, one), hn::Mul(rest, inverse), hn::Sub(one, hn::Mul(power, inverse)));
    };
    Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      const V max = group.Of(d, stats.max);
      const V rest = group.Of(d, stats.rest);
      const V inverse = Quotient(one, hn::Add(rest, one));
      const V sum = RowSums(d, group, [&](auto slice) SURPRISAL_INLINE {
        const V power = power_of(slice, hn::Sub(slice.Load(d, tile.in[0]), max));
        return hn::Mul(mass.Of(d, tile, slice), other_prob(power, inverse, rest));
      });
      group.Store(d, sum, uncertain);
    });
    for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
      const V mass_and_log = hn::Mul(hn::Load(d, stats.mass + r), hn::Load(d, log_sums + r));
      const V cross_entropy = hn::Add(mass_and_log, hn::Load(d, stats.gap + r));
      hn::Store(MultiplyAdd(epsilon, hn::Load(d, uncertain + r), cross_entropy), d, losses + r);
    }
    for (size_t r = tile.rows; r % hn::Lanes(d) != 0; ++r) losses[r] = 0.0f;
    reduction_.Add(d, tile, losses);

    // Gradients, each slice's after its logits have been read: the first may take their place.
    if (tile.out[0] == nullptr && tile.out[1] == nullptr) return;
    Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      const V g = group.Of(d, upstream);
      const V max = group.Of(d, stats.max);
      const V log_sum = group.Of(d, log_sums);
      const V rest = group.Of(d, stats.rest);
      const V row_mass = group.Of(d, stats.mass);
      const V row_uncertain = group.Of(d, uncertain);
      const V inverse = Quotient(one, hn::Add(rest, one));
      const auto certain = hn::Lt(rest, one);  // the maximum's probability is above 1/2
      group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
        const V shifted = hn::Sub(slice.Load(d, tile.in[0]), max);
        const V power = power_of(slice, shifted);
        const V others = other_prob(power, inverse, rest);
        const V prob = hn::Mul(power, inverse);
        const V a = mass.Of(d, tile, slice);
        const V spare = hn::Sub(row_mass, a);
        if (tile.out[1] != nullptr) {
          const V weight = mass.weights.Times(d, slice, g);
          const V surprisal = hn::Sub(log_sum, shifted);
          slice.Store(d, hn::Mul(weight, MultiplyAdd(epsilon, others, surprisal)), tile.out[1]);
        }
        if (tile.out[0] != nullptr) {
          // A p_j - a_j, or where p_j is nearly 1, (A - a_j) - A (1 - p_j): there nothing is rounded away.
          const V at_max = NegMultiplyAdd(row_mass, others, spare);
          const V elsewhere = hn::Sub(hn::Mul(row_mass, prob), a);
          const V plain = hn::IfThenElse(hn::And(certain, hn::Eq(power, one)), at_max, elsewhere);
          // eps p_j (sum_i a_i p_i - a_j)
          const V more = hn::Mul(hn::Mul(epsilon, prob), hn::Sub(spare, row_uncertain));
          slice.Store(d, hn::Mul(g, hn::Add(plain, more)), tile.out[0]);
        }
      });
    });
  }

 private:
  const RowReduction& reduction_;
  ProbsMass mass_;
  float epsilon_;
  SoftmaxExponential exponential_ = SoftmaxExponential(1.0f);
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_POLY1_PROBS_ROWS_INL_H_
