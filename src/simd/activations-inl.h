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

// What sigmoid and softplus have in common, of logits of either sign, from one exponential. Nothing is ever subtracted
// from 1, so what is small is as accurate as what is not. A NaN logit makes all of it NaN; an infinite one is as large
// as they get.
template <class V>
struct Logistic {
  V power;  // exp(-|logit|)
  V sum;    // 1 + exp(-|logit|): sigmoid(|logit|) is its reciprocal, sigmoid(-|logit|) the power over it
  V log1p;  // log(1 + exp(-|logit|))
};

template <class D, class V>
HWY_INLINE Logistic<V> LogisticOf(D d, V logits) {
  const V power = ExpOfNegative(d, hn::Abs(logits));
  return {power, hn::Add(hn::Set(d, 1.0f), power), Log1pOfUnit(d, power)};
}

// 1 / (1 + exp(-logit)). At most 3 ULP, subnormal results included.
template <class D, class V>
HWY_INLINE V Sigmoid(D d, V logits, const Logistic<V>& logistic) {
  // The power is at most 1, so this is a choice.
  const V one = hn::IfThenElseZero(hn::Gt(logits, hn::Zero(d)), hn::Set(d, 1.0f));
  return Quotient(Larger(one, logistic.power), logistic.sum);
}

// log(1 + exp(logit)). At most 3 ULP; +inf gives +inf.
template <class D, class V>
HWY_INLINE V Softplus(D d, V logits, const Logistic<V>& logistic) {
  return hn::Add(Larger(logits, hn::Zero(d)), logistic.log1p);
}

// Two numbers by the sign of a logit, that of a zero included: what it speaks against, and what for.
template <class V>
struct BySign {
  V against;    // the first where the logit is negative, else the second
  V in_favour;  // the other
};

template <class D, class V>
HWY_INLINE BySign<V> ChooseBySign(D d, V logits, V if_negative, V if_positive) {
  const hn::RebindToSigned<D> di;
  const V negative = hn::BitCast(d, hn::BroadcastSignBit(hn::BitCast(di, logits)));
  // Three operations for both, where a select is three for one.
  const V swapped = hn::And(hn::Xor(if_negative, if_positive), negative);
  return {hn::Xor(if_positive, swapped), hn::Xor(if_negative, swapped)};
}

// `number` times the sign of the logit.
template <class D, class V>
HWY_INLINE V TimesSign(D d, V logits, V number) {
  return hn::Xor(number, hn::And(logits, hn::SignBit(d)));
}

// log(1 + x) for x >= -1. At most 2 ULP; -1 gives -inf, +inf gives +inf. For x < -1 the result is unspecified.
template <class D, class V>
HWY_INLINE V Log1p(D d, V x) {
  // For -1 that function has a NaN.
  return hn::IfThenElse(hn::Eq(x, hn::Set(d, -1.0f)), hn::Set(d, -HUGE_VALF), Log1pNonNegative(d, x));
}

// base^exponent for a base in [0, 1] and an exponent > 0, by logarithm. Not inlined: few ask for it.
template <class D, class V>
HWY_NOINLINE V PowByLog(D d, V base, V exponent) {
  return ExpOfNegative(d, hn::Mul(exponent, hn::Neg(Log(d, base))));
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
  return hn::Mul(power, PowByLog(d, base, hn::Set(d, more)));
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ACTIVATIONS_INL_H_
