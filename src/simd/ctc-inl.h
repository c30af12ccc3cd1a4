// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The recursions of CTC over time, along the states of a target: state 2i + 1 is label i, state 2i the blank before it.
// Labels and blanks lie apart, so that a vector holds neighbours of one kind:
//
//   forward   blank_i <- (blank_i + label_{i-1}) e_blank
//             label_i <- (label_i + blank_i + [label i differs from i - 1] label_{i-1}) e_i
//   backward  blank_i <- blank_i e_blank + label_i e_i
//             label_i <- label_i e_i + blank_{i+1} e_blank + [label i + 1 differs from i] label_{i+1} e_{i+1}
//
// Before the first step only blank 0 is possible, after the last only the last blank: there a step from either gives
// what the textbooks start with.

#ifndef SURPRISAL_SRC_SIMD_CTC_INL_H_
#define SURPRISAL_SRC_SIMD_CTC_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "src/simd/math-inl.h"
#include "src/simd/scaled-inl.h"
#include "src/simd/slices-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

using CtcD = hn::ScalableTag<double>;
using CtcV = hn::Vec<CtcD>;

// A sample, and scratch for what is known of a time step.
struct CtcSample {
  const int32_t* targets;
  size_t labels;
  int32_t blank;
  // States of a kind: labels + 1, rounded up to whole vectors. Those that are none are impossible at all times.
  size_t width;
  double* skip_powers;         // [width + 1] 0 where label i may follow label i - 1 at once, -inf elsewhere
  float* log_probs;            // [width + lanes] of the blank, the labels, and -inf
  double* emission_fractions;  // [width + lanes] their exponentials
  double* emission_powers;
  double* occupancies;  // [width] of the labels
};

inline size_t CtcWidth(size_t labels) { return labels / hn::Lanes(CtcD()) * hn::Lanes(CtcD()) + hn::Lanes(CtcD()); }

// The numbers of all states: four arrays, each between two impossible states.
class CtcRow {
 public:
  static constexpr size_t Doubles(size_t width) { return 4 * (width + 2); }

  CtcRow(double* memory, size_t width)
      : label_{memory, memory + (width + 2)},
        blank_{memory + 2 * (width + 2), memory + 3 * (width + 2)},
        width_(width) {}

  HWY_INLINE Scaled<CtcV> Label(size_t i) const { return Load(label_, i + 1); }
  HWY_INLINE Scaled<CtcV> Blank(size_t i) const { return Load(blank_, i + 1); }
  HWY_INLINE Scaled<CtcV> LabelBefore(size_t i) const { return Load(label_, i); }
  HWY_INLINE void StoreLabel(size_t i, const Scaled<CtcV>& label) const { Store(label_, i + 1, label); }
  HWY_INLINE void StoreBlank(size_t i, const Scaled<CtcV>& blank) const { Store(blank_, i + 1, blank); }

  // To be called when all states are stored.
  void Close() const {
    for (const Arrays& kind : {label_, blank_}) {
      kind.fractions[0] = kind.fractions[width_ + 1] = 0.0;
      kind.powers[0] = kind.powers[width_ + 1] = -HUGE_VAL;
    }
  }
  // One blank certain, everything else impossible.
  void SetBlank(size_t i) const {
    for (const Arrays& kind : {label_, blank_}) {
      std::fill_n(kind.fractions, width_ + 2, 0.0);
      std::fill_n(kind.powers, width_ + 2, -HUGE_VAL);
    }
    blank_.fractions[i + 1] = 1.0;
    blank_.powers[i + 1] = 0.0;
  }
  // Of the two states in which a target of so many labels may end.
  Scaled<double> Ending(size_t labels) const {
    // One of each: a vector from the last label on would reach beyond the arrays.
    const auto state = [labels](const Arrays& from, size_t at) HWY_ATTR {
      return Scaled<CtcV>{hn::Set(CtcD(), from.fractions[labels + at]), hn::Set(CtcD(), from.powers[labels + at])};
    };
    const Scaled<CtcV> sum = Sum(CtcD(), state(blank_, 1), state(label_, 0));
    return {hn::GetLane(sum.fraction), hn::GetLane(sum.power)};
  }

 private:
  struct Arrays {
    double* fractions;
    double* powers;
  };

  static HWY_INLINE Scaled<CtcV> Load(const Arrays& from, size_t at) {
    return {hn::LoadU(CtcD(), from.fractions + at), hn::LoadU(CtcD(), from.powers + at)};
  }
  static HWY_INLINE void Store(const Arrays& to, size_t at, const Scaled<CtcV>& states) {
    hn::StoreU(states.fraction, CtcD(), to.fractions + at);
    hn::StoreU(states.power, CtcD(), to.powers + at);
  }

  Arrays label_;
  Arrays blank_;
  size_t width_;
};

inline void SetSkips(const CtcSample& sample) {
  std::fill_n(sample.skip_powers, sample.width + 1, -HUGE_VAL);
  for (size_t i = 1; i < sample.labels; ++i) {
    if (sample.targets[i] != sample.targets[i - 1]) sample.skip_powers[i] = 0.0;
  }
}

// The probabilities of a time step. False if one of them is NaN or +inf.
inline HWY_NOINLINE bool SetEmissions(const CtcSample& sample, const float* log_probs) {
  const CtcD d;
  const hn::Rebind<float, CtcD> df;
  const size_t count = sample.width + hn::Lanes(d);
  std::fill_n(sample.log_probs, count, -HUGE_VALF);
  sample.log_probs[0] = log_probs[sample.blank];
  bool good = log_probs[sample.blank] < HUGE_VALF;
  for (size_t i = 0; i < sample.labels; ++i) {
    const float log_prob = log_probs[sample.targets[i]];
    sample.log_probs[i + 1] = log_prob;
    good &= log_prob < HUGE_VALF;
  }
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto emission = ScaledExp(d, hn::PromoteTo(d, hn::LoadU(df, sample.log_probs + i)));
    hn::StoreU(emission.fraction, d, sample.emission_fractions + i);
    hn::StoreU(emission.power, d, sample.emission_powers + i);
  }
  return good;
}

// Of the blank, in all lanes.
HWY_INLINE Scaled<CtcV> BlankEmission(const CtcSample& sample) {
  return {hn::Set(CtcD(), sample.emission_fractions[0]), hn::Set(CtcD(), sample.emission_powers[0])};
}

HWY_INLINE Scaled<CtcV> LabelEmissions(const CtcSample& sample, size_t i) {
  return {hn::LoadU(CtcD(), sample.emission_fractions + i + 1), hn::LoadU(CtcD(), sample.emission_powers + i + 1)};
}

// What is left of the label before i, or in `at` of the label itself, where the step over the blank is allowed.
HWY_INLINE Scaled<CtcV> Skip(const CtcSample& sample, size_t i, const Scaled<CtcV>& label) {
  const CtcD d;
  const CtcV powers = hn::LoadU(d, sample.skip_powers + i);
  return {hn::IfThenElseZero(hn::Eq(powers, hn::Zero(d)), label.fraction), hn::Add(label.power, powers)};
}

// From one time step to the next, whose emissions are set.
inline HWY_NOINLINE void StepForward(const CtcSample& sample, const CtcRow& from, const CtcRow& to) {
  const CtcD d;
  const Scaled<CtcV> emitted_blank = BlankEmission(sample);
  for (size_t i = 0; i < sample.width; i += hn::Lanes(d)) {
    const Scaled<CtcV> before = from.LabelBefore(i);
    const Scaled<CtcV> blank = from.Blank(i);
    to.StoreBlank(i, Product(d, Sum(d, blank, before), emitted_blank));
    const Scaled<CtcV> reached = Sum(d, from.Label(i), blank, Skip(sample, i, before));
    to.StoreLabel(i, Product(d, reached, LabelEmissions(sample, i)));
  }
  to.Close();
}

// From what may follow a time step, times its emissions, to the step before: `from` and `to` hold such products, and
// the emissions set are those of the earlier step. The occupancies of the labels at that step go to the sample's
// scratch; the blank's is returned. `forward` are the probabilities of getting there, `total` is that of the target.
inline HWY_NOINLINE double StepBackward(const CtcSample& sample, const CtcRow& forward, const Scaled<double>& total,
                                        const CtcRow& from, const CtcRow& to) {
  const CtcD d;
  const Scaled<CtcV> emitted_blank = BlankEmission(sample);
  const CtcV inverse = hn::Set(d, 1.0 / total.fraction);
  const CtcV power = hn::Set(d, total.power);
  // An occupancy is 1 at most, so that its power is 1 at most; below -1 it is nothing.
  const auto occupancy = [&](const Scaled<CtcV>& a, const Scaled<CtcV>& b) HWY_ATTR {
    const CtcV fraction = hn::Mul(hn::Mul(a.fraction, inverse), b.fraction);
    const CtcV excess = hn::Sub(hn::Add(a.power, b.power), power);
    const CtcV one = hn::Set(d, 1.0);
    const CtcV raised = hn::IfThenElseZero(hn::Eq(excess, one), hn::Mul(fraction, hn::Set(d, kRadix)));
    return hn::Add(FractionAt(d, {fraction, excess}, hn::Zero(d)), raised);
  };
  CtcV blanks = hn::Zero(d);
  for (size_t i = 0; i < sample.width; i += hn::Lanes(d)) {
    const Scaled<CtcV> label = from.Label(i);
    const Scaled<CtcV> blank = Sum(d, from.Blank(i), label);
    blanks = hn::Add(blanks, occupancy(forward.Blank(i), blank));
    to.StoreBlank(i, Product(d, blank, emitted_blank));
    const Scaled<CtcV> followed = Sum(d, label, from.Blank(i + 1), Skip(sample, i + 1, from.Label(i + 1)));
    hn::StoreU(occupancy(forward.Label(i), followed), d, sample.occupancies + i);
    to.StoreLabel(i, Product(d, followed, LabelEmissions(sample, i)));
  }
  to.Close();
  return SumAcross(d, blanks);
}

// grads[j] = scale exp(log_probs[j]).
inline HWY_NOINLINE void ScaledProbs(size_t classes, const float* log_probs, float scale, float* grads) {
  const hn::ScalableTag<float> d;
  const size_t N = hn::Lanes(d);
  size_t j = 0;
  // Whole vectors
  for (; j + N <= classes; j += N) {
    hn::StoreU(hn::Mul(Exp(d, hn::LoadU(d, log_probs + j)), hn::Set(d, scale)), d, grads + j);
  }
  // Remainder
  if (j == classes) return;
  const auto last = hn::Mul(Exp(d, LoadPartial(d, log_probs + j, classes - j)), hn::Set(d, scale));
  StorePartial(d, last, grads + j, classes - j);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_CTC_INL_H_
