// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The terms that Huber's loss and the smooth L1 loss share: a parabola that becomes a straight line.

#ifndef SURPRISAL_SRC_SIMD_HUBER_TERMS_INL_H_
#define SURPRISAL_SRC_SIMD_HUBER_TERMS_INL_H_

#include "src/simd/elementwise-inl.h"
#include "src/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Of d = input - target: slope = clip(d, -bend, bend) / divisor, loss = |slope| (|d| - min(|d|, bend) / 2). As a
// product of the slope, the loss overflows only where it is too large itself. Divided, not multiplied with a
// reciprocal, the slope beyond the bend is exact.
struct HuberTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 2;
  static constexpr bool kCheap = true;
  float bend;
  float divisor;
  float steepest;  // bend / divisor, though both be 0

  template <class D, class V>
  HWY_INLINE V Slope(D d, V difference) const {
    const V top = hn::Set(d, steepest);
    const V slope = Quotient(difference, hn::Set(d, divisor));
    const V clipped = hn::IfThenElse(hn::Ge(difference, hn::Set(d, bend)), top, slope);
    return hn::IfThenElse(hn::Le(difference, hn::Set(d, -bend)), hn::Neg(top), clipped);
  }

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target) const {
    const V difference = hn::Sub(input, target);
    const V distance = hn::Abs(difference);
    const V slope = Slope(d, difference);
    const V bent = hn::IfThenElse(hn::Lt(distance, hn::Set(d, bend)), distance, hn::Set(d, bend));
    const V loss = hn::Mul(hn::Abs(slope), NegMultiplyAdd(hn::Set(d, 0.5f), bent, distance));
    // Not the negative of the other: with a bend of 0 both are -1 where there is no difference.
    return {loss, {slope, Slope(d, hn::Neg(difference))}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_HUBER_TERMS_INL_H_
