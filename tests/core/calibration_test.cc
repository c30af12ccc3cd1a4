// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// How far confidences are from the truth, and the temperature that brings them nearer: numbers worked out by hand.
// Golden values are in tests/ts/metrics.test.ts, what is reported for bad input in metrics_test.cc.

#include "src/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "src/temperature_scaling.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

TEST(CalibrationTest, Bins) {
  const Input<float> probs({0.5, 0.5, 0.75, 0.25, 0.125, 0.875, 0, 1, 1, 0, 0.625, 0.375});
  const Input<int32_t> labels({1, 0, 1, 0, 0, -100});
  CalibrationBin bins[4];
  ASSERT_TRUE(AddToBins({6, 2, 1}, probs, labels, {.bin_count = 4}, bins).ok());
  // A confidence of 1/2 is on an edge, and goes down; a tie predicts class 0.
  const double want[4][3] = {{0, 0, 0}, {1, 0, 0.5}, {1, 1, 0.75}, {3, 2, 2.875}};
  for (size_t b = 0; b < 4; ++b) {
    EXPECT_EQ(bins[b].count, want[b][0]) << b;
    EXPECT_EQ(bins[b].correct, want[b][1]) << b;
    EXPECT_EQ(bins[b].confidence.Value(), want[b][2]) << b;
  }
  EXPECT_EQ(ExpectedCalibrationError(4, bins), (0.5 + 0.25 + 0.875) / 5);
  ASSERT_TRUE(AddToBins({1, 2, 1}, Input<float>({kNaN, 0}), Input<int32_t>({0}),
                        {.from = ScoreKind::kLogits, .bin_count = 4}, bins)
                  .ok());
  EXPECT_EQ(bins[3].count, 4.0);
  EXPECT_TRUE(std::isnan(ExpectedCalibrationError(4, bins)));
  EXPECT_TRUE(std::isnan(ExpectedCalibrationError(3, std::vector<CalibrationBin>(3).data())));
}

TEST(CalibrationTest, TemperatureScaling) {
  // Two kinds of rows of two classes, right in a share a of them: the best b x is log(a / (1 - a)).
  for (const size_t inner : {1u, 4u}) {
    std::vector<float> logits;
    std::vector<int32_t> labels;
    const size_t rows = 40;
    for (size_t row = 0; row < rows; ++row) labels.push_back(row % 4 == 0);
    if (inner == 1) {
      for (size_t row = 0; row < rows; ++row) logits.insert(logits.end(), {3.0f, 0.0f});
    } else {
      for (size_t outer = 0; outer < rows / inner; ++outer) logits.insert(logits.end(), {3, 3, 3, 3, 0, 0, 0, 0});
    }
    FittedTemperature fitted;
    ASSERT_TRUE(TemperatureScaling({rows / inner, 2, inner}, logits.data(), labels.data(), -100, &fitted).ok());
    EXPECT_TRUE(Near(fitted.temperature, 3.0 / std::log(3.0), kTemperatureBound));
    EXPECT_TRUE(Near(fitted.after, -0.75 * std::log(0.75) - 0.25 * std::log(0.25), kCrossEntropyBound));
    EXPECT_TRUE(Near(fitted.before, std::log1p(std::exp(-3.0)) + 0.75, kCrossEntropyBound));
  }
}

TEST(CalibrationTest, TemperatureScalingWithoutAMinimum) {
  FittedTemperature fitted;
  const Input<float> logits({2, 0, 0, 2});
  ASSERT_TRUE(TemperatureScaling({2, 2, 1}, logits, Input<int32_t>({0, 1}), -100, &fitted).ok());
  EXPECT_TRUE(Near(fitted.temperature, kLowestFittedTemperature, kTemperatureBound));
  EXPECT_EQ(fitted.after, 0.0);
  ASSERT_TRUE(TemperatureScaling({2, 2, 1}, logits, Input<int32_t>({1, 0}), -100, &fitted).ok());
  EXPECT_TRUE(Near(fitted.temperature, kHighestFittedTemperature, kTemperatureBound));
  ASSERT_TRUE(TemperatureScaling({2, 2, 1}, Input<float>({1, 1, 5, 5}), Input<int32_t>({1, 0}), -100, &fitted).ok());
  EXPECT_EQ(fitted.temperature, 1.0);
  ASSERT_TRUE(TemperatureScaling({2, 2, 1}, logits, Input<int32_t>({-1, -1}), -1, &fitted).ok());
  EXPECT_TRUE(std::isnan(fitted.temperature) && std::isnan(fitted.before) && std::isnan(fitted.after));
  ASSERT_TRUE(TemperatureScaling({1, 2, 1}, Input<float>({0, -kInf}), Input<int32_t>({1}), -1, &fitted).ok());
  EXPECT_TRUE(std::isnan(fitted.temperature) && std::isinf(fitted.before) && std::isnan(fitted.after));
  // -inf elsewhere is a class that cannot be.
  ASSERT_TRUE(TemperatureScaling({4, 3, 1}, Input<float>({3, 0, -kInf, 3, 0, -kInf, 3, 0, -kInf, 3, 0, -kInf}),
                                 Input<int32_t>({0, 1, 0, 0}), -1, &fitted)
                  .ok());
  EXPECT_TRUE(Near(fitted.temperature, 3.0 / std::log(3.0), kTemperatureBound));
  // One logit a row.
  ASSERT_TRUE(
      TemperatureScaling({4, 1, 1}, Input<float>({3, 3, 3, 3}), Input<int32_t>({0, 1, 1, 1}), -1, &fitted).ok());
  EXPECT_TRUE(Near(fitted.temperature, 3.0 / std::log(3.0), kTemperatureBound));
}

}  // namespace
}  // namespace surprisal
