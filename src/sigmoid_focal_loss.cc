// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/sigmoid_focal_loss.h"

#include "src/broadcast.h"
#include "src/simd/activations-inl.h"
#include "src/simd/elementwise-inl.h"
#include "src/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct FocalTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 1;
  static constexpr bool kCheap = false;
  float positive_weight;
  float negative_weight;
  float gamma;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V logits, V target) const {
    const V zero = hn::Zero(d);
    const V one = hn::Set(d, 1.0f);
    const auto logistic = LogisticOf(d, logits);
    const V miss = hn::Sub(one, target);
    const auto part = ChooseBySign(d, logits, target, miss);
    const V cross_entropy = hn::Add(ProductOrZero(d, part.against, hn::Abs(logits)), logistic.log1p);

    // The larger probability is 1 / sum, the smaller power / sum.
    const V chance = hn::Mul(part.in_favour, logistic.power);
    const V wrong = hn::Add(part.against, chance);
    const V larger = Quotient(one, logistic.sum);
    const V error = hn::Mul(wrong, larger);
    const V weight = MultiplyAdd(hn::Set(d, positive_weight), target, hn::Mul(hn::Set(d, negative_weight), miss));
    const V factor = hn::Mul(weight, PowOfProb(d, error, gamma));

    // p (1 - p) / q: the smaller probability over the error, times the larger. If the error is 0, because the smaller
    // is and nothing is wrong, they are the same.
    const V share = hn::IfThenElse(hn::Eq(wrong, zero), one, Quotient(logistic.power, wrong));
    const V spread = hn::Mul(hn::Mul(hn::Set(d, gamma), hn::Mul(share, larger)), hn::Sub(miss, target));
    const V away = hn::Mul(hn::Sub(part.against, chance), larger);  // |p - target|, towards the logit
    const V slope = hn::Add(TimesSign(d, logits, away), ProductOrZero(d, spread, cross_entropy));
    return {hn::Mul(factor, cross_entropy), {hn::Mul(factor, slope)}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status SigmoidFocalLoss(const FloatArray& input, const FloatArray& target, float alpha, float gamma,
                        Reduction reduction, const LossResults& results) {
  if (!(gamma >= 0.0f)) return {StatusCode::kOptionInvalid, 3, static_cast<double>(gamma)};
  if (const Status status = CheckSameShape(input.shape, target.shape, 1); !status.ok()) return status;
  const FloatArray arrays[] = {input, target};
  const bool weighted = !(alpha < 0.0f);
  const HWY_NAMESPACE::FocalTerms terms = {
      .positive_weight = weighted ? alpha : 1.0f, .negative_weight = weighted ? 1.0f - alpha : 1.0f, .gamma = gamma};
  return RunElementwise(HWY_NAMESPACE::LossOf(terms), arrays, {}, reduction, results);
}

}  // namespace surprisal
