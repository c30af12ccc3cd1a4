// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/activations.h"

#include <limits>

#include "src/simd/activations-inl.h"
#include "src/simd/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct SigmoidTerms {
  static constexpr size_t kArrays = 1;
  static constexpr size_t kGrads = 1;
  static constexpr bool kCheap = false;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V logits) const {
    const auto logistic = LogisticOf(d, logits);
    const V larger = Quotient(hn::Set(d, 1.0f), logistic.sum);
    return {Sigmoid(d, logits, logistic), {hn::Mul(hn::Mul(logistic.power, larger), larger)}};
  }
};

struct SoftplusTerms {
  static constexpr size_t kArrays = 1;
  static constexpr size_t kGrads = 1;
  static constexpr bool kCheap = false;
  float beta;
  float threshold;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input) const {
    const V scale = hn::Set(d, beta);
    const V logits = hn::Mul(scale, input);
    const auto logistic = LogisticOf(d, logits);
    const auto linear = hn::Gt(logits, hn::Set(d, threshold));
    return {hn::IfThenElse(linear, input, Quotient(Softplus(d, logits, logistic), scale)),
            {hn::IfThenElse(linear, hn::Set(d, 1.0f), Sigmoid(d, logits, logistic))}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

namespace {

template <class Terms>
Status Map(const Terms& terms, const FloatArray& input, const LossResults& results) {
  return RunElementwise(HWY_NAMESPACE::LossOf(terms), &input, {}, Reduction::kNone, results);
}

}  // namespace

Status Sigmoid(const FloatArray& input, const LossResults& results) {
  return Map(HWY_NAMESPACE::SigmoidTerms(), input, results);
}

Status LogSigmoid(const FloatArray& input, const LossResults& results) {
  return Map(HWY_NAMESPACE::SoftplusTerms{.beta = -1.0f, .threshold = std::numeric_limits<float>::infinity()}, input,
             results);
}

Status Softplus(const FloatArray& input, float beta, float threshold, const LossResults& results) {
  return Map(HWY_NAMESPACE::SoftplusTerms{.beta = beta, .threshold = threshold}, input, results);
}

}  // namespace surprisal
