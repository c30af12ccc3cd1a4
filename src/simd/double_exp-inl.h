// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The exponential of vectors of doubles, for where the precision of floats is not enough, and it is not what takes the
// time.

#ifndef SURPRISAL_SRC_SIMD_DOUBLE_EXP_INL_H_
#define SURPRISAL_SRC_SIMD_DOUBLE_EXP_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "src/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// The nearest integer, the even one of two. (Highway's Round adds 1/2 on EMU128, which moves 0.49999999999999994 to 1.)
template <class D, class V = hn::Vec<D>>
HWY_INLINE V NearestInteger(D d, V x) {
  const V magic = hn::Set(d, 0x1p52);
  const V magnitude = hn::Abs(x);
  const V rounded = hn::CopySign(hn::Sub(hn::Add(magnitude, magic), magic), x);
  return hn::IfThenElse(hn::Lt(magnitude, magic), rounded, x);
}

// exp(x) = 2^n exp_rest, with an integer n and sqrt(1/2) <= exp_rest <= sqrt(2).
template <class V>
struct ExpParts {
  V n;
  V exp_rest;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE ExpParts<V> ExpPartsOf(D d, V x) {
  // The first part of ln 2 has 21 bits, so that its product with n is exact.
  const V n = NearestInteger(d, hn::Mul(x, hn::Set(d, 0x1.71547652b82fep+0)));
  V r = hn::Sub(x, hn::Mul(n, hn::Set(d, 0x1.62e43p-1)));
  r = hn::Sub(r, hn::Mul(n, hn::Set(d, -0x1.05c610ca86c39p-29)));
  // Where n has lost its last digits r is anything.
  r = hn::IfThenElse(hn::Lt(hn::Abs(r), hn::Set(d, 0.35)), r, hn::Zero(d));
  // Taylor's series, as far as a double sees it.
  V p = hn::Set(d, 1.0 / 479001600.0);
  const auto next = [&](double coefficient) HWY_ATTR { p = hn::Add(hn::Mul(p, r), hn::Set(d, coefficient)); };
  next(1.0 / 39916800.0);
  next(1.0 / 3628800.0);
  next(1.0 / 362880.0);
  next(1.0 / 40320.0);
  next(1.0 / 5040.0);
  next(1.0 / 720.0);
  next(1.0 / 120.0);
  next(1.0 / 24.0);
  next(1.0 / 6.0);
  next(0.5);
  next(1.0);
  next(1.0);
  return {n, p};
}

// 2^n for an integer n from -1022 to 1023: added to this, it stands in the low bits, and with it the exponent's bias.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V PowerOf2(D d, V n) {
  const hn::RebindToSigned<D> di;
  return hn::BitCast(d, hn::ShiftLeft<52>(hn::BitCast(di, hn::Add(n, hn::Set(d, 0x1.8p52 + 1023.0)))));
}

// exp(x) for x <= 0: within 1e-15 of itself; 0 below -700; NaN for NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V DoubleExp(D d, V x) {
  const V lowest = hn::Set(d, -700.0);
  const V bounded = hn::IfThenElse(hn::Gt(x, lowest), x, lowest);
  const ExpParts<V> parts = ExpPartsOf(d, bounded);
  const V exp = hn::Mul(parts.exp_rest, PowerOf2(d, parts.n));
  // What is neither above nor below is NaN.
  return hn::IfThenElse(hn::Gt(x, lowest), exp, hn::IfThenZeroElse(hn::Le(x, lowest), x));
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_DOUBLE_EXP_INL_H_
