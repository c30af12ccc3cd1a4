// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The measures of pairs of vectors, for src/pairs.h: the cosine and the distance.

#ifndef SURPRISAL_SRC_SIMD_PAIRS_INL_H_
#define SURPRISAL_SRC_SIMD_PAIRS_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "src/pairs.h"
#include "src/scalar_math.h"
#include "src/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using PairD = hn::ScalableTag<double>;
// Chunks are filled up with zeros to a multiple of this: two vectors, so that two sums run side by side.
HWY_INLINE size_t PairStep() { return 2 * hn::Lanes(PairD()); }
static_assert(kPairChunk % (2 * hn::MaxLanes(PairD())) == 0, "a full chunk has no remainder");

// The sum of term(i) over the vectors that begin at i.
template <class Term>
HWY_INLINE double SumOfTerms(size_t count, const Term& term) {
  const PairD d;
  auto even = hn::Zero(d);
  auto odd = hn::Zero(d);
  for (size_t i = 0; i < count; i += PairStep()) {
    even = hn::Add(even, term(i));
    odd = hn::Add(odd, term(i + hn::Lanes(d)));
  }
  return SumAcross(d, hn::Add(even, odd));
}

// ------------------------------ Cosine

//   x . y / (|x|' |y|'),  |x|' = max(sqrt(|x|^2 + added), least)
class CosineMeasure final : public PairMeasure {
 public:
  CosineMeasure(double added, double least) : added_(added), least_(least) {}

  size_t Passes(bool) const override { return 1; }

  HWY_NOINLINE void AddUp(size_t, const PairChunk& chunk, PairSums* pair) const override {
    const PairD d;
    const double* const x = chunk.first;
    const double* const y = chunk.second;
    auto xy = hn::Zero(d);
    auto xx = hn::Zero(d);
    auto yy = hn::Zero(d);
    for (size_t i = 0; i < chunk.count; i += hn::Lanes(d)) {
      const auto vx = hn::Load(d, x + i);
      const auto vy = hn::Load(d, y + i);
      xy = hn::Add(xy, hn::Mul(vx, vy));
      xx = hn::Add(xx, hn::Mul(vx, vx));
      yy = hn::Add(yy, hn::Mul(vy, vy));
    }
    pair->sums[0] += SumAcross(d, xy);
    pair->sums[1] += SumAcross(d, xx);
    pair->sums[2] += SumAcross(d, yy);
  }

  void Finish(PairSums* pair) const override {
    pair->measure = pair->sums[0] / (Norm(pair->sums[1]) * Norm(pair->sums[2]));
  }

  // The derivative by x is y / (|x|' |y|') - cos x / |x|'^2, also where the norm is raised to the least one: so
  // PyTorch has it.
  HWY_NOINLINE void AddGrads(const PairChunk& chunk, const PairSums& pair, double slope, double* first_grad,
                             double* second_grad) const override {
    const PairD d;
    const double first_norm = Norm(pair.sums[1]);
    const double second_norm = Norm(pair.sums[2]);
    const auto both = hn::Set(d, slope / (first_norm * second_norm));
    const auto first = hn::Set(d, slope * pair.measure / (first_norm * first_norm));
    const auto second = hn::Set(d, slope * pair.measure / (second_norm * second_norm));
    for (size_t i = 0; i < chunk.count; i += hn::Lanes(d)) {
      const auto x = hn::Load(d, chunk.first + i);
      const auto y = hn::Load(d, chunk.second + i);
      const auto x_grad = hn::Sub(hn::Mul(both, y), hn::Mul(first, x));
      const auto y_grad = hn::Sub(hn::Mul(both, x), hn::Mul(second, y));
      hn::Store(hn::Add(hn::Load(d, first_grad + i), x_grad), d, first_grad + i);
      hn::Store(hn::Add(hn::Load(d, second_grad + i), y_grad), d, second_grad + i);
    }
  }

 private:
  double Norm(double square) const {
    const double norm = std::sqrt(square + added_);
    return norm < least_ ? least_ : norm;
  }

  double added_;
  double least_;
};

// ------------------------------ Distance

//   |d|_p = (sum_i |d_i|^p)^(1/p),  d = x - y + eps;  for p = inf max_i |d_i|, for p = 0 the count of d_i != 0
//
// For p = 0, 1 and 2 sums[0] is the sum. For others it is the largest |d_i|, m, and sums[1] the sum of (|d_i| / m)^p:
// so neither do powers overflow, nor do they all vanish. For p = inf that sum is how many are the largest.
class DistanceMeasure final : public PairMeasure {
 public:
  DistanceMeasure(double p, double eps) : p_(p), eps_(eps) {}

  size_t Passes(bool gradient) const override {
    if (Plain()) return 1;
    return std::isinf(p_) && !gradient ? 1 : 2;
  }

  void AddUp(size_t pass, const PairChunk& chunk, PairSums* pair) const override {
    HWY_ALIGN double differences[kPairChunk];
    Subtract(chunk, differences);
    if (pass == 1) {
      HWY_ALIGN double powers[kPairChunk];
      Powers(differences, chunk.count, pair->sums[0], p_, powers);
      pair->sums[1] += Sum(powers, chunk.count, 1.0);
    } else if (Plain()) {
      pair->sums[0] += Sum(differences, chunk.count, p_);
    } else {
      const double largest = Largest(differences, chunk.count);
      if (!(largest <= pair->sums[0]) && !std::isnan(pair->sums[0])) pair->sums[0] = largest;
    }
  }

  void Finish(PairSums* pair) const override {
    const double sum = pair->sums[0];
    pair->measure = sum;
    if (p_ == 2.0) pair->measure = std::sqrt(sum);
    // A sum of powers is at least 1, but for what is not a number or infinite.
    if (!Plain() && !std::isinf(p_) && sum > 0.0 && !std::isinf(sum)) {
      pair->measure = sum * ScalarPower(pair->sums[1], 1.0 / p_);
    }
  }

  // The derivative by x is sign(d) (|d| / |d|_p)^(p-1), and its negative that by y; 0 where the distance is 0.
  HWY_NOINLINE void AddGrads(const PairChunk& chunk, const PairSums& pair, double slope, double* first_grad,
                             double* second_grad) const override {
    if (p_ == 0.0 || pair.measure == 0.0) return;
    HWY_ALIGN double differences[kPairChunk];
    HWY_ALIGN double powers[kPairChunk];
    Subtract(chunk, differences);
    double scale = slope;
    if (p_ == 2.0) {
      scale = slope / pair.measure;
    } else if (p_ == 1.0) {
      std::fill_n(powers, hwy::RoundUpTo(chunk.count, PairStep()), 1.0);
    } else {
      Powers(differences, chunk.count, pair.sums[0], p_ - 1.0, powers);
      if (std::isinf(p_)) {
        scale = slope / pair.sums[1];
      } else if (!std::isinf(pair.sums[0])) {  // or there is no such sum
        scale = slope * ScalarPower(pair.sums[1], (1.0 - p_) / p_);
      }
    }
    if (p_ != 2.0) CopySigns(differences, chunk.count, powers);
    const double* const terms = p_ == 2.0 ? differences : powers;
    const PairD d;
    const auto factor = hn::Set(d, scale);
    for (size_t i = 0; i < chunk.count; i += hn::Lanes(d)) {
      const auto grad = hn::Mul(hn::Load(d, terms + i), factor);
      hn::Store(hn::Add(hn::Load(d, first_grad + i), grad), d, first_grad + i);
      hn::Store(hn::Sub(hn::Load(d, second_grad + i), grad), d, second_grad + i);
    }
  }

 private:
  bool Plain() const { return p_ == 0.0 || p_ == 1.0 || p_ == 2.0; }

  HWY_NOINLINE void Subtract(const PairChunk& chunk, double* differences) const {
    const PairD d;
    const auto eps = hn::Set(d, eps_);
    const size_t whole = hwy::RoundUpTo(chunk.count, PairStep());
    for (size_t i = 0; i < whole; i += hn::Lanes(d)) {
      const auto difference = hn::Sub(hn::Load(d, chunk.first + i), hn::Load(d, chunk.second + i));
      hn::Store(hn::Add(difference, eps), d, differences + i);
    }
    // Beyond the vectors' end eps is no difference.
    std::fill(differences + chunk.count, differences + whole, 0.0);
  }

  static HWY_NOINLINE double Sum(const double* differences, size_t count, double p) {
    const PairD d;
    const auto load = [&](size_t i) HWY_ATTR { return hn::Load(d, differences + i); };
    if (p == 2.0) {
      return SumOfTerms(count, [&](size_t i) HWY_ATTR { return hn::Mul(load(i), load(i)); });
    }
    if (p == 1.0) {
      return SumOfTerms(count, [&](size_t i) HWY_ATTR { return hn::Abs(load(i)); });
    }
    return SumOfTerms(count, [&](size_t i) HWY_ATTR {
      const auto one = hn::IfThenElse(hn::IsNaN(load(i)), load(i), hn::Set(d, 1.0));
      return hn::IfThenZeroElse(hn::Eq(load(i), hn::Zero(d)), one);
    });
  }

  // The largest magnitude, and NaN if there is one.
  static HWY_NOINLINE double Largest(const double* differences, size_t count) {
    const PairD d;
    auto largest = hn::Zero(d);
    auto nans = hn::Zero(d);
    for (size_t i = 0; i < count; i += hn::Lanes(d)) {
      const auto difference = hn::Load(d, differences + i);
      const auto magnitude = hn::Abs(difference);
      largest = hn::IfThenElse(hn::Gt(magnitude, largest), magnitude, largest);
      nans = hn::Add(nans, hn::IfThenElseZero(hn::IsNaN(difference), difference));
    }
    return LargestAcross(d, largest) + SumAcross(d, nans);
  }

  // (|d_i| / m)^power, and 0 for d_i = 0, or for one that beside m is too small for a float; an infinite power leaves 1
  // of the largest, 0 of the others.
  static HWY_NOINLINE void Powers(const double* differences, size_t count, double largest, double power,
                                  double* powers) {
    const PairD d;
    const hn::Repartition<float, PairD> df;
    const hn::Half<decltype(df)> half;
    const auto m = hn::Set(d, largest);
    const auto exponent = hn::Set(df, static_cast<float>(power));
    if (std::isinf(power)) {
      for (size_t i = 0; i < count; i += hn::Lanes(d)) {
        const auto is_largest = hn::Eq(hn::Abs(hn::Load(d, differences + i)), m);
        hn::Store(hn::IfThenElseZero(is_largest, hn::Set(d, 1.0)), d, powers + i);
      }
      std::fill(powers + count, powers + hwy::RoundUpTo(count, PairStep()), 0.0);
      return;
    }
    const auto ratios = [&](size_t i) HWY_ATTR {
      return NarrowToFloat(half, Quotient(hn::Abs(hn::Load(d, differences + i)), m));
    };
    for (size_t i = 0; i < count; i += PairStep()) {
      const auto ratio = hn::Combine(df, ratios(i + hn::Lanes(d)), ratios(i));
      auto found = Exp(df, hn::Mul(exponent, Log(df, ratio)));
      found = hn::IfThenZeroElse(hn::Eq(ratio, hn::Zero(df)), found);
      hn::Store(hn::PromoteTo(d, hn::LowerHalf(half, found)), d, powers + i);
      hn::Store(hn::PromoteTo(d, hn::UpperHalf(half, found)), d, powers + i + hn::Lanes(d));
    }
  }

  // Gives powers[i] the sign of d_i, and makes it 0 where that is 0.
  static HWY_NOINLINE void CopySigns(const double* differences, size_t count, double* powers) {
    const PairD d;
    for (size_t i = 0; i < count; i += hn::Lanes(d)) {
      const auto difference = hn::Load(d, differences + i);
      const auto with_sign = hn::CopySign(hn::Load(d, powers + i), difference);
      hn::Store(hn::IfThenZeroElse(hn::Eq(difference, hn::Zero(d)), with_sign), d, powers + i);
    }
  }

  double p_;
  double eps_;
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_PAIRS_INL_H_
