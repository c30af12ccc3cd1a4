// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// exp and log of vectors of floats. Our own, because libm's differ from platform to platform, and because Highway's
// contrib/math costs twice as much where the argument is known to be <= 0, which in a softmax it always is.
//
// The coefficients are minimax fits, rounded to float one after the other, the later ones refitted each time. Errors
// are in units of the last place (ULP) of the exact result; tests/core/math_test.cc checks them, over every float if
// asked.

#ifndef SURPRISAL_SRC_SIMD_MATH_INL_H_
#define SURPRISAL_SRC_SIMD_MATH_INL_H_

#include <hwy/highway.h>

#include <cmath>
#include <cstdint>

#include "src/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Adding 1.5 * 2^23 to a float of magnitude below 2^22 rounds it to an integer, which then stands in the low bits.
inline constexpr float kRoundingMagic = 12582912.0f;

inline constexpr float kLog2E = 0x1.715476p+0f;
// ln 2 in two parts; the first has 10 significant bits, so that its product with an exponent is exact.
inline constexpr float kLn2High = 0x1.63p-1f;
inline constexpr float kLn2Low = -0x1.bd0106p-13f;

// x - n ln 2.
template <class D, class V>
HWY_INLINE V ReduceByLn2(D d, V x, V n) {
  return NegMultiplyAdd(n, hn::Set(d, kLn2Low), NegMultiplyAdd(n, hn::Set(d, kLn2High), x));
}

// What turns exp(x / T) into a power of 2, and the constants of such powers, as variables. Newer V8s (14.6 does, 11.3
// did not) build a vector constant anew wherever it is used, inside of the loop; what was loaded from memory they keep.
// That is a quarter of the loop's time. The compiler must not know the numbers, so kernels take the struct by
// reference, across calls that are not inlined.
struct SoftmaxExponential {
  explicit SoftmaxExponential(float temperature) : scale(kLog2E / temperature), lowest(-127.0f / scale) {}

  float scale;   // log2(e) / T
  float lowest;  // the x whose exponent is -127: from there on the result is 0

  // Of Exp2Product
  float magic = kRoundingMagic + 127.0f;
  float c0 = 1.0f;
  float c1 = 0x1.62e422p-1f;
  float c2 = 0x1.ebf998p-3f;
  float c3 = 0x1.c6bc3cp-5f;
  float c4 = 0x1.3cf412p-7f;
  float c5 = 0x1.5a1f44p-10f;

  // Of ScaledExp2, in src/simd/scaled_exp2-inl.h
  struct Scaled {
    static constexpr float kOfZero = 0x1.122ef2p+9f;
    static constexpr int kFractionBits = 4;  // after the point, to which x log2(e) is rounded

    float magic = kRoundingMagic / (1 << kFractionBits) + 127.0f;
    int32_t whole = -(1 << kFractionBits);
    float c0 = 0x1.116d5p+8f;
    float c1 = 0x1.82aadp+7f;
    float c2 = 0x1.e06bap+5f;
    float c3 = 0x1.48db7cp+4f;
  } scaled;
};

// 2^(x scale) for x <= 0: the inner loop of softmax over few classes; that over many has ScaledExp2. At most 2 ULP from
// the power of the rounded product, where the product is rounded. Results below 2^-126.5, that of x = -inf among them,
// are 0; NaN gives NaN; that of x = 0 is exactly 1. For x > 0 the result is unspecified.
//
// Powers of 2, not of e, because there the reduction is one subtraction, x log2(e) - n instead of x - n ln 2, whose
// product takes two parts and four operations. That made a softmax's sums a quarter faster. The price is the rounded
// product: the relative error of exp(x) grows by 6e-8 |x|. That drowns in a sum, and in a gradient beside its row; of a
// probability of 1e-9 it is 1e-6. Fused, there is no such rounding.
//
// 2^n is multiplied in, not added to the exponent's bits: an integer addition turns some NaNs into numbers. Raising x
// to where 2^n is 0 is one operation; comparing and masking would be two. `magic - rounded` instead of its negative: a
// compiler makes the latter the sum with a second constant, and registers are short. The polynomial is of the least
// degree that serves; that leaves so little room for rounding that its coefficients were searched for the least error
// over all floats (1.93 ULP) instead of the least error of the exact polynomial.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp2Product(D d, V x, const SoftmaxExponential& exponential) {
  const hn::RebindToSigned<D> di;
  const V scale = hn::Set(d, exponential.scale);
  // With the exponent's bias of 127 added to the magic number, n shifted by 23 bits is 2^n.
  const V magic = hn::Set(d, exponential.magic);
  x = Larger(hn::Set(d, exponential.lowest), x);
  const V rounded = MultiplyAdd(x, scale, magic);
  const V r = MultiplyAdd(x, scale, hn::Sub(magic, rounded));
  V p = hn::Set(d, exponential.c5);
  p = MultiplyAdd(p, r, hn::Set(d, exponential.c4));
  p = MultiplyAdd(p, r, hn::Set(d, exponential.c3));
  p = MultiplyAdd(p, r, hn::Set(d, exponential.c2));
  p = MultiplyAdd(p, r, hn::Set(d, exponential.c1));
  p = MultiplyAdd(p, r, hn::Set(d, exponential.c0));
  return hn::Mul(p, hn::BitCast(d, hn::ShiftLeft<23>(hn::BitCast(di, rounded))));
}

// exp(r) - 1 for |r| <= ln 2 / 2.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ExpMinus1OfReduced(D d, V r) {
  V p = hn::Set(d, 0x1.6a4d5ap-10f);
  p = MultiplyAdd(p, r, hn::Set(d, 0x1.12398ep-7f));
  p = MultiplyAdd(p, r, hn::Set(d, 0x1.5558bp-5f));
  p = MultiplyAdd(p, r, hn::Set(d, 0x1.555492p-3f));
  p = MultiplyAdd(p, r, hn::Set(d, 0x1.fffffcp-2f));
  return MultiplyAdd(p, hn::Mul(r, r), r);
}

// A number as the sum of a float and of what rounding to that float has lost.
template <class V>
struct TwoParts {
  V high;
  V low;
};

// exp(x) in two parts, for differences that nearly cancel: the sum is within 1 ULP. As below, for every float.
template <class D, class V = hn::Vec<D>>
HWY_INLINE TwoParts<V> ExpInParts(D d, V x) {
  const hn::RebindToSigned<D> di;
  // Beyond these the result is 0 or +inf anyway; written so that NaN passes.
  x = hn::IfThenElse(hn::Lt(x, hn::Set(d, -104.0f)), hn::Set(d, -104.0f), x);
  x = hn::IfThenElse(hn::Gt(x, hn::Set(d, 89.0f)), hn::Set(d, 89.0f), x);
  const V magic = hn::Set(d, kRoundingMagic);
  const V rounded = MultiplyAdd(x, hn::Set(d, kLog2E), magic);
  const V r = ReduceByLn2(d, x, hn::Sub(rounded, magic));
  const V one = hn::Set(d, 1.0f);
  const V tail = ExpMinus1OfReduced(d, r);
  const V sum = hn::Add(one, tail);
  const V lost = hn::Sub(tail, hn::Sub(sum, one));
  // 2^n in two factors: n reaches from -150 to 128, the exponents of normal floats only from -126 to 127.
  const auto n = hn::Sub(hn::BitCast(di, rounded), hn::BitCast(di, magic));
  const auto n_half = hn::ShiftRight<1>(n);
  const auto bias = hn::Set(di, 127);
  const V scale = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(n_half, bias)));
  const V scale_rest = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::Sub(n, n_half), bias)));
  return {hn::Mul(hn::Mul(sum, scale), scale_rest), hn::Mul(hn::Mul(lost, scale), scale_rest)};
}

// exp(x). At most 2 ULP for every float, subnormal results included. exp(-inf) = 0, exp(+inf) = +inf, NaN gives NaN,
// exp(0) is exactly 1.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp(D d, V x) {
  return ExpInParts(d, x).high;
}

// exp(-x) for x >= 0 is 2^n (1 - r + r^2 p), with |r| <= ln 2 / 2.
template <class V>
struct ReducedPower {
  V r;
  V r2;
  V p;
  V power;  // 2^(n + more)
};

// `most`: beyond that x, the power is that of `most`. NaN gives NaN. Powers of r^2 wait for less than Horner's rule.
template <class D, class V = hn::Vec<D>>
HWY_INLINE ReducedPower<V> ReduceNegative(D d, V x, float most, float more) {
  const hn::RebindToSigned<D> di;
  x = Smaller(hn::Set(d, most), x);
  // As in Exp2Product, n shifted by 23 bits is the power.
  const V magic = hn::Set(d, kRoundingMagic + 127.0f + more);
  const V rounded = NegMultiplyAdd(x, hn::Set(d, kLog2E), magic);
  const V r = ReduceByLn2(d, x, hn::Sub(magic, rounded));
  const V r2 = hn::Mul(r, r);
  V p = MultiplyAdd(hn::Set(d, -0x1.12398ep-7f), r, hn::Set(d, 0x1.5558bp-5f));
  p = MultiplyAdd(hn::Set(d, 0x1.6a4d5ap-10f), r2, p);
  p = MultiplyAdd(p, r2, MultiplyAdd(hn::Set(d, -0x1.555492p-3f), r, hn::Set(d, 0x1.fffffcp-2f)));
  return {r, r2, p, hn::BitCast(d, hn::ShiftLeft<23>(hn::BitCast(di, rounded)))};
}

// exp(-x) for x >= 0. At most 2 ULP, subnormal results included; that of 0 is exactly 1, that of +inf 0, NaN gives NaN.
// For x < 0 the result is unspecified. Two thirds of the operations of Exp, and a shorter chain of them. 2^n is
// multiplied in as 2^(n + 32), a normal number down to where the result is 0, and 2^-32.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ExpOfNegative(D d, V x) {
  const auto reduced = ReduceNegative(d, x, 104.0f, 32.0f);
  const V rest = MultiplyAdd(reduced.p, reduced.r2, hn::Sub(hn::Set(d, 1.0f), reduced.r));
  return hn::Mul(hn::Mul(rest, reduced.power), hn::Set(d, 0x1p-32f));
}

// 1 - exp(-x) for x >= 0, accurate however small x is. At most 2 ULP. +inf gives 1, NaN gives NaN; for x < 0 the result
// is unspecified.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V OneMinusExpOfNegative(D d, V x) {
  const auto reduced = ReduceNegative(d, x, 20.0f, 0.0f);
  const V rest = NegMultiplyAdd(reduced.p, reduced.r2, reduced.r);
  // The difference is exact.
  return MultiplyAdd(reduced.power, rest, hn::Sub(hn::Set(d, 1.0f), reduced.power));
}

// The logarithm of a positive normal number, plus `more` (an integer) times ln 2.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V LogOfNormal(D d, V x, V more) {
  const hn::RebindToSigned<D> di;
  // x = 2^n m with sqrt(1/2) <= m < sqrt(2).
  const auto sqrt_half = hn::Set(di, 0x3F3504F3);
  const auto offset = hn::Sub(hn::BitCast(di, x), sqrt_half);
  const V m = hn::BitCast(d, hn::Add(hn::And(offset, hn::Set(di, 0x007FFFFF)), sqrt_half));
  const V n = hn::Add(hn::ConvertTo(d, hn::ShiftRight<23>(offset)), more);

  // With s = f / (2 + f), log(1 + f) is 2 artanh(s) = 2 s + s^3 P(s^2), and 2 s = f - s f. A division takes the place
  // of five more coefficients.
  const V f = hn::Sub(m, hn::Set(d, 1.0f));
  const V s = Quotient(f, hn::Add(m, hn::Set(d, 1.0f)));
  const V s2 = hn::Mul(s, s);
  V p = MultiplyAdd(hn::Set(d, 0x1.31e03cp-2f), s2, hn::Set(d, 0x1.995ed8p-2f));
  p = MultiplyAdd(p, s2, hn::Set(d, 0x1.55557ap-1f));
  const V tail = NegMultiplyAdd(s, NegMultiplyAdd(p, s2, f), hn::Mul(n, hn::Set(d, kLn2Low)));
  return MultiplyAdd(n, hn::Set(d, kLn2High), hn::Add(f, tail));
}

// The natural logarithm. At most 2 ULP for every float, subnormals included. log(0) = -inf (of either sign), log(+inf)
// = +inf, NaN and negative numbers give NaN, log(1) is exactly 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log(D d, V x) {
  const V zero = hn::Zero(d);
  const auto subnormal = hn::Lt(x, hn::Set(d, 0x1p-126f));
  const V scaled = hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, 0x1p23f)), x);
  V log = LogOfNormal(d, scaled, hn::IfThenElseZero(subnormal, hn::Set(d, -23.0f)));
  log = hn::IfThenElse(hn::Eq(x, zero), hn::Set(d, -HUGE_VALF), log);
  log = hn::IfThenElse(hn::Lt(x, hn::Set(d, HUGE_VALF)), log, hn::Add(x, x));  // +inf and NaN
  return hn::IfThenElse(hn::Lt(x, zero), hn::NaN(d), log);
}

// log(1 + x) for x >= 0, accurate however small x is. At most 2 ULP. +inf gives +inf, NaN gives NaN; for x < 0 the
// result is unspecified.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log1pNonNegative(D d, V x) {
  const V one = hn::Set(d, 1.0f);
  const V sum = hn::Add(one, x);
  // What rounding 1 + x lost, to first order; of infinity it is NaN.
  const V lost = Quotient(hn::Sub(x, hn::Sub(sum, one)), sum);
  const V log = hn::Add(LogOfNormal(d, sum, hn::Zero(d)), lost);
  return hn::IfThenElse(hn::Lt(x, hn::Set(d, HUGE_VALF)), log, x);
}

// What there is of 2 artanh(s) / s = 2 + s^2 P(s^2) beyond the 2, for |s| <= 1/3. The argument is s^2.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ArtanhTail(D d, V s2) {
  const V s4 = hn::Mul(s2, s2);
  const V low = MultiplyAdd(hn::Set(d, 0x1.99d1ccp-2f), s2, hn::Set(d, 0x1.555502p-1f));
  const V high = MultiplyAdd(hn::Set(d, 0x1.1eca18p-2f), s2, hn::Set(d, 0x1.1ec04p-2f));
  return hn::Mul(s2, MultiplyAdd(high, s4, low));
}

// log(1 + z) for z in [0, 1], accurate however small z is. At most 2 ULP. NaN gives NaN; elsewhere the result is
// unspecified. With s = z / (2 + z) it is 2 artanh(s), and 2 s = z - s z: nothing to reduce or to select.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log1pOfUnit(D d, V z) {
  const V s = Quotient(z, hn::Add(z, hn::Set(d, 2.0f)));
  return NegMultiplyAdd(s, hn::Sub(z, ArtanhTail(d, hn::Mul(s, s))), z);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_MATH_INL_H_
