// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/hinge_embedding_loss.h"

#include "src/simd/elementwise-inl.h"
#include "src/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct HingeEmbeddingTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 1;
  static constexpr bool kCheap = true;
  float margin;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target) const {
    const V zero = hn::Zero(d);
    const V one = hn::Set(d, 1.0f);
    const V least = hn::Set(d, margin);
    const V lacking = hn::Sub(least, input);
    const auto alike = hn::Eq(target, one);
    const auto unlike = hn::Eq(target, hn::Set(d, -1.0f));
    const V hinge = hn::IfThenElse(hn::Lt(lacking, zero), zero, lacking);
    const V hinge_slope = hn::IfThenElseZero(hn::Ge(lacking, zero), hn::Set(d, -1.0f));
    // For other targets max(0, margin - x) + x: the larger of x and the margin, of which nothing is lost beside x. Of
    // -inf it is the NaN that inf - inf is.
    const V below = Smaller(zero, input);
    const V both = Larger(input, hn::Add(least, hn::Sub(below, below)));
    return {hn::IfThenElse(alike, input, hn::IfThenElse(unlike, hinge, both)),
            {hn::Add(hn::IfThenZeroElse(alike, hinge_slope), hn::IfThenZeroElse(unlike, one))}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status HingeEmbeddingLoss(const FloatArray& input, const FloatArray& target, float margin, Reduction reduction,
                          const LossResults& results) {
  const FloatArray arrays[] = {input, target};
  const HWY_NAMESPACE::HingeEmbeddingTerms terms = {.margin = margin};
  return RunElementwise(HWY_NAMESPACE::LossOf(terms), arrays, {}, reduction, results);
}

}  // namespace surprisal
