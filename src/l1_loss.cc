// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/l1_loss.h"

#include "src/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct L1Terms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 2;
  static constexpr bool kCheap = true;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target) const {
    const V zero = hn::Zero(d);
    const V difference = hn::Sub(input, target);
    const V above = hn::IfThenElseZero(hn::Gt(difference, zero), hn::Set(d, 1.0f));
    const V below = hn::IfThenElseZero(hn::Lt(difference, zero), hn::Set(d, 1.0f));
    return {hn::Abs(difference), {hn::Sub(above, below), hn::Sub(below, above)}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status L1Loss(const FloatArray& input, const FloatArray& target, Reduction reduction, const LossResults& results) {
  const FloatArray arrays[] = {input, target};
  return RunElementwise(HWY_NAMESPACE::LossOf(HWY_NAMESPACE::L1Terms()), arrays, {}, reduction, results);
}

}  // namespace surprisal
