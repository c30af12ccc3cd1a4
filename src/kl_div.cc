// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/kl_div.h"

#include <cmath>

#include "src/simd/elementwise-inl.h"
#include "src/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

template <bool kLogTarget>
struct KlDivTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 2;
  static constexpr bool kCheap = false;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target) const {
    const V zero = hn::Zero(d);
    const V probs = kLogTarget ? Exp(d, target) : target;
    const V log_probs = kLogTarget ? target : Log(d, target);
    const V gap = hn::Sub(log_probs, input);
    // Where input is NaN, 0 times it is too.
    const auto impossible = hn::And(hn::Eq(probs, zero), hn::Eq(input, input));
    V slope = hn::Add(gap, hn::Set(d, 1.0f));
    if constexpr (kLogTarget) {
      slope = hn::IfThenZeroElse(impossible, hn::Mul(probs, slope));
    } else {
      slope = hn::IfThenElse(impossible, hn::Set(d, -HUGE_VALF), slope);
    }
    return {hn::IfThenZeroElse(impossible, hn::Mul(probs, gap)), {hn::Neg(probs), slope}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status KlDiv(const FloatArray& input, const FloatArray& target, bool log_target, Reduction reduction,
             const LossResults& results) {
  const FloatArray arrays[] = {input, target};
  const HWY_NAMESPACE::KlDivTerms<true> of_logs;
  const HWY_NAMESPACE::KlDivTerms<false> of_probs;
  return RunElementwise(log_target ? HWY_NAMESPACE::LossOf(of_logs) : HWY_NAMESPACE::LossOf(of_probs), arrays, {},
                        reduction, results);
}

}  // namespace surprisal
