// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Sums and gradients over the outcomes of one row of a distribution, or of two, in nats.

#ifndef SURPRISAL_SRC_SIMD_INFORMATION_INL_H_
#define SURPRISAL_SRC_SIMD_INFORMATION_INL_H_

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>

#include "src/simd/math-inl.h"
#include "src/simd/row_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// A distribution as the kernels read it: the row, and what to multiply it by.
struct Distribution {
  const float* probs;
  float scale;
};

// Not inlined: the measures would hold a dozen copies.
template <class D, class V = hn::Vec<D>>
HWY_NOINLINE V SharedLog(D d, V probs) {
  return Log(d, probs);
}

// log(p / r), r > 0, of numbers up to 2: -inf for p = 0. Not log p - log r, which near p = r is but the rounding of
// both; and the quotient is kept from over- and underflow, which it is prone to where one of the two is subnormal.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V LogOfQuotient(D d, V p, V r) {
  const V more = hn::Set(d, 24.0f);
  const V raise = hn::Set(d, 0x1p24f);
  const auto less = hn::Lt(p, r);
  const V quotient = Quotient(hn::IfThenElse(less, hn::Mul(p, raise), p), hn::IfThenElse(less, r, hn::Mul(r, raise)));
  const V log = LogOfNormal(d, quotient, hn::IfThenElse(less, hn::Neg(more), more));
  return hn::IfThenElse(hn::Eq(p, hn::Zero(d)), hn::Set(d, -HUGE_VALF), log);
}

// ------------------------------ Sums

// Adds weight * amount, where no weight makes any amount nothing: 0 log 0 = 0. The products are formed and added in
// double: in float they all round the same way if the outcomes are alike, and a perplexity is the exponential of that.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void AddWeighed(D d, V weight, V amount, LaneTotals<D>& totals) {
  totals.AddProducts(d, weight, hn::IfThenZeroElse(hn::Eq(weight, hn::Zero(d)), amount));
}

// The measures' terms, of vectors of probabilities p and q. An entropy is a cross-entropy with q = p.
struct CrossEntropyTerm {
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE void Add(D d, V p, V q, LaneTotals<D>& totals) const {
    AddWeighed(d, p, hn::Neg(SharedLog(d, q)), totals);
  }
};

struct KlTerm {
  // Not log(p / q): that quotient overflows.
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE void Add(D d, V p, V q, LaneTotals<D>& totals) const {
    AddWeighed(d, p, hn::Sub(SharedLog(d, p), SharedLog(d, q)), totals);
  }
};

struct JsTerm {
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE void Add(D d, V p, V q, LaneTotals<D>& totals) const {
    const V half = hn::Set(d, 0.5f);
    const V half_p = hn::Mul(p, half);
    const V half_q = hn::Mul(q, half);
    const V log_middle = SharedLog(d, hn::Add(half_p, half_q));
    AddWeighed(d, half_p, hn::Sub(SharedLog(d, p), log_middle), totals);
    AddWeighed(d, half_q, hn::Sub(SharedLog(d, q), log_middle), totals);
  }
};

// p times a derivative, below.
template <class Slope>
struct WeighedTerm {
  Slope slope;

  template <class D, class V = hn::Vec<D>>
  HWY_INLINE void Add(D d, V p, V q, LaneTotals<D>& totals) const {
    AddWeighed(d, p, slope.Of(d, p, q), totals);
  }
};

// Calls body(slice, p, q) for the slices of a row.
template <class D, class Body>
HWY_INLINE void ForEachSliceOf(D d, size_t outcomes, const Distribution& p, const Distribution& q, const Body& body) {
  const RowTile tile = WideRows({}, 0, 1, outcomes);
  const auto p_scale = hn::Set(d, p.scale);
  const auto q_scale = hn::Set(d, q.scale);
  WideGroup{tile, 0}.ForEachSlice(d, [&](auto slice) HWY_ATTR {
    body(slice, hn::Mul(slice.Load(d, p.probs), p_scale), hn::Mul(slice.Load(d, q.probs), q_scale));
  });
}

template <class Term>
double SumOfTerms(size_t outcomes, const Distribution& p, const Distribution& q, const Term& term) {
  const hn::ScalableTag<float> d;
  LaneTotals<hn::ScalableTag<float>> totals;
  ForEachSliceOf(d, outcomes, p, q,
                 [&](auto, auto p_probs, auto q_probs) HWY_ATTR { term.Add(d, p_probs, q_probs, totals); });
  return totals.SumAcross();
}

inline double SumOfProbs(size_t outcomes, const float* probs) {
  const hn::ScalableTag<float> d;
  const RowTile tile = WideRows({}, 0, 1, outcomes);
  return SumSlices(d, WideGroup{tile, 0}, [&](auto slice) HWY_ATTR { return slice.Load(d, probs); }).SumAcross();
}

// ------------------------------ Gradients

// The derivatives of the measures, but for constants that WriteGrad subtracts and factors that it multiplies by. At 0
// they are one-sided.

// By p, of a cross-entropy.
struct NegLog {
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V Of(D d, V /*p*/, V q) const {
    return hn::Neg(SharedLog(d, q));
  }
};

// By q, of a cross-entropy.
struct NegQuotient {
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V Of(D d, V p, V q) const {
    const V zero = hn::Zero(d);
    return hn::IfThenZeroElse(hn::Eq(p, zero), Quotient(hn::Sub(zero, p), q));
  }
};

// By p, of a divergence of p from r = (own p + q) / (own + 1): from q itself for 0, from the middle for 1. Where q is
// 0, r is a multiple of p, and stays that when p grows from 0.
struct LogQuotient {
  float own;

  template <class D, class V = hn::Vec<D>>
  HWY_NOINLINE V Of(D d, V p, V q) const {
    const V own_p = hn::Mul(p, hn::Set(d, own));
    const V at_0 = SharedLog(d, Quotient(hn::Set(d, own + 1.0f), hn::Set(d, own)));
    return hn::IfThenElse(hn::Eq(q, hn::Zero(d)), at_0, LogOfQuotient(d, hn::Add(own_p, p), hn::Add(own_p, q)));
  }
};

// grad_j = (slope_j - centre) * factor
template <class Slope>
HWY_NOINLINE void WriteGrad(size_t outcomes, const Distribution& p, const Distribution& q, const Slope& slope,
                            double centre, double factor, float* grad) {
  const hn::ScalableTag<float> d;
  const auto centres = hn::Set(d, static_cast<float>(centre));
  const auto factors = hn::Set(d, static_cast<float>(factor));
  ForEachSliceOf(d, outcomes, p, q, [&](auto slice, auto p_probs, auto q_probs) HWY_ATTR {
    slice.Store(d, hn::Mul(hn::Sub(slope.Of(d, p_probs, q_probs), centres), factors), grad);
  });
}

// ------------------------------ Surprisals

// values = scale log(probs), grad = scale upstream / probs; null: not wanted, but for the upstream gradient: ones.
inline void SurprisalOf(size_t count, const float* probs, float scale, const float* upstream, float* values,
                        float* grad) {
  const hn::ScalableTag<float> d;
  const RowTile tile = WideRows({}, 0, 1, count);
  const auto scales = hn::Set(d, scale);
  WideGroup{tile, 0}.ForEachSlice(d, [&](auto slice) HWY_ATTR {
    const auto p = slice.Load(d, probs);
    if (values != nullptr) slice.Store(d, hn::Mul(SharedLog(d, p), scales), values);
    if (grad == nullptr) return;
    const auto scaled = upstream != nullptr ? hn::Mul(slice.Load(d, upstream), scales) : scales;
    slice.Store(d, Quotient(scaled, p), grad);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_INFORMATION_INL_H_
