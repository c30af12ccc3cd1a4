// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// How the target of a loss -sum_j a_j log p_j spreads its mass a_j over the classes, beside what a label has itself:
//
//   kByRow  whether it differs from row to row, and may be 0; if not, `total` is sum_j a_j
//   kOften  whether its sums are worth a fast loop
//   Add     adds what a slice has, whose logits less the maximum are `shifted`, to sums.mass and sums.gap
//   Of      a_j of a slice, if kByRow

#ifndef SURPRISAL_SRC_SIMD_TARGET_MASS_INL_H_
#define SURPRISAL_SRC_SIMD_TARGET_MASS_INL_H_

#include <hwy/highway.h>

#include <array>
#include <cstddef>

#include "src/simd/row_stats-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Class weights. Without any they are ones, the same few read over and over: that costs a multiplication, and spares
// every kernel with a mass a second copy.
class ClassWeights {
 public:
  explicit ClassWeights(const float* weights)
      : weights_(weights != nullptr ? weights : Ones()), mask_(weights != nullptr ? ~size_t{0} : 0) {}

  template <class D, class Slice, class V = hn::Vec<D>>
  HWY_INLINE V Times(D d, const Slice& slice, V mass) const {
    return hn::Mul(mass, slice.LoadClassWeights(d, weights_ + (slice.j & mask_)));
  }

 private:
  static const float* Ones() {
    static constexpr auto kOnes = [] {
      std::array<float, hn::MaxLanes(hn::ScalableTag<float>())> ones{};
      ones.fill(1.0f);
      return ones;
    }();
    return kOnes.data();
  }

  const float* weights_;
  size_t mask_;
};

// Label smoothing: every class has `share` of the mass, times its weight if classes have any. What all classes have
// together is the same in every row, and no class has nothing: a kernel is spared both sums and comparisons.
template <bool kWeighted>
struct SharedMass {
  static constexpr bool kByRow = false;
  static constexpr bool kOften = !kWeighted;

  // Term by term, lest gaps to classes that are masked out add up to more than a float holds.
  template <class D, class Slice, class V, class Sums>
  HWY_INLINE void Add(D d, const RowTile&, const Slice& slice, V shifted, Sums& sums) const {
    V a = hn::Set(d, share);
    if constexpr (kWeighted) a = weights.Times(d, slice, a);
    sums.gap = NegMultiplyAdd(a, slice.Valid(d, shifted, hn::Zero(d)), sums.gap);
  }

  ClassWeights weights;
  float share;
};

// Which of the two a call has, if any.
struct Smoothing {
  bool any() const { return share != 0.0f; }
  template <bool kWeighted>
  SharedMass<kWeighted> Mass() const {
    return {ClassWeights(class_weights), share};
  }

  const float* class_weights;  // null: ones
  float share;                 // 0: no smoothing
  float total;                 // share sum_j w_j
};

// Target probabilities q, in tile.in[1], smoothed: a_j = w_j (keep q_j + share).
struct ProbsMass {
  static constexpr bool kByRow = true;
  static constexpr bool kOften = true;

  template <class D, class Slice, class V = hn::Vec<D>>
  HWY_INLINE V Of(D d, const RowTile& tile, const Slice& slice) const {
    return weights.Times(d, slice, Probs(d, tile, slice));
  }
  template <class D, class Slice, class V, class Sums>
  HWY_INLINE void Add(D d, const RowTile& tile, const Slice& slice, V shifted, Sums& sums) const {
    const V probs = Probs(d, tile, slice);
    const V a = weights.Times(d, slice, probs);
    // 0 log 0 = 0: a class without probability in the target does not count, however improbable it is found.
    const V gap = hn::IfThenZeroElse(hn::Eq(probs, hn::Zero(d)), shifted);
    sums.gap = NegMultiplyAdd(a, gap, sums.gap);
    sums.mass = hn::Add(sums.mass, a);
  }

  // What is to be weighted: keep q_j + share.
  template <class D, class Slice, class V = hn::Vec<D>>
  HWY_INLINE V Probs(D d, const RowTile& tile, const Slice& slice) const {
    const V smoothed = MultiplyAdd(slice.Load(d, tile.in[1]), hn::Set(d, keep), hn::Set(d, share));
    return slice.Valid(d, smoothed, hn::Zero(d));
  }

  ClassWeights weights;
  float keep;
  float share;
};

// The sums over the mass of a tile's rows.
template <class Arrangement, class D, class Mass>
HWY_NOINLINE void SumMass(Arrangement, D d, const RowTile& shared_tile, const Mass& shared_mass, RowStats& stats) {
  struct Sums {
    hn::Vec<D> mass = hn::Zero(D());
    hn::Vec<D> gap = hn::Zero(D());
  };
  const RowTile tile = shared_tile;
  const Mass mass = shared_mass;
  if constexpr (!Arrangement::kTogether) {
    ClearLast(d, tile.rows, stats.mass);
    ClearLast(d, tile.rows, stats.gap);
  }
  Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
    const auto max = group.Of(d, stats.max);
    LaneTotals<D> masses, gaps;
    Sums run;
    size_t count = 0;
    const auto flush = [&]() SURPRISAL_INLINE {
      if constexpr (Mass::kByRow) masses.Add(d, run.mass);
      gaps.Add(d, run.gap);
      run = Sums();
    };
    const auto add = [&](auto slice) SURPRISAL_INLINE {
      mass.Add(d, tile, slice, hn::Sub(slice.Load(d, tile.in[0]), max), run);
      if (++count % kRunSlices == 0) flush();
    };
    if constexpr (Mass::kOften) {
      group.ForEachSliceUnrolled(d, add);
    } else {
      group.ForEachSlice(d, add);
    }
    flush();
    group.Store(d, RowTotals(d, group, gaps), stats.gap);
    if constexpr (Mass::kByRow) group.Store(d, RowTotals(d, group, masses), stats.mass);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_TARGET_MASS_INL_H_
