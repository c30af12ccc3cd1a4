// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the losses of logits are made of: sigmoid, softplus, and powers of probabilities; with the logarithm and the
// exponential near where they are 0. Errors are in ULP, as in math-inl.h; tests/core/math_test.cc checks them.

#ifndef SURPRISAL_SRC_SIMD_ACTIVATIONS_INL_H_
#define SURPRISAL_SRC_SIMD_ACTIVATIONS_INL_H_

#include <hwy/highway.h>

#include <cmath>
#include <cstdint>

#include "src/simd/lanes-inl.h"
#include "src/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// 0 where `factor` is 0, else factor * number: a logit may be infinite, and what it has no part in is still 0. A NaN
// beside a factor of 0 is lost, and has to enter the result elsewhere.
template <class D, class V>
HWY_INLINE V ProductOrZero(D d, V factor, V number) {
  return hn::IfThenZeroElse(hn::Eq(factor, hn::Zero(d)), hn::Mul(factor, number));
}

// What sigmoid and softplus have in common, of logits of either sign, from one exponential and one division. Nothing is
// ever subtracted from 1, so what is small is as accurate as what is not. A NaN logit makes all of it NaN; an infinite
// one is as large as they get.
template <class V>
struct Logistic {
  V larger;   // sigmoid(|logit|)
  V smaller;  // sigmoid(-|logit|)
  V log1p;    // log(1 + exp(-|logit|))
};

template <class D, class V>
HWY_INLINE Logistic<V> LogisticOf(D d, V logits) {
  const V one = hn::Set(d, 1.0f);
  const V power = Exp(d, hn::Neg(hn::Abs(logits)));
  const V sum = hn::Add(one, power);
  const V larger = Quotient(one, sum);
  // As in Log1pNonNegative, with the division that is there already.
  const V lost = hn::Sub(power, hn::Sub(sum, one));
  return {larger, hn::Mul(power, larger), hn::Add(LogOfNormal(d, sum, hn::Zero(d)), hn::Mul(lost, larger))};
}

// 1 / (1 + exp(-logit)). At most 3 ULP, subnormal results included.
template <class D, class V>
HWY_INLINE V Sigmoid(D d, V logits, const Logistic<V>& logistic) {
  return hn::IfThenElse(hn::Gt(logits, hn::Zero(d)), logistic.larger, logistic.smaller);
}

// log(1 + exp(logit)). At most 3 ULP; +inf gives +inf.
template <class D, class V>
HWY_INLINE V Softplus(D d, V logits, const Logistic<V>& logistic) {
  return hn::Add(Larger(logits, hn::Zero(d)), logistic.log1p);
}

// log(1 + x) for x >= -1. At most 2 ULP; -1 gives -inf, +inf gives +inf. For x < -1 the result is unspecified.
template <class D, class V>
HWY_INLINE V Log1p(D d, V x) {
  // For -1 that function has a NaN.
  return hn::IfThenElse(hn::Eq(x, hn::Set(d, -1.0f)), hn::Set(d, -HUGE_VALF), Log1pNonNegative(d, x));
}

// exp(x) - 1 for x <= 0, accurate however small x is. At most 2 ULP. -inf gives -1; for x > 0 the result is
// unspecified.
template <class D, class V>
HWY_INLINE V Expm1NonPositive(D d, V x) {
  const hn::RebindToSigned<D> di;
  const V one = hn::Set(d, 1.0f);
  // Below, the result is -1 anyway. Written so that NaN passes.
  x = hn::IfThenElse(hn::Lt(x, hn::Set(d, -20.0f)), hn::Set(d, -20.0f), x);
  const V magic = hn::Set(d, kRoundingMagic + 127.0f);
  const V rounded = MultiplyAdd(x, hn::Set(d, kLog2E), magic);
  const V r = ReduceByLn2(d, x, hn::Sub(rounded, magic));
  const V power = hn::BitCast(d, hn::ShiftLeft<23>(hn::BitCast(di, rounded)));
  // 2^n (exp(r) - 1) + (2^n - 1), the latter exact.
  return MultiplyAdd(power, ExpMinus1OfReduced(d, r), hn::Sub(power, one));
}

// base^exponent for a base in [0, 1] and an exponent >= 0. 0^0 is 1; powers of 0 and of 1 are exact.
//
// Whole exponents up to 16, a focal loss's 2 above all, are products: a tenth of the time, and every digit of powers
// that are tiny. What an exponent has beyond is a power by logarithm, where a product of z with it costs z times 6e-8
// of the result, which by then is exp(z): at most 1.2e-7 absolutely.
template <class D, class V>
HWY_INLINE V PowOfProb(D d, V base, float exponent) {
  constexpr uint32_t kMostWhole = 16;
  const uint32_t whole = exponent < static_cast<float>(kMostWhole) ? static_cast<uint32_t>(exponent) : kMostWhole;
  V power = hn::Set(d, 1.0f);
  V square = base;
  for (uint32_t bits = whole; bits != 0; bits >>= 1) {
    if (bits % 2 == 1) power = hn::Mul(power, square);
    square = hn::Mul(square, square);
  }
  const float more = exponent - static_cast<float>(whole);
  if (more == 0.0f) return power;
  return hn::Mul(power, Exp(d, hn::Mul(hn::Set(d, more), Log(d, base))));
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ACTIVATIONS_INL_H_
