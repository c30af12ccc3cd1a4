// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Sums along the classes of a tile's rows: floats in short runs, and the runs in double. One float accumulator over
// 50,000 classes was off by 1e-6.

#ifndef SURPRISAL_SRC_SIMD_ROW_SUMS_INL_H_
#define SURPRISAL_SRC_SIMD_ROW_SUMS_INL_H_

#include <hwy/highway.h>

#include <cstddef>

#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Classes in a run of exponentials. With rows in lanes a float takes one class after the other; in a wide row they are
// dealt out over the lanes, and in each lane eight are added up pairwise before they are added to the run.
inline constexpr size_t kRunInLanes = 32;
inline constexpr size_t kWideRun = 128;
static_assert(kWideRun % (4 * hn::MaxLanes(hn::ScalableTag<float>())) == 0, "a wide run has no remainder of its own");

// Slices in a run of other sums, be their terms all alike: sixteen additions that all round the same way cost 3e-7.
inline constexpr size_t kRunSlices = 16;

// The sum of `count` vectors, which is a power of 2: of the halves' sums.
template <size_t count, class D, class V = hn::Vec<D>>
HWY_INLINE V PairwiseSum(D d, const V* vectors) {
  if constexpr (count == 1) {
    return vectors[0];
  } else {
    return hn::Add(PairwiseSum<count / 2>(d, vectors), PairwiseSum<count / 2>(d, vectors + count / 2));
  }
}

// Sums of runs in double, lane by lane.
template <class D, class V = hn::Vec<D>>
class LaneTotals {
 public:
  HWY_INLINE void Add(D, V run) {
    const hn::Half<D> half;
    lower_ = hn::Add(lower_, hn::PromoteTo(DoubleD(), hn::LowerHalf(half, run)));
    upper_ = hn::Add(upper_, hn::PromoteTo(DoubleD(), hn::UpperHalf(half, run)));
  }
  // The products of a run's factors, in double.
  HWY_INLINE void AddProducts(D, V a, V b) {
    const hn::Half<D> half;
    const DoubleD dd;
    lower_ =
        hn::Add(lower_, hn::Mul(hn::PromoteTo(dd, hn::LowerHalf(half, a)), hn::PromoteTo(dd, hn::LowerHalf(half, b))));
    upper_ =
        hn::Add(upper_, hn::Mul(hn::PromoteTo(dd, hn::UpperHalf(half, a)), hn::PromoteTo(dd, hn::UpperHalf(half, b))));
  }
  HWY_INLINE V Get(D d) const {
    const hn::Half<D> half;
    return hn::Combine(d, NarrowToFloat(half, upper_), NarrowToFloat(half, lower_));
  }
  // To and from an array of one number a row.
  HWY_INLINE void Store(double* totals) const {
    hn::Store(lower_, DoubleD(), totals);
    hn::Store(upper_, DoubleD(), totals + hn::Lanes(DoubleD()));
  }
  HWY_INLINE void Load(const double* totals) {
    lower_ = hn::Load(DoubleD(), totals);
    upper_ = hn::Load(DoubleD(), totals + hn::Lanes(DoubleD()));
  }
  // One lane's.
  double Of(size_t lane) const {
    const size_t half = hn::Lanes(DoubleD());
    return lane < half ? hn::ExtractLane(lower_, lane) : hn::ExtractLane(upper_, lane - half);
  }
  double SumAcross() const { return HWY_NAMESPACE::SumAcross(DoubleD(), hn::Add(lower_, upper_)); }

 private:
  using DoubleD = hn::Rebind<double, hn::Half<D>>;
  hn::Vec<DoubleD> lower_ = hn::Zero(DoubleD());
  hn::Vec<DoubleD> upper_ = hn::Zero(DoubleD());
};

// Adds up term(slice) over the slices of a group, in runs.
template <class D, class Group, class Term, class V = hn::Vec<D>>
HWY_INLINE LaneTotals<D> SumSlices(D d, const Group& group, const Term& term) {
  LaneTotals<D> totals;
  V run = hn::Zero(d);
  size_t count = 0;
  group.ForEachSlice(d, [&](auto slice) HWY_ATTR {
    run = hn::Add(run, term(slice));
    if (++count == kRunSlices) {
      totals.Add(d, run);
      run = hn::Zero(d);
      count = 0;
    }
  });
  totals.Add(d, run);
  return totals;
}

// What was added up for a group, in the lanes that hold the row.
template <class D>
HWY_INLINE hn::Vec<D> RowTotals(D d, const LaneGroup&, const LaneTotals<D>& totals) {
  return totals.Get(d);
}
template <class D>
HWY_INLINE hn::Vec<D> RowTotals(D d, const WideGroup&, const LaneTotals<D>& totals) {
  return hn::Set(d, static_cast<float>(totals.SumAcross()));
}

// The sum of term(slice) along each row of a group.
template <class D, class Group, class Term>
HWY_INLINE hn::Vec<D> RowSums(D d, const Group& group, const Term& term) {
  return RowTotals(d, group, SumSlices(d, group, term));
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ROW_SUMS_INL_H_
