// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Gradients of the measures of distributions: every length and alignment, identities, zeros, and what is reported for
// bad input. Golden values are in golden_test.cc.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "src/information.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"
#include "tests/core/measures.h"
#include "tests/core/reference.h"

namespace surprisal {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kLn2 = 0.6931471805599453;

struct Grads {
  std::vector<float> p;
  std::vector<float> q;
};

Grads GradsOf(const Measure& m, const std::vector<float>& p, const std::vector<float>& q = {},
              const InformationOptions& options = {}) {
  Grads grads = {std::vector<float>(p.size()), std::vector<float>(q.size())};
  const InformationResults results = {.grad_probs = grads.p.data(), .grad_other_probs = grads.q.data()};
  EXPECT_TRUE(m.Run(1, p.size(), p.data(), q.data(), options, results).ok());
  return grads;
}

constexpr Measure kEntropy = kMeasures[0], kPerplexity = kMeasures[1], kCross = kMeasures[2], kKl = kMeasures[3],
                  kJs = kMeasures[4];

// A distribution with zeros, and one without, so that the measures of both are finite.
struct Pair {
  std::vector<float> p;
  std::vector<float> q;
};

Pair DrawPair(size_t rows, size_t outcomes, bool zeros) {
  Numbers numbers(static_cast<uint32_t>(rows * 1000 + outcomes));
  const auto even = [&](std::vector<float> probs) {
    for (float& value : probs) value = value * 0.5f + 0.5f / static_cast<float>(outcomes);
    return probs;
  };
  Pair pair = {numbers.Distributions(rows, outcomes), even(numbers.Distributions(rows, outcomes))};
  if (!zeros) pair.p = even(pair.p);
  return pair;
}

// ------------------------------ Every length and alignment

struct Want {
  Doubles grad;
  double scale = 0.0;  // of the bound
};

// By definition, from the derivative of one outcome by `own`: (slope_j - mean slope) * factor / sum.
void AddRow(double (*derivative)(double, double), const Doubles& p, const Doubles& q, const Doubles& own, double sum,
            bool normalize, double factor, Want* want) {
  Doubles slopes(p.size());
  double mean = 0.0, largest = 1.0;
  for (size_t j = 0; j < p.size(); ++j) {
    slopes[j] = derivative(p[j], q[j]);
    if (own[j] != 0.0) mean += own[j] * slopes[j];
    if (std::isfinite(slopes[j])) largest = std::max(largest, std::fabs(slopes[j]));
  }
  if (normalize) factor /= sum;
  want->scale = std::max(want->scale, largest * std::fabs(factor));
  for (const double slope : slopes) want->grad.push_back((slope - (normalize ? mean : 0.0)) * factor);
}

double SumOf(const Doubles& row) {
  double sum = 0.0;
  for (const double value : row) sum += value;
  return sum;
}

void CheckAllAlignments(size_t rows, size_t outcomes, bool normalize, bool with_upstream) {
  Pair pair = DrawPair(rows, outcomes, true);
  if (normalize) {
    for (float& value : pair.p) value *= 24.0f;
    for (float& value : pair.q) value *= 0.375f;
  }
  std::vector<float> g = Numbers(static_cast<uint32_t>(outcomes)).Floats(rows, 0.5f, 2.0f);
  g[0] = -g[0];
  const auto row_of = [&](const std::vector<float>& values, size_t row) {
    return Row(values, row, outcomes, normalize);
  };
  for (const Measure& m : kMeasures) {
    Want want_p, want_q;
    for (size_t row = 0; row < rows; ++row) {
      const Doubles p = row_of(pair.p, row), q = row_of(pair.q, row);
      double factor = with_upstream ? static_cast<double>(g[row]) : 1.0;
      factor *= m.one == Perplexity ? PerplexityOf(p) : 1.0 / kLn2;
      AddRow(m.dp, p, q, p, SumOf(Row(pair.p, row, outcomes, false)), normalize, factor, &want_p);
      if (m.dq == nullptr) continue;
      AddRow(m.dq, p, q, q, SumOf(Row(pair.q, row, outcomes, false)), normalize, factor, &want_q);
    }
    for (size_t offset = 0; offset < 4; ++offset) {
      SCOPED_TRACE(::testing::Message() << m.name << " [" << rows << ", " << outcomes << "], offset " << offset
                                        << ", normalize " << normalize << ", upstream " << with_upstream);
      const Input<float> probs(std::span<const float>(pair.p), offset);
      const Input<float> other(std::span<const float>(pair.q), (offset + 1) % 4);
      const Input<float> upstream(with_upstream ? std::span<const float>(g) : std::span<const float>(), offset);
      Output<float> grad_p(rows * outcomes, (offset + 2) % 4), grad_q(rows * outcomes, (offset + 3) % 4);
      InformationResults results = {.grad_output = upstream};
      // One by one in turns, then both.
      if (offset != 1) results.grad_probs = grad_p;
      if (offset != 2 && m.two != nullptr) results.grad_other_probs = grad_q;
      ASSERT_TRUE(m.Run(rows, outcomes, probs, other, {.base = 2.0, .normalize = normalize}, results).ok());
      if (results.grad_probs == nullptr) {
        EXPECT_TRUE(grad_p.Untouched());
      } else {
        EXPECT_TRUE(Near(grad_p.values(), want_p.grad, kInformationGradBound, want_p.scale)) << "d p";
      }
      if (results.grad_other_probs == nullptr) {
        EXPECT_TRUE(grad_q.Untouched());
      } else {
        EXPECT_TRUE(Near(grad_q.values(), want_q.grad, kInformationGradBound, want_q.scale)) << "d q";
      }
    }
  }
}

TEST(InformationGradTest, EveryNumberOfOutcomes) {
  for (size_t outcomes = 1; outcomes <= 40; ++outcomes) {
    for (const bool normalize : {false, true}) CheckAllAlignments(1 + outcomes % 4, outcomes, normalize, outcomes % 3);
  }
  for (const size_t outcomes : {511u, 512u, 513u, 5000u}) CheckAllAlignments(2, outcomes, outcomes % 2 == 0, true);
}

TEST(InformationGradTest, SurprisalAtEveryLength) {
  for (size_t count = 0; count <= 20; ++count) {
    Numbers numbers(static_cast<uint32_t>(count));
    const std::vector<float> p = numbers.Floats(count, 0.01f, 1.0f), g = numbers.Floats(count, -1.0f, 1.0f);
    for (size_t offset = 0; offset < 4; ++offset) {
      const bool with_upstream = offset % 2 == 0;
      Doubles want(count);
      for (size_t i = 0; i < count; ++i) {
        want[i] = -(with_upstream ? static_cast<double>(g[i]) : 1.0) / (static_cast<double>(p[i]) * kLn2);
      }
      const Input<float> probs(std::span<const float>(p), offset);
      const Input<float> upstream(with_upstream ? std::span<const float>(g) : std::span<const float>());
      Output<float> grad(count, (offset + 1) % 4);
      ASSERT_TRUE(Surprisal(count, probs, 2.0, {.grad_output = upstream, .grads = {grad}}).ok());
      EXPECT_TRUE(Near(grad.values(), want, {.relative = kInformationGradBound.of_scale})) << count << ", " << offset;
    }
  }
}

// ------------------------------ Identities

TEST(InformationGradTest, Identities) {
  for (const bool normalize : {false, true}) {
    for (const size_t outcomes : {1u, 2u, 3u, 10u, 33u, 1000u}) {
      SCOPED_TRACE(::testing::Message() << outcomes << ", normalize " << normalize);
      const auto [p, q] = DrawPair(1, outcomes, false);
      const InformationOptions options = {.normalize = normalize};
      const Grads entropy = GradsOf(kEntropy, p, {}, options), cross = GradsOf(kCross, p, q, options),
                  kl = GradsOf(kKl, p, q, options), js = GradsOf(kJs, p, q, options);
      double perplexity = 0.0;
      ASSERT_TRUE(Perplexity(1, outcomes, p.data(), options, {.values = &perplexity}).ok());
      const Grads of_perplexity = GradsOf(kPerplexity, p, {}, options);
      for (size_t j = 0; j < outcomes; ++j) {
        const double slope = static_cast<double>(entropy.p[j]);
        EXPECT_NEAR(kl.p[j], static_cast<double>(cross.p[j]) - slope, 5e-6) << "KL = H(p, q) - H(p)";
        EXPECT_NEAR(of_perplexity.p[j], perplexity * slope, 1e-6 * perplexity * (1.0 + std::fabs(slope)));
      }
      EXPECT_TRUE(Same(kl.q, cross.q)) << "H(p) does not depend on q";
      const Grads swapped = GradsOf(kJs, q, p, options);
      EXPECT_TRUE(Same(swapped.p, js.q));
      EXPECT_TRUE(Same(swapped.q, js.p));
    }
  }
}

// What is normalized does not change when all numbers are multiplied by one: the gradient has no part along them.
TEST(InformationGradTest, NormalizedGradientsAreAcrossTheDistribution) {
  auto [p, q] = DrawPair(1, 50, false);
  for (float& value : p) value *= 7.0f;
  for (float& value : q) value *= 0.3f;
  for (const Measure& m : kMeasures) {
    const Grads grads = GradsOf(m, p, q, {.normalize = true});
    double along_p = 0.0, along_q = 0.0;
    for (size_t j = 0; j < p.size(); ++j) {
      along_p += static_cast<double>(p[j]) * static_cast<double>(grads.p[j]);
      if (m.dq != nullptr) along_q += static_cast<double>(q[j]) * static_cast<double>(grads.q[j]);
    }
    EXPECT_NEAR(along_p, 0.0, m.one == Perplexity ? 5e-5 : 1e-6) << m.name;
    EXPECT_NEAR(along_q, 0.0, 1e-6) << m.name;
  }
}

// Equal distributions have a stationary point there, and nearly equal ones no noise from logarithms that cancel.
TEST(InformationGradTest, NearlyEqualDistributions) {
  const float tiny = 0x1p-16f;
  const std::vector<float> q = {0.5f, 0.25f, 0.125f, 0.125f}, p = {0.5f - tiny, 0.25f, 0.125f + tiny, 0.125f};
  for (const bool normalize : {false, true}) {
    const Grads equal = GradsOf(kJs, q, q, {.normalize = normalize});
    for (const float slope : equal.p) EXPECT_EQ(slope, 0.0f);
    const Grads js = GradsOf(kJs, p, q, {.normalize = normalize});
    for (size_t j = 0; j < q.size(); ++j) {
      EXPECT_NEAR(js.p[j], JsByP(static_cast<double>(p[j]), static_cast<double>(q[j])), 1e-7);
    }
  }
  const Grads kl = GradsOf(kKl, p, q);
  for (size_t j = 0; j < q.size(); ++j) {
    EXPECT_NEAR(kl.p[j], KlByP(static_cast<double>(p[j]), static_cast<double>(q[j])), 1.5e-7);
  }
}

// ------------------------------ Zeros, and nearly

TEST(InformationGradTest, ZerosHaveOneSidedDerivatives) {
  struct Case {
    const Measure& measure;
    std::vector<float> p, q, want_p, want_q;
  };
  const float half_ln2 = static_cast<float>(kLn2 / 2.0), ln2 = static_cast<float>(kLn2);
  // No outcome has a zero; p has; q has; both have.
  const std::vector<float> p = {0.5f, 0.0f, 0.5f, 0.0f}, q = {0.5f, 0.5f, 0.0f, 0.0f};
  const Case cases[] = {
      {kEntropy, p, {}, {ln2 - 1.0f, kInf, ln2 - 1.0f, kInf}, {}},
      {kPerplexity, p, {}, {2.0f * (ln2 - 1.0f), kInf, 2.0f * (ln2 - 1.0f), kInf}, {}},
      {kCross, p, q, {ln2, ln2, kInf, kInf}, {-1.0f, 0.0f, -kInf, 0.0f}},
      {kKl, p, q, {1.0f, -kInf, kInf, kInf}, {-1.0f, 0.0f, -kInf, 0.0f}},
      {kJs, p, q, {0.0f, -kInf, half_ln2, half_ln2}, {0.0f, half_ln2, -kInf, half_ln2}},
  };
  for (const Case& c : cases) {
    const Grads grads = GradsOf(c.measure, c.p, c.q);
    EXPECT_TRUE(Near(grads.p, Doubles(c.want_p.begin(), c.want_p.end()), kInformationGradBound)) << c.measure.name;
    EXPECT_TRUE(Near(grads.q, Doubles(c.want_q.begin(), c.want_q.end()), kInformationGradBound)) << c.measure.name;
  }
}

TEST(InformationGradTest, ZerosOfNormalizedRows) {
  const double inf = static_cast<double>(kInf), nan = static_cast<double>(kNaN);
  const InformationOptions options = {.normalize = true};
  // H = ln 2, and the sum is 4.
  EXPECT_TRUE(Near(GradsOf(kEntropy, {2, 2, 0}, {}, options).p, Doubles{0, 0, inf}, kInformationGradBound));
  // A finite value: q has zeros only where p has.
  const Grads finite = GradsOf(kKl, {2, 2, 0, 0}, {1, 2, 1, 0}, options);
  EXPECT_TRUE(Near(finite.p, Doubles{kLn2 / 8.0, -kLn2 / 8.0, -inf, inf}, kInformationGradBound));
  EXPECT_TRUE(Near(finite.q, Doubles{-0.25, 0, 0.25, 0.25}, kInformationGradBound));
  // An infinite value.
  for (const Measure& m : {kCross, kKl}) {
    const Grads infinite = GradsOf(m, {2, 1, 1, 0}, {0, 2, 1, 1}, options);
    EXPECT_TRUE(Near(infinite.p, Doubles{nan, -inf, -inf, -inf}, kInformationGradBound)) << m.name;
    EXPECT_TRUE(Near(infinite.q, Doubles{-inf, 0.125, 0, 0.25}, kInformationGradBound)) << m.name;
  }
}

// The quotient of two floats need not be one, but its logarithm is small.
TEST(InformationGradTest, TinyProbabilities) {
  constexpr float kProbs[] = {0x1p-149f, 0x1.8p-148f, 0x1p-127f, 0x1p-126f, 1e-30f, 1e-10f, 0.3f, 1.0f};
  for (const float a : kProbs) {
    for (const float b : kProbs) {
      const std::vector<float> p = {a, 1.0f - a}, q = {b, 1.0f - b};
      const double want = KlByP(static_cast<double>(a), static_cast<double>(b));
      EXPECT_NEAR(GradsOf(kKl, p, q).p[0], want, 3e-7 * (1.0 + std::fabs(want))) << a << ", " << b;
      const double want_js = JsByP(static_cast<double>(a), static_cast<double>(b));
      EXPECT_NEAR(GradsOf(kJs, p, q).p[0], want_js, 3e-7 * (1.0 + std::fabs(want_js))) << a << ", " << b;
    }
  }
}

// ------------------------------ Bad input

TEST(InformationGradTest, BadInputIsReportedAndNothingWritten) {
  const std::vector<float> good = {0.5f, 0.25f, 0.25f, 1, 0, 0}, bad = {0.5f, 0.25f, 0.25f, 1, 1, 0};
  Output<double> values(2);
  Output<float> grad_p(6), grad_q(6);
  const InformationResults results = {.values = values, .grad_probs = grad_p, .grad_other_probs = grad_q};
  for (const Measure& m : kMeasures) {
    EXPECT_TRUE(IsStatus(m.Run(2, 3, bad.data(), good.data(), {}, results), StatusCode::kRowNotNormalized, 1, 2))
        << m.name;
    EXPECT_TRUE(IsStatus(m.Run(2, 3, good.data(), good.data(), {.base = 3}, results), StatusCode::kBaseInvalid, 0, 3));
    if (m.two == nullptr) continue;
    EXPECT_TRUE(IsStatus(m.Run(2, 3, good.data(), bad.data(), {}, results), StatusCode::kRowNotNormalized, 3, 2));
  }
  const float probs[] = {0.5f, 1.5f};
  Output<float> grad(2);
  EXPECT_TRUE(IsStatus(Surprisal(2, probs, 2.0, {.grads = {grad}}), StatusCode::kProbabilityInvalid, 1, 1.5));
  EXPECT_TRUE(values.Untouched() && grad_p.Untouched() && grad_q.Untouched() && grad.Untouched());
}

}  // namespace
}  // namespace surprisal
