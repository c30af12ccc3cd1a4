// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/mse_loss.h"

#include "src/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct MseTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 2;
  static constexpr bool kCheap = true;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D, V input, V target) const {
    const V difference = hn::Sub(input, target);
    const V slope = hn::Add(difference, difference);
    return {hn::Mul(difference, difference), {slope, hn::Neg(slope)}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status MseLoss(const FloatArray& input, const FloatArray& target, Reduction reduction, const LossResults& results) {
  const FloatArray arrays[] = {input, target};
  return RunElementwise(HWY_NAMESPACE::LossOf(HWY_NAMESPACE::MseTerms()), arrays, {}, reduction, results);
}

}  // namespace surprisal
