// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/quantile_loss.h"

#include "src/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct QuantileTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 2;
  static constexpr bool kCheap = true;
  float quantile;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target) const {
    const V zero = hn::Zero(d);
    const V error = hn::Sub(target, input);
    const V below = hn::Set(d, quantile - 1.0f);  // the slope for errors below 0
    const auto is_above = hn::Gt(error, zero);
    const V loss = hn::Mul(hn::IfThenElse(is_above, hn::Set(d, quantile), below), error);
    const V slope = hn::IfThenElse(is_above, hn::Set(d, quantile),
                                   hn::IfThenElse(hn::Lt(error, zero), below, hn::Set(d, quantile - 0.5f)));
    return {loss, {hn::Neg(slope), slope}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status QuantileLoss(const FloatArray& input, const FloatArray& target, float quantile, Reduction reduction,
                    const LossResults& results) {
  if (!(quantile >= 0.0f && quantile <= 1.0f)) {
    return {StatusCode::kOptionInvalid, 2, static_cast<double>(quantile)};
  }
  const FloatArray arrays[] = {input, target};
  const HWY_NAMESPACE::QuantileTerms terms = {.quantile = quantile};
  return RunElementwise(HWY_NAMESPACE::LossOf(terms), arrays, {}, reduction, results);
}

}  // namespace surprisal
