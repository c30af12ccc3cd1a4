// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Measures of distributions: identities, every length and alignment, and what is reported for bad input. Golden values
// are in golden_test.cc, gradients in information_grad_test.cc.

#include "src/information.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

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

double ValueOf(const Measure& m, const std::vector<float>& p, const std::vector<float>& q = {}) {
  double value = -1.0;
  EXPECT_TRUE(m.Run(1, p.size(), p.data(), q.data(), {}, {.values = &value}).ok());
  return value;
}

// ------------------------------ Every length and alignment

void CheckAllAlignments(size_t rows, size_t outcomes, bool normalize) {
  Numbers numbers(static_cast<uint32_t>(rows * 1000 + outcomes));
  std::vector<float> p = numbers.Distributions(rows, outcomes), q = numbers.Distributions(rows, outcomes);
  // A q without zeros, so that its measures are finite; and sums of neither 1 nor one another.
  for (float& value : q) value = value * 0.5f + 0.5f / static_cast<float>(outcomes);
  if (normalize) {
    for (float& value : p) value *= 24.0f;
    for (float& value : q) value *= 0.375f;
  }
  for (const Measure& m : kMeasures) {
    Doubles want(rows);
    for (size_t row = 0; row < rows; ++row) {
      want[row] = m.Want(Row(p, row, outcomes, normalize), Row(q, row, outcomes, normalize));
    }
    for (size_t offset = 0; offset < 4; ++offset) {
      const Input<float> probs(std::span<const float>(p), offset);
      const Input<float> other(std::span<const float>(q), (offset + 1) % 4);
      Output<double> values(rows, offset);
      ASSERT_TRUE(m.Run(rows, outcomes, probs, other, {.normalize = normalize}, {.values = values}).ok());
      EXPECT_TRUE(Near(values.values(), want, kInformationBound))
          << m.name << " [" << rows << ", " << outcomes << "], offset " << offset << ", normalize " << normalize;
    }
  }
}

TEST(InformationTest, EveryNumberOfOutcomes) {
  for (size_t outcomes = 1; outcomes <= 80; ++outcomes) {
    CheckAllAlignments(1 + outcomes % 4, outcomes, false);
    CheckAllAlignments(1 + outcomes % 4, outcomes, true);
  }
  for (const size_t outcomes : {511u, 512u, 513u, 1024u, 1025u, 5000u})
    CheckAllAlignments(2, outcomes, outcomes % 2 == 0);
}

TEST(InformationTest, SurprisalAtEveryLength) {
  for (size_t count = 0; count <= 40; ++count) {
    const std::vector<float> p = Numbers(static_cast<uint32_t>(count)).Floats(count, 0.0f, 1.0f);
    Doubles want(count);
    for (size_t i = 0; i < count; ++i) want[i] = -std::log2(static_cast<double>(p[i]));
    for (size_t offset = 0; offset < 4; ++offset) {
      const Input<float> probs(std::span<const float>(p), offset);
      Output<float> values(count, (offset + 1) % 4);
      ASSERT_TRUE(Surprisal(count, probs, 2.0, {.losses = values}).ok());
      EXPECT_TRUE(Near(values.values(), want, kInformationBound)) << count << ", offset " << offset;
    }
  }
}

// ------------------------------ Identities

TEST(InformationTest, TheTextbookExample) {
  EXPECT_NEAR(ValueOf(kMeasures[2], {1, 0, 0}, {0.8f, 0.1f, 0.1f}), 0.22314355, 1e-7);
}

TEST(InformationTest, Identities) {
  for (const size_t outcomes : {1u, 2u, 3u, 10u, 33u, 64u, 1000u}) {
    SCOPED_TRACE(outcomes);
    Numbers numbers(static_cast<uint32_t>(outcomes));
    const std::vector<float> p = numbers.Distributions(1, outcomes);
    std::vector<float> q = numbers.Distributions(1, outcomes);
    for (float& value : q) value = value * 0.5f + 0.5f / static_cast<float>(outcomes);
    const double entropy = ValueOf(kMeasures[0], p), perplexity = ValueOf(kMeasures[1], p),
                 cross = ValueOf(kMeasures[2], p, q);
    const double kl = ValueOf(kMeasures[3], p, q), js = ValueOf(kMeasures[4], p, q);
    EXPECT_TRUE(Near(kl, cross - entropy, kInformationBound, cross));
    EXPECT_TRUE(Near(ValueOf(kMeasures[2], p, p), entropy, kInformationBound));
    EXPECT_TRUE(Near(perplexity, std::exp(entropy), kInformationBound));
    EXPECT_EQ(ValueOf(kMeasures[3], p, p), 0.0);
    EXPECT_NEAR(ValueOf(kMeasures[4], p, p), 0.0, 1e-12);
    EXPECT_TRUE(Near(ValueOf(kMeasures[4], q, p), js, kInformationBound)) << "symmetry";
    EXPECT_GE(kl, -1e-7);
    EXPECT_GE(js, -1e-7);
    EXPECT_LE(js, kLn2);

    const std::vector<float> uniform(outcomes, 1.0f / static_cast<float>(outcomes));
    // Of these floats; 1000 times 0.001f is not quite 1, and the perplexity not quite 1000.
    const double c = static_cast<double>(outcomes),
                 uniform_entropy = EntropyOf(Doubles(uniform.begin(), uniform.end()));
    EXPECT_NEAR(uniform_entropy, std::log(c), 1e-6);
    EXPECT_TRUE(Near(ValueOf(kMeasures[0], uniform), uniform_entropy, kInformationBound));
    EXPECT_TRUE(Near(ValueOf(kMeasures[1], uniform), std::exp(uniform_entropy), kInformationBound));
    EXPECT_LE(entropy, std::log(c) + 1e-6);
  }
}

TEST(InformationTest, DisjointDistributionsAreLn2Apart) {
  EXPECT_NEAR(ValueOf(kMeasures[4], {1, 0, 0}, {0, 0.5f, 0.5f}), kLn2, 1e-7);
  EXPECT_EQ(ValueOf(kMeasures[3], {1, 0, 0}, {0, 0.5f, 0.5f}), static_cast<double>(kInf));
  EXPECT_EQ(ValueOf(kMeasures[2], {1, 0, 0}, {0, 0.5f, 0.5f}), static_cast<double>(kInf));
}

TEST(InformationTest, BasesScaleAllButPerplexity) {
  struct Base {
    double base, nats;
  };
  constexpr Base kBases[] = {{2.0, kLn2}, {10.0, 2.302585092994046}, {2.718281828459045, 1.0}};
  const std::vector<float> p = {0.5f, 0.25f, 0.25f}, q = {0.125f, 0.5f, 0.375f};
  for (const Base& base : kBases) {
    for (const Measure& m : kMeasures) {
      double in_base = 0.0;
      ASSERT_TRUE(m.Run(1, 3, p.data(), q.data(), {.base = base.base}, {.values = &in_base}).ok());
      const double nats = m.one == Perplexity ? 1.0 : base.nats;
      EXPECT_TRUE(Near(in_base, ValueOf(m, p, q) / nats, {.relative = 1e-14})) << m.name << ", base " << base.base;
    }
  }
}

// A row may be off by what 100,000 roundings to float add up to, but not by a forgotten outcome.
TEST(InformationTest, RowsAreDistributionsWithinTheTolerance) {
  const float off = static_cast<float>(kRowSumTolerance);
  struct Case {
    float first;
    bool ok;
  };
  for (const Case& c : {Case{0.5f, true}, Case{0.5f + 0.9f * off, true}, Case{0.5f - 0.9f * off, true},
                        Case{0.5f + 1.1f * off, false}, Case{0.5f - 1.1f * off, false}}) {
    const float p[] = {c.first, 0.5f};
    double value = 0.0;
    EXPECT_EQ(Entropy(1, 2, p, {}, {.values = &value}).ok(), c.ok) << c.first;
  }
}

// ------------------------------ Bad input

TEST(InformationTest, BadInputIsReportedAndNothingWritten) {
  const std::vector<float> good = {0.5f, 0.25f, 0.25f, 1, 0, 0};
  const double nan = static_cast<double>(kNaN), inf = static_cast<double>(kInf);
  struct Case {
    std::vector<float> p;
    InformationOptions options;
    StatusCode code;
    size_t index;
    double got;
  };
  const Case cases[] = {
      {{0.5f, 0.25f, 0.25f, 1, -0.25f, 0.25f}, {}, StatusCode::kProbabilityInvalid, 4, -0.25},
      {{0.5f, 0.25f, 0.25f, 1, 0, kNaN}, {}, StatusCode::kProbabilityInvalid, 5, nan},
      {{kInf, 0, 0, 1, 0, 0}, {}, StatusCode::kProbabilityInvalid, 0, inf},
      {{-1, 1, 1, 1, 0, 0}, {.normalize = true}, StatusCode::kProbabilityInvalid, 0, -1},
      {{0.5f, 0.25f, 0.25f, 1, 0, 1}, {}, StatusCode::kRowNotNormalized, 1, 2},
      {{50, 25, 25, 1, 0, 0}, {}, StatusCode::kRowNotNormalized, 0, 100},
      {{0, 0, 0, 1, 0, 0}, {}, StatusCode::kRowNotNormalized, 0, 0},
      {{1, 0, 0, 0, 0, 0}, {.normalize = true}, StatusCode::kRowNotNormalized, 1, 0},
      {good, {.base = 1.0}, StatusCode::kBaseInvalid, 0, 1},
      {good, {.base = 3.0}, StatusCode::kBaseInvalid, 0, 3},
      {good, {.base = 0.0}, StatusCode::kBaseInvalid, 0, 0},
      {good, {.base = -2.0}, StatusCode::kBaseInvalid, 0, -2},
      {good, {.base = inf}, StatusCode::kBaseInvalid, 0, inf},
      {good, {.base = nan}, StatusCode::kBaseInvalid, 0, nan},
  };
  for (const Measure& m : kMeasures) {
    for (const Case& c : cases) {
      SCOPED_TRACE(::testing::Message() << m.name << ", case " << &c - cases);
      Output<double> values(2);
      EXPECT_TRUE(
          IsStatus(m.Run(2, 3, c.p.data(), good.data(), c.options, {.values = values}), c.code, c.index, c.got));
      EXPECT_TRUE(values.Untouched());
      if (m.two == nullptr || c.code == StatusCode::kBaseInvalid) continue;
      // The same in the second distribution, whose indices follow the first's.
      const size_t index = c.index + (c.code == StatusCode::kProbabilityInvalid ? 6u : 2u);
      EXPECT_TRUE(IsStatus(m.Run(2, 3, good.data(), c.p.data(), c.options, {.values = values}), c.code, index, c.got));
      EXPECT_TRUE(values.Untouched());
    }
  }
}

TEST(InformationTest, BadSurprisalsAreReportedAndNothingWritten) {
  for (const float bad : {-0.25f, 1.5f, kInf, kNaN}) {
    const float probs[] = {0.5f, bad};
    Output<float> values(2);
    EXPECT_TRUE(IsStatus(Surprisal(2, probs, 2.0, {.losses = values}), StatusCode::kProbabilityInvalid, 1,
                         static_cast<double>(bad)));
    EXPECT_TRUE(values.Untouched());
  }
  const float half[] = {0.5f};
  Output<float> values(1);
  EXPECT_TRUE(IsStatus(Surprisal(1, half, -1.0, {.losses = values}), StatusCode::kBaseInvalid, 0, -1));
  EXPECT_TRUE(values.Untouched());
}

TEST(InformationTest, NoRowsAndNoOutcomes) {
  const Input<float> none(std::span<const float>{});
  for (const Measure& m : kMeasures) {
    Output<double> values(2);
    EXPECT_TRUE(m.Run(0, 3, none, none, {}, {.values = values}).ok());
    EXPECT_TRUE(IsStatus(m.Run(2, 0, none, none, {}, {.values = values}), StatusCode::kRowNotNormalized, 0, 0))
        << m.name;
    EXPECT_TRUE(values.Untouched());
  }
}

}  // namespace
}  // namespace surprisal
