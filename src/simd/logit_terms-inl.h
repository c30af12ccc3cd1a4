// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The terms of the losses of independent logits against targets in [0, 1].

#ifndef SURPRISAL_SRC_SIMD_LOGIT_TERMS_INL_H_
#define SURPRISAL_SRC_SIMD_LOGIT_TERMS_INL_H_

#include "src/simd/activations-inl.h"
#include "src/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// loss = p t softplus(-x) + (1 - t) softplus(x), of logits x, targets t and positives' weights p. With softplus(x) =
// max(x, 0) + log1p(exp(-|x|)) one of the two is a multiple of |x|, and both are of the logarithm; no sum of them
// cancels, be the loss 1e-9, as (1 - t) x + (1 + (p - 1) t) softplus(-x) would.
struct LogitTerms {
  static constexpr size_t kArrays = 3;
  static constexpr size_t kGrads = 2;  // not with respect to the positives' weights
  static constexpr bool kCheap = false;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V logits, V target, V pos_weight) const {
    const V one = hn::Set(d, 1.0f);
    const auto logistic = LogisticOf(d, logits);
    const V magnitude = hn::Abs(logits);
    const V hit = hn::Mul(pos_weight, target);
    const V miss = hn::Sub(one, target);
    const auto part = ChooseBySign(d, logits, hit, miss);

    const V linear = ProductOrZero(d, part.against, magnitude);
    const V loss = MultiplyAdd(hn::Add(hit, miss), logistic.log1p, linear);
    // miss sigmoid(x) - hit sigmoid(-x)
    const V slope = Quotient(NegMultiplyAdd(part.in_favour, logistic.power, part.against), logistic.sum);
    const V target_linear = ProductOrZero(d, ChooseBySign(d, logits, pos_weight, hn::Set(d, -1.0f)).against, magnitude);
    const V target_slope = MultiplyAdd(hn::Sub(pos_weight, one), logistic.log1p, target_linear);
    return {loss, {TimesSign(d, logits, slope), target_slope}};
  }
};

inline constexpr LogitTerms kLogitTerms;

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_LOGIT_TERMS_INL_H_
