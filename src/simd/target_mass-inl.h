// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// How the target of a loss -sum_j a_j log p_j spreads its mass a_j over the classes: policies of the row kernels.
// kAny: whether other classes than a label's have any. kByRow: whether it differs from row to row, and may be 0.

#ifndef SURPRISAL_SRC_SIMD_TARGET_MASS_INL_H_
#define SURPRISAL_SRC_SIMD_TARGET_MASS_INL_H_

#include <hwy/highway.h>

#include <array>
#include <cstddef>

#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

template <class V>
struct TargetMass {
  V probs;     // before class weights
  V weighted;  // a_j
};

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

// A label alone: no mass but the label's own, which the loss adds.
struct NoMass {
  static constexpr bool kAny = false;
  static constexpr bool kByRow = false;
};

// Label smoothing: every class has `share` of the mass, times its weight. What all classes have together is the same in
// every row, and no class has nothing: a kernel is spared both sums and comparisons.
struct SmoothedMass {
  static constexpr bool kAny = true;
  static constexpr bool kByRow = false;
  ClassWeights weights;
  float share;
  float total;  // share sum_j w_j

  template <class D, class Slice, class V = hn::Vec<D>>
  HWY_INLINE TargetMass<V> Of(D d, const RowTile&, const Slice& slice) const {
    const V probs = slice.Valid(d, hn::Set(d, share), hn::Zero(d));
    return {probs, weights.Times(d, slice, probs)};
  }
};

// Target probabilities q, in tile.in[1], smoothed: a_j = w_j (keep q_j + share).
struct ProbsMass {
  static constexpr bool kAny = true;
  static constexpr bool kByRow = true;
  ClassWeights weights;
  float keep;
  float share;

  template <class D, class Slice, class V = hn::Vec<D>>
  HWY_INLINE TargetMass<V> Of(D d, const RowTile& tile, const Slice& slice) const {
    const V smoothed = MultiplyAdd(slice.Load(d, tile.in[1]), hn::Set(d, keep), hn::Set(d, share));
    const V probs = slice.Valid(d, smoothed, hn::Zero(d));
    return {probs, weights.Times(d, slice, probs)};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_TARGET_MASS_INL_H_
