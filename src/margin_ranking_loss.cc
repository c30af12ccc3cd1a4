// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/margin_ranking_loss.h"

#include "src/simd/elementwise-inl.h"
#include "src/simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct MarginRankingTerms {
  static constexpr size_t kArrays = 3;
  static constexpr size_t kGrads = 2;
  static constexpr bool kCheap = true;
  float margin;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input1, V input2, V target) const {
    const V zero = hn::Zero(d);
    const V lacking = NegMultiplyAdd(target, hn::Sub(input1, input2), hn::Set(d, margin));
    // A product, so that a NaN target stays one.
    const V slope = hn::Mul(hn::IfThenElseZero(hn::Ge(lacking, zero), hn::Set(d, 1.0f)), target);
    return {hn::IfThenElse(hn::Lt(lacking, zero), zero, lacking), {hn::Neg(slope), slope}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status MarginRankingLoss(const FloatArray& input1, const FloatArray& input2, const FloatArray& target, float margin,
                         Reduction reduction, const LossResults& results) {
  const FloatArray arrays[] = {input1, input2, target};
  for (size_t i = 1; i < 3; ++i) {
    const size_t rank = arrays[i].shape.rank;
    if (rank != input1.shape.rank) return {StatusCode::kShapeInvalid, i, static_cast<double>(rank)};
  }
  const HWY_NAMESPACE::MarginRankingTerms terms = {.margin = margin};
  return RunElementwise(HWY_NAMESPACE::LossOf(terms), arrays, {}, reduction, results);
}

}  // namespace surprisal
