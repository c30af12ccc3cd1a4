// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Cosines and distances of vectors of every length and alignment, against their definitions in double.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "src/cosine_similarity.h"
#include "src/pairs.h"
#include "src/pairwise_distance.h"
#include "tests/core/arrays.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

struct PairReference {
  double measure = 0.0;
  std::vector<double> first_grad;
  std::vector<double> second_grad;
};

PairReference ReferenceDistance(std::span<const float> x, std::span<const float> y, double p, double eps) {
  PairReference reference;
  std::vector<double> d(x.size());
  double largest = 0.0;
  double ties = 0.0;
  double sum = 0.0;
  for (size_t i = 0; i < x.size(); ++i) {
    d[i] = static_cast<double>(x[i]) - static_cast<double>(y[i]) + eps;
    largest = std::max(largest, std::fabs(d[i]));
    sum += std::isinf(p) ? 0.0 : std::pow(std::fabs(d[i]), p);
  }
  for (const double v : d) ties += std::fabs(v) == largest;
  reference.measure = std::isinf(p) ? largest : std::pow(sum, 1.0 / p);
  for (const double v : d) {
    double slope = std::isinf(p) ? (std::fabs(v) == largest ? 1.0 / ties : 0.0)
                                 : std::pow(std::fabs(v) / reference.measure, p - 1.0);
    slope = v == 0.0 || reference.measure == 0.0 ? 0.0 : std::copysign(slope, v);
    reference.first_grad.push_back(slope);
    reference.second_grad.push_back(-slope);
  }
  return reference;
}

PairReference ReferenceCosine(std::span<const float> x, std::span<const float> y, double eps) {
  double xy = 0.0;
  double xx = 0.0;
  double yy = 0.0;
  const auto at = [](std::span<const float> v, size_t i) { return static_cast<double>(v[i]); };
  for (size_t i = 0; i < x.size(); ++i) {
    xy += at(x, i) * at(y, i);
    xx += at(x, i) * at(x, i);
    yy += at(y, i) * at(y, i);
  }
  const double x_norm = std::max(std::sqrt(xx), eps);
  const double y_norm = std::max(std::sqrt(yy), eps);
  PairReference reference;
  reference.measure = xy / (x_norm * y_norm);
  for (size_t i = 0; i < x.size(); ++i) {
    reference.first_grad.push_back(at(y, i) / (x_norm * y_norm) - reference.measure * at(x, i) / (x_norm * x_norm));
    reference.second_grad.push_back(at(x, i) / (x_norm * y_norm) - reference.measure * at(y, i) / (y_norm * y_norm));
  }
  return reference;
}

// Every remainder, a full chunk and those around it, several chunks.
std::vector<size_t> Lengths() {
  std::vector<size_t> lengths = {kPairChunk - 1, kPairChunk, kPairChunk + 1, 3 * kPairChunk + 7};
  for (size_t n = 0; n <= 34; ++n) lengths.push_back(n);
  return lengths;
}

template <class Call>
void CheckLengths(const Call& call, const Bound& value_bound, const Bound& grad_bound, auto reference_of) {
  Numbers numbers(5);
  for (const size_t length : Lengths()) {
    for (const size_t offset : {size_t{0}, size_t{1}, size_t{3}}) {
      SCOPED_TRACE(::testing::Message() << "length " << length << ", offset " << offset);
      const std::vector<float> first = numbers.Floats(2 * length, -2.0f, 2.0f);
      const std::vector<float> second = numbers.Floats(2 * length, -2.0f, 2.0f);
      const Input<float> x1(std::span<const float>(first), offset);
      const Input<float> x2(std::span<const float>(second), (offset + 1) % 4);
      Output<float> losses(2, offset);
      Output<float> grad1(2 * length, offset);
      Output<float> grad2(2 * length, 0);
      LossResults results;
      results.losses = losses;
      results.grads[0] = grad1;
      results.grads[1] = grad2;
      ASSERT_TRUE(call(FloatArray{x1, {2, length}}, FloatArray{x2, {2, length}}, results).ok());
      for (size_t row = 0; row < 2; ++row) {
        const auto of_row = [&](std::span<const float> all) { return all.subspan(row * length, length); };
        const PairReference reference = reference_of(of_row(first), of_row(second));
        EXPECT_TRUE(Near(static_cast<double>(losses.values()[row]), reference.measure, value_bound));
        EXPECT_TRUE(Near(of_row(grad1.values()), reference.first_grad, grad_bound));
        EXPECT_TRUE(Near(of_row(grad2.values()), reference.second_grad, grad_bound));
      }
    }
  }
}

TEST(PairsSweepTest, DistancesOfEveryLength) {
  for (const float p : {1.0f, 2.0f, kInf}) {
    SCOPED_TRACE(p);
    CheckLengths([&](const FloatArray& x1, const FloatArray& x2,
                     const LossResults& results) { return PairwiseDistance(x1, x2, p, 0.125f, results); },
                 kPairBound, kPairGradBound,
                 [&](std::span<const float> x, std::span<const float> y) {
                   return ReferenceDistance(x, y, static_cast<double>(p), 0.125);
                 });
  }
}

TEST(PairsSweepTest, DistancesOfOtherPowersOfEveryLength) {
  for (const float p : {0.5f, 0.75f, 1.25f, 1.5f, 2.5f, 3.0f, 4.0f, 7.5f, 16.0f}) {
    SCOPED_TRACE(p);
    CheckLengths([&](const FloatArray& x1, const FloatArray& x2,
                     const LossResults& results) { return PairwiseDistance(x1, x2, p, 0.0f, results); },
                 kPairBound, kPairGradBound,
                 [&](std::span<const float> x, std::span<const float> y) {
                   return ReferenceDistance(x, y, static_cast<double>(p), 0.0);
                 });
  }
}

TEST(PairsSweepTest, CosinesOfEveryLength) {
  CheckLengths([](const FloatArray& x1, const FloatArray& x2,
                  const LossResults& results) { return CosineSimilarity(x1, x2, 1, 1e-8f, results); },
               kPairBound, kPairGradBound,
               [](std::span<const float> x, std::span<const float> y) { return ReferenceCosine(x, y, 1e-8); });
}

}  // namespace
}  // namespace surprisal
