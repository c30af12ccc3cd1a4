// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Sums and products of probabilities that no exponent is too small for: vectors of numbers
//
//   fraction * 2^(256 power),  2^-128 <= fraction < 2^128,  power an integer; 0 has the power -inf.
//
// A recursion over time multiplies as many probabilities as there are steps. Logarithms would do, but as floats they
// lose what they gain: at -300 their spacing is 3e-5. Here a step is a few multiplications, additions and selections,
// there are no exponentials and logarithms in it, and what comes out has the precision of doubles.

#ifndef SURPRISAL_SRC_SIMD_SCALED_INL_H_
#define SURPRISAL_SRC_SIMD_SCALED_INL_H_

#include <hwy/highway.h>

#include <cmath>

#include "src/scalar_math.h"
#include "src/simd/double_exp-inl.h"
#include "src/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

inline constexpr double kScaledBits = 256.0;
inline constexpr double kRadix = 0x1p256;

// V is a vector of doubles, or a double.
template <class V>
struct Scaled {
  V fraction;
  V power;
};

// The fraction that a number has at a power not below its own. Two powers down it is less than 2^-256 of a number there
// is, or of nothing.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V FractionAt(D d, const Scaled<V>& number, V power) {
  const auto below = hn::Eq(number.power, hn::Sub(power, hn::Set(d, 1.0)));
  const V lowered = hn::IfThenElseZero(below, hn::Mul(number.fraction, hn::Set(d, 1.0 / kRadix)));
  return hn::IfThenElse(hn::Eq(number.power, power), number.fraction, lowered);
}

// Up to three numbers may be added before the next product.
template <class D, class V = hn::Vec<D>>
HWY_INLINE Scaled<V> Sum(D d, const Scaled<V>& a, const Scaled<V>& b) {
  const V power = Larger(a.power, b.power);
  return {hn::Add(FractionAt(d, a, power), FractionAt(d, b, power)), power};
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE Scaled<V> Sum(D d, const Scaled<V>& a, const Scaled<V>& b, const Scaled<V>& c) {
  const V power = Larger(Larger(a.power, b.power), c.power);
  return {hn::Add(hn::Add(FractionAt(d, a, power), FractionAt(d, b, power)), FractionAt(d, c, power)), power};
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE Scaled<V> Product(D d, const Scaled<V>& a, const Scaled<V>& b) {
  const V one = hn::Set(d, 1.0);
  V fraction = hn::Mul(a.fraction, b.fraction);
  V power = hn::Add(a.power, b.power);
  const auto low = hn::Lt(fraction, hn::Set(d, 0x1p-128));
  fraction = hn::IfThenElse(low, hn::Mul(fraction, hn::Set(d, kRadix)), fraction);
  power = hn::Sub(power, hn::IfThenElseZero(low, one));
  const auto high = hn::Ge(fraction, hn::Set(d, 0x1p128));
  fraction = hn::IfThenElse(high, hn::Mul(fraction, hn::Set(d, 1.0 / kRadix)), fraction);
  power = hn::Add(power, hn::IfThenElseZero(high, one));
  return {fraction, hn::IfThenElse(hn::Eq(fraction, hn::Zero(d)), hn::Set(d, -HUGE_VAL), power)};
}

// exp(x), of floats as doubles, but for NaN and +inf: within 1e-15 of itself, and 1e-16 more for each nat. Beyond 1e9
// the power alone is right.
template <class D, class V = hn::Vec<D>>
HWY_INLINE Scaled<V> ScaledExp(D d, V x) {
  const ExpParts<V> parts = ExpPartsOf(d, x);
  const V power = NearestInteger(d, hn::Mul(parts.n, hn::Set(d, 1.0 / kScaledBits)));
  const V scale = PowerOf2(d, hn::Sub(parts.n, hn::Mul(power, hn::Set(d, kScaledBits))));
  const auto impossible = hn::Eq(x, hn::Set(d, -HUGE_VAL));
  return {hn::IfThenElse(impossible, hn::Zero(d), hn::Mul(parts.exp_rest, scale)),
          hn::IfThenElse(impossible, x, power)};
}

// Of a number above 0.
inline double LogOf(const Scaled<double>& number) {
  return ScalarLog(number.fraction) + number.power * (kScaledBits * kLn2);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_SCALED_INL_H_
