// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The few operations whose result would differ between Highway's targets, in one form that is the same on all of them.
//
// The bits of a result are fixed by lane count, order of operations and rounding. Highway leaves five things open:
// ReduceSum adds in another order on EMU128 than on WebAssembly; Max and Min disagree on NaN and on -0; MulAdd rounds
// once or twice; DemoteTo makes infinity the largest number on EMU128, and Div makes any number divided by 0 a 0.
// Kernels use the functions below instead. They bear other names than Highway's, or argument-dependent lookup would
// find those.

#ifndef SURPRISAL_SRC_SIMD_LANES_INL_H_
#define SURPRISAL_SRC_SIMD_LANES_INL_H_

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Whether MultiplyAdd rounds once.
#if defined(SURPRISAL_RELAXED) || HWY_NATIVE_FMA
inline constexpr bool kFuses = true;
#else
inline constexpr bool kFuses = false;
#endif

// Whether vectors are loops over numbers.
inline constexpr bool kEmulated = HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_SCALAR;

// a * b + c. Rounded twice everywhere, so that it is the same everywhere; once in the `relaxed` variant and in native
// builds for machines that fuse.
template <class V>
HWY_INLINE V MultiplyAdd(V a, V b, V c) {
#if defined(SURPRISAL_RELAXED)
  return V{wasm_f32x4_relaxed_madd(a.raw, b.raw, c.raw)};
#else
  return hn::MulAdd(a, b, c);
#endif
}

// c - a * b, rounded as above.
template <class V>
HWY_INLINE V NegMultiplyAdd(V a, V b, V c) {
#if defined(SURPRISAL_RELAXED)
  return V{wasm_f32x4_relaxed_nmadd(a.raw, b.raw, c.raw)};
#else
  return hn::NegMulAdd(a, b, c);
#endif
}

// a > b ? a : b, so a NaN in `a` gives b. A running maximum written Larger(values, maximum) passes over NaN; the
// softmax kernels want that: the NaN comes back in the sum, and the maximum stays a number.
template <class V>
HWY_INLINE V Larger(V a, V b) {
#if HWY_TARGET == HWY_WASM || (HWY_ARCH_X86 && HWY_TARGET < HWY_EMU128)
  return hn::Max(a, b);  // one instruction with just that rule: f32x4.pmax, maxps
#else
  return hn::IfThenElse(hn::Gt(a, b), a, b);
#endif
}

// a < b ? a : b, so a NaN in `a` gives b, as above.
template <class V>
HWY_INLINE V Smaller(V a, V b) {
#if HWY_TARGET == HWY_WASM || (HWY_ARCH_X86 && HWY_TARGET < HWY_EMU128)
  return hn::Min(a, b);  // f32x4.pmin, minps
#else
  return hn::IfThenElse(hn::Lt(a, b), a, b);
#endif
}

// a / b, by 0 too.
template <class V>
HWY_INLINE V Quotient(V a, V b) {
#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_SCALAR
  const hn::DFromV<V> d;
  const auto infinite = hn::CopySign(hn::Set(d, static_cast<hn::TFromD<decltype(d)>>(HUGE_VALF)), b);
  return hn::IfThenElse(hn::Eq(b, hn::Zero(d)), hn::Mul(a, infinite), hn::Div(a, b));
#else
  return hn::Div(a, b);
#endif
}

// Doubles to floats, infinities included.
template <class D, class VD>
HWY_INLINE hn::Vec<D> NarrowToFloat(D d, VD doubles) {
#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_SCALAR
  const hn::Rebind<double, D> dd;
  HWY_ALIGN double from[hn::MaxLanes(dd)];
  HWY_ALIGN float to[hn::MaxLanes(d)];
  hn::Store(doubles, dd, from);
  for (size_t i = 0; i < hn::Lanes(d); ++i) to[i] = static_cast<float>(from[i]);
  return hn::Load(d, to);
#else
  return hn::DemoteTo(d, doubles);
#endif
}

// Folds the upper half onto the lower until one lane is left, with `fold` in that order.
template <class D, class V, class Fold>
HWY_INLINE hn::TFromD<D> FoldLanes(D d, V lanes, Fold fold) {
  if constexpr (hn::MaxLanes(d) == 1) {
    return hn::GetLane(lanes);
  } else {
    const hn::Half<D> half;
    return FoldLanes(half, fold(hn::LowerHalf(half, lanes), hn::UpperHalf(half, lanes)), fold);
  }
}

template <class D, class V>
HWY_INLINE hn::TFromD<D> SumAcross(D d, V lanes) {
  return FoldLanes(d, lanes, [](auto a, auto b) { return hn::Add(a, b); });
}

template <class D, class V>
HWY_INLINE hn::TFromD<D> LargestAcross(D d, V lanes) {
  return FoldLanes(d, lanes, [](auto a, auto b) { return Larger(a, b); });
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_LANES_INL_H_
