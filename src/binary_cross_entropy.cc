// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/binary_cross_entropy.h"

#include "src/broadcast.h"
#include "src/checks.h"
#include "src/simd/activations-inl.h"
#include "src/simd/elementwise-inl.h"
#include "src/simd/lanes-inl.h"
#include "src/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct BceTerms {
  static constexpr size_t kArrays = 2;
  static constexpr size_t kGrads = 2;
  static constexpr bool kCheap = false;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V probs, V target) const {
    const V one = hn::Set(d, 1.0f);
    const V least = hn::Set(d, -100.0f);
    const V other = hn::Sub(one, probs);
    const V log_probs = Log(d, probs);
    const V log_others = Log1p(d, hn::Neg(probs));
    const V loss =
        MultiplyAdd(target, Larger(log_probs, least), hn::Mul(hn::Sub(one, target), Larger(log_others, least)));
    const V spread = Larger(hn::Mul(probs, other), hn::Set(d, 1e-12f));
    return {hn::Neg(loss), {Quotient(hn::Sub(probs, target), spread), hn::Sub(log_others, log_probs)}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

Status BinaryCrossEntropy(const FloatArray& input, const FloatArray& target, const FloatArray& weight,
                          Reduction reduction, const LossResults& results) {
  if (const Status status = CheckSameShape(input.shape, target.shape, 1); !status.ok()) return status;
  if (const Status status = CheckProbabilities(input.data, input.shape.Size()); !status.ok()) return status;
  const FloatArray arrays[] = {input, target};
  return RunElementwise(HWY_NAMESPACE::LossOf(HWY_NAMESPACE::BceTerms()), arrays, weight, reduction, results);
}

}  // namespace surprisal
