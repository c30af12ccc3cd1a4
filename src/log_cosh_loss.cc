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
    const V difference = hn::Sub(input, target);
    const V distance = hn::Abs(difference);
    // h = tanh(|d| / 2) = n / m
    const V n = OneMinusExpOfNegative(d, distance);
    const V m = hn::Sub(hn::Set(d, 2.0f), n);
    const V n2 = hn::Mul(n, n);
    const V m2 = hn::Mul(m, m);
    const V product = hn::Mul(n, m);
    const V tanh = Quotient(hn::Add(product, product), hn::Add(m2, n2));
    // log cosh d = 2 artanh(h^2), to the last digit where d is small. Where it is not, it is |d| - ln 2 + log(1 + z), z
    // = exp(-2 |d|); which is another artanh, and the squares are as small.
    const auto near = hn::Lt(distance, hn::Set(d, 1.3f));
    const V decay = hn::Sub(hn::Set(d, 1.0f), n);
    const V z = hn::Mul(decay, decay);
    const V s = Quotient(hn::IfThenElse(near, n2, z), hn::IfThenElse(near, m2, hn::Add(z, hn::Set(d, 2.0f))));
    const V linear = hn::IfThenZeroElse(near, hn::Sub(distance, hn::Set(d, 0.693147181f)));
    const V loss = MultiplyAdd(s, hn::Add(hn::Set(d, 2.0f), ArtanhTail(d, hn::Mul(s, s))), linear);
    const V slope = TimesSign(d, difference, tanh);
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
