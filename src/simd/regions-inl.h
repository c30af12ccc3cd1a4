// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Kernels of the losses of regions, for src/regions.cc: each serves a run of neighbouring numbers.

#ifndef SURPRISAL_SRC_SIMD_REGIONS_INL_H_
#define SURPRISAL_SRC_SIMD_REGIONS_INL_H_

#include <hwy/highway.h>

#include <cstddef>

#include "src/simd/activations-inl.h"
#include "src/simd/slices-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A run of probabilities p. `complements`, if they are not null, are 1 - p, more accurately than that where p is
// near 1.
struct ProbsRun {
  size_t count = 0;
  const float* probs = nullptr;
  const float* complements = nullptr;
};

// Calls body(slice) for each vector of a run.
template <class Body>
HWY_INLINE void ForEachVector(size_t count, const Body& body) {
  const size_t lanes = hn::Lanes(hn::ScalableTag<float>());
  const size_t whole = count - count % lanes;
  for (size_t i = 0; i < whole; i += lanes) body(Slice<false>{i, lanes});
  if (whole < count) body(Slice<true>{whole, count - whole});
}

// p = sigmoid(logit) and 1 - p = sigmoid(-logit).
inline HWY_NOINLINE void SigmoidBoth(const float* logits, size_t count, float* probs, float* complements) {
  const hn::ScalableTag<float> d;
  ForEachVector(count, [&](auto slice) HWY_ATTR {
    const auto logit = slice.Load(d, logits);
    const auto logistic = LogisticOf(d, logit);
    const auto larger = Quotient(hn::Set(d, 1.0f), logistic.sum);
    const auto both = ChooseBySign(d, logit, larger, hn::Mul(logistic.power, larger));
    slice.Store(d, both.in_favour, probs);
    slice.Store(d, both.against, complements);
  });
}

// Adds sum p t, sum p (1 - t) and sum (1 - p) t to three totals: what is in both, what the prediction has too much, and
// what it lacks. Sums of p and t less the first would be differences of large numbers where the two agree.
inline HWY_NOINLINE void AddOverlaps(const ProbsRun& run, const float* targets, double* totals) {
  const hn::ScalableTag<float> df;
  const hn::Half<decltype(df)> half;
  const hn::Rebind<double, decltype(half)> d;
  const auto one = hn::Set(d, 1.0);
  auto both = hn::Zero(d);
  auto extra = hn::Zero(d);
  auto missing = hn::Zero(d);
  const auto add = [&](auto p, auto q, auto t) HWY_ATTR {
    const auto product = hn::Mul(p, t);
    both = hn::Add(both, product);
    extra = hn::Add(extra, hn::Sub(p, product));
    missing = hn::Add(missing, hn::Mul(q, t));
  };
  ForEachVector(run.count, [&](auto slice) HWY_ATTR {
    const auto probs = slice.Load(df, run.probs);
    const auto target = slice.Load(df, targets);
    const auto lower = hn::PromoteTo(d, hn::LowerHalf(half, probs));
    const auto upper = hn::PromoteTo(d, hn::UpperHalf(half, probs));
    const auto lower_target = hn::PromoteTo(d, hn::LowerHalf(half, target));
    const auto upper_target = hn::PromoteTo(d, hn::UpperHalf(half, target));
    if (run.complements == nullptr) {
      add(lower, hn::Sub(one, lower), lower_target);
      add(upper, hn::Sub(one, upper), upper_target);
    } else {
      const auto complements = slice.Load(df, run.complements);
      add(lower, hn::PromoteTo(d, hn::LowerHalf(half, complements)), lower_target);
      add(upper, hn::PromoteTo(d, hn::UpperHalf(half, complements)), upper_target);
    }
  });
  totals[0] += SumAcross(d, both);
  totals[1] += SumAcross(d, extra);
  totals[2] += SumAcross(d, missing);
}

// mixed = outside (1 - p) - inside p, times `slopes`' p (1 - p) if that is not null.
inline HWY_NOINLINE void Mix(const ProbsRun& run, double outside, double inside, const ProbsRun* slopes, float* mixed) {
  const hn::ScalableTag<float> d;
  const auto of_complement = hn::Set(d, static_cast<float>(outside));
  const auto of_prob = hn::Set(d, static_cast<float>(inside));
  ForEachVector(run.count, [&](auto slice) HWY_ATTR {
    const auto p = slice.Load(d, run.probs);
    const auto q = run.complements == nullptr ? hn::Sub(hn::Set(d, 1.0f), p) : slice.Load(d, run.complements);
    auto mix = NegMultiplyAdd(of_prob, p, hn::Mul(of_complement, q));
    if (slopes != nullptr) {
      const auto slope = hn::Mul(slice.Load(d, slopes->probs), slice.Load(d, slopes->complements));
      mix = hn::Mul(mix, slope);
    }
    slice.Store(d, mix, mixed);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_REGIONS_INL_H_
