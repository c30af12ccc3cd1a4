// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/log_cosh_loss.h"

#include "src/simd/activations-inl.h"
#include "src/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct LogCoshTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 2;
  static constexpr bool kCheap = false;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target) const {
    const V one = hn::Set(d, 1.0f);
    const V difference = hn::Sub(input, target);
    const V distance = hn::Abs(difference);
    const V decay = Expm1NonPositive(d, hn::Mul(hn::Set(d, -2.0f), distance));  // exp(-2 |d|) - 1
    const V tanh = Quotient(hn::Neg(decay), hn::Add(hn::Set(d, 2.0f), decay));
    // Near 0 it is -log(1 - tanh^2) / 2: in |d| + log(1 + exp(-2 |d|)) - ln 2, all that counts would cancel.
    const auto near = hn::Lt(distance, one);
    const V log = Log1p(d, hn::IfThenElse(near, hn::Neg(hn::Mul(tanh, tanh)), hn::Add(decay, one)));
    const V far_loss = hn::Add(hn::Sub(distance, hn::Set(d, 0.693147181f)), log);
    const V loss = hn::IfThenElse(near, hn::Mul(hn::Set(d, -0.5f), log), far_loss);
    const V slope = hn::CopySign(tanh, difference);
    return {loss, {slope, hn::Neg(slope)}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status LogCoshLoss(const FloatArray& input, const FloatArray& target, Reduction reduction, const LossResults& results) {
  const FloatArray arrays[] = {input, target};
  return RunElementwise(HWY_NAMESPACE::LossOf(HWY_NAMESPACE::LogCoshTerms()), arrays, {}, reduction, results);
}

}  // namespace surprisal
