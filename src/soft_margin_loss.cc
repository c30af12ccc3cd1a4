// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/soft_margin_loss.h"

#include "src/broadcast.h"
#include "src/simd/activations-inl.h"
#include "src/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct SoftMarginTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 1;
  static constexpr bool kCheap = false;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target) const {
    const V against = hn::Neg(target);
    const V logits = hn::Mul(against, input);
    const auto logistic = LogisticOf(d, logits);
    return {Softplus(d, logits, logistic), {hn::Mul(against, Sigmoid(d, logits, logistic))}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status SoftMarginLoss(const FloatArray& input, const FloatArray& target, Reduction reduction,
                      const LossResults& results) {
  if (const Status status = CheckSameShape(input.shape, target.shape, 1); !status.ok()) return status;
  const FloatArray arrays[] = {input, target};
  return RunElementwise(HWY_NAMESPACE::LossOf(HWY_NAMESPACE::SoftMarginTerms()), arrays, {}, reduction, results);
}

}  // namespace surprisal
