// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/poisson_nll_loss.h"

#include "src/simd/elementwise-inl.h"
#include "src/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// a - b c, with nothing lost but in the rounding of the result: the product of two floats is exact in double.
template <class D, class V>
HWY_INLINE V MinusProduct(D d, const TwoParts<V>& a, V b, V c) {
  const hn::Half<D> half;
  const hn::Rebind<double, decltype(half)> dd;
  const auto difference = [&](auto part) HWY_ATTR {
    const auto sum = hn::Add(hn::PromoteTo(dd, part(a.high)), hn::PromoteTo(dd, part(a.low)));
    const auto product = hn::Mul(hn::PromoteTo(dd, part(b)), hn::PromoteTo(dd, part(c)));
    return NarrowToFloat(half, hn::Sub(sum, product));
  };
  const auto lower = difference([&](V v) HWY_ATTR { return hn::LowerHalf(half, v); });
  const auto upper = difference([&](V v) HWY_ATTR { return hn::UpperHalf(half, v); });
  return hn::Combine(d, upper, lower);
}

// log(target!), approximately, and its slope, where target > 1. Not inlined: few ask for it.
template <class D, class V>
HWY_NOINLINE ElementTerms<V, 1> StirlingTerms(D d, V target) {
  const V log = Log(d, target);
  const V half = hn::Set(d, 0.5f);
  const V half_log_2_pi = hn::Set(d, 0.918938533f);
  const V value = MultiplyAdd(hn::Add(target, half), log, hn::Sub(half_log_2_pi, target));
  const auto counts = hn::Gt(target, hn::Set(d, 1.0f));
  return {hn::IfThenElseZero(counts, value), {hn::IfThenElseZero(counts, hn::Add(log, Quotient(half, target)))}};
}

template <bool kLogInput>
struct PoissonTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 2;
  static constexpr bool kCheap = false;
  bool full;
  float eps;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target) const {
    ElementTerms<V, kGrads> found;
    if constexpr (kLogInput) {
      const TwoParts<V> rate = ExpInParts(d, input);
      found = {MinusProduct(d, rate, target, input), {hn::Sub(rate.high, target), hn::Neg(input)}};
    } else {
      const V rate = hn::Add(input, hn::Set(d, eps));
      const V log = Log(d, rate);
      found = {NegMultiplyAdd(target, log, input), {hn::Sub(hn::Set(d, 1.0f), Quotient(target, rate)), hn::Neg(log)}};
    }
    if (full) {
      const auto stirling = StirlingTerms(d, target);
      found.loss = hn::Add(found.loss, stirling.loss);
      found.grads[1] = hn::Add(found.grads[1], stirling.grads[0]);
    }
    return found;
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status PoissonNllLoss(const FloatArray& input, const FloatArray& target, bool log_input, bool full, float eps,
                      Reduction reduction, const LossResults& results) {
  const FloatArray arrays[] = {input, target};
  const HWY_NAMESPACE::PoissonTerms<true> of_logs = {.full = full, .eps = eps};
  const HWY_NAMESPACE::PoissonTerms<false> of_rates = {.full = full, .eps = eps};
  return RunElementwise(log_input ? HWY_NAMESPACE::LossOf(of_logs) : HWY_NAMESPACE::LossOf(of_rates), arrays, {},
                        reduction, results);
}

}  // namespace surprisal
