// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The exponentials of softmax over many classes, but for a factor that all of a row share.
//
// 2^r takes a polynomial of degree 5. Since a factor does not matter, the coefficient of the highest power may be 1;
// and with t = r + s in place of r the next power vanishes, where s = 1 / ln 2 less the middle of the range of r. What
// is left is (((t t + c3) t + c2) t + c1) t + c0: a multiplication and an addition less than Horner's rule. That makes
// the loss of many classes 7 to 9 % faster, and where the two are one operation 4 to 5 %.
//
// Only, s must not cost an addition of its own. So it is 1, which is added together with -n; the range of r is
// [-1/32, 31/32), whose middle is 0.47 instead of the 0.44 that belong to it; and n, of which r is the remainder, is
// what stands before the point when x log2(e) is rounded to sixteenths. (Tried: any s, from a fused product with 1 -
// 2^-23 in place of the subtraction of n. That is no faster, and the other variants could not do it.)
//
// That factor is no power of 2, so that of a row of equal logits the gradients for equal probabilities are not exactly
// 0. Among few classes, one notices: such rows have Exp2Product.

#ifndef SURPRISAL_SRC_SIMD_SCALED_EXP2_INL_H_
#define SURPRISAL_SRC_SIMD_SCALED_EXP2_INL_H_

#include <hwy/highway.h>

#include "src/simd/lanes-inl.h"
#include "src/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// What results are divided by: 2^n, for an integer n.
template <class V>
struct ExpReference {
  V magic;
  V magic_and_1;
  V lowest;  // an x whose exponent is -127: from there on the result is 0
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE ExpReference<V> MakeExpReference(D d, V n, const SoftmaxExponential& exponential) {
  const V magic = hn::Sub(hn::Set(d, exponential.scaled.magic), n);
  // Halfway, or it might be rounded to one whose exponent is less.
  const V lowest = Quotient(hn::Sub(n, hn::Set(d, 126.5f)), hn::Set(d, exponential.scale));
  return {magic, hn::Add(magic, hn::Set(d, 1.0f)), lowest};
}

// The power is that of t - 1, from which a number in kOfZero [2^(-1/32), 2^(31/32)) is made, times a power of 2.
template <class V>
struct ReducedExp2 {
  V t;
  V power;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE ReducedExp2<V> ReduceExp2(D d, V x, const SoftmaxExponential& exponential,
                                     const ExpReference<V>& reference) {
  using Scaled = SoftmaxExponential::Scaled;
  const hn::RebindToSigned<D> di;
  const V scale = hn::Set(d, exponential.scale);
  x = Larger(reference.lowest, x);
  const V rounded = MultiplyAdd(x, scale, reference.magic);
  const auto n = hn::And(hn::BitCast(di, rounded), hn::Set(di, exponential.scaled.whole));
  const V t = MultiplyAdd(x, scale, hn::Sub(reference.magic_and_1, hn::BitCast(d, n)));
  // With the exponent's bias of 127 added to the magic number, n in place is 2^n.
  return {t, hn::BitCast(d, hn::ShiftLeft<23 - Scaled::kFractionBits>(n))};
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp2Fraction(D d, V t, const SoftmaxExponential& exponential) {
  V p = MultiplyAdd(t, t, hn::Set(d, exponential.scaled.c3));
  p = MultiplyAdd(p, t, hn::Set(d, exponential.scaled.c2));
  p = MultiplyAdd(p, t, hn::Set(d, exponential.scaled.c1));
  return MultiplyAdd(p, t, hn::Set(d, exponential.scaled.c0));
}

// kOfZero 2^(x scale - n) for the 2^n of `reference`, where x scale - n < 127. At most 3.5 ULP from that of the rounded
// product, where it is rounded; the mean square error is that of Exp2Product. Results below kOfZero 2^-126, that of x =
// -inf among them, are 0; NaN gives NaN; that of x = 0 and n = 0 is exactly kOfZero. The coefficients were searched for
// the least error over floats, fused or not.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ScaledExp2(D d, V x, const SoftmaxExponential& exponential, const ExpReference<V>& reference) {
  const auto reduced = ReduceExp2(d, x, exponential, reference);
  return hn::Mul(Exp2Fraction(d, reduced.t, exponential), reduced.power);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_SCALED_EXP2_INL_H_
