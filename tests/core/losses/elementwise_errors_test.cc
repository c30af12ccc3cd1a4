// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the elementwise losses refuse, and what they let pass. Where they refuse, nothing is written.

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include "src/mse_loss.h"
#include "tests/core/arrays.h"
#include "tests/core/loss_call.h"
#include "tests/core/losses/elementwise_arguments.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

struct Array {
  std::string_view name;
  Shape shape;
  std::vector<float> values;  // empty: 0.5 everywhere
};

struct Case {
  std::string_view loss;
  std::vector<Array> arrays;
  std::vector<LossOption> options;
  StatusCode code;
  size_t index;
  double got;
};

Status Call(std::string_view loss, const std::vector<Array>& arrays, const std::vector<LossOption>& options,
            const LossResults& results) {
  std::vector<std::vector<float>> memory;
  std::vector<LossArgument> arguments;
  for (const Array& array : arrays) {
    memory.push_back(array.values.empty() ? std::vector<float>(array.shape.Size(), 0.5f) : array.values);
    arguments.push_back({array.name, array.shape, memory.back(), {}});
  }
  return FindLoss(loss)->run({arguments, options}, results);
}

void ExpectRefused(const Case& c) {
  SCOPED_TRACE(c.loss);
  for (const std::string_view reduction : {"none", "mean"}) {
    constexpr size_t kRoom = 64;
    Output<double> value(1);
    Output<float> losses(kRoom), grads[] = {Output<float>(kRoom), Output<float>(kRoom), Output<float>(kRoom)};
    LossResults results;
    results.value = value;
    results.losses = losses;
    for (size_t i = 0; i < 3; ++i) results.grads[i] = grads[i];
    std::vector<LossOption> options = c.options;
    options.push_back({"reduction", 0.0, reduction});
    EXPECT_TRUE(IsStatus(Call(c.loss, c.arrays, options, results), c.code, c.index, c.got));
    EXPECT_TRUE(value.Untouched() && losses.Untouched());
    for (const Output<float>& grad : grads) EXPECT_TRUE(grad.Untouched());
  }
}

std::vector<Array> Pair(const Shape& input, const Shape& target) {
  return {{"input", input, {}}, {"target", target, {}}};
}

TEST(ElementwiseErrorsTest, ShapesThatDoNotGoTogether) {
  using enum StatusCode;
  for (const LossEntry& entry : ElementwiseCalls()) {
    if (IsMap(entry.name) || entry.name == "gaussian_nll_loss" || entry.name == "margin_ranking_loss") continue;
    ExpectRefused({entry.name, Pair({2, 3}, {2, 4}), {}, kShapeInvalid, 1, 1.0});
    ExpectRefused({entry.name, Pair({2, 3}, {3, 3}), {}, kShapeInvalid, 1, 0.0});
    // What would broadcast is refused where shapes have to be the same.
    if (Broadcasts(entry.name) || entry.name == "multilabel_soft_margin_loss") continue;
    ExpectRefused({entry.name, Pair({2}, {1, 2}), {}, kShapeInvalid, 1, 0.0});
    ExpectRefused({entry.name, Pair({2, 3}, {2, 1}), {}, kShapeInvalid, 1, 1.0});
    ExpectRefused({entry.name, Pair({2, 3}, {}), {}, kShapeInvalid, 1, 0.0});
    ExpectRefused({entry.name, Pair({2, 3}, {2, 3, 1}), {}, kShapeInvalid, 1, 2.0});
  }
  const auto with_var = [](const Shape& var) {
    std::vector<Array> arrays = Pair({2, 3}, {2, 3});
    arrays.push_back({"var", var, {}});
    return arrays;
  };
  ExpectRefused({"gaussian_nll_loss", with_var({3}), {}, kShapeInvalid, 2, 0.0});
  ExpectRefused({"gaussian_nll_loss", with_var({}), {}, kShapeInvalid, 2, 0.0});
  ExpectRefused({"gaussian_nll_loss", with_var({2, 2}), {}, kShapeInvalid, 2, 1.0});
  ExpectRefused({"gaussian_nll_loss", with_var({1, 3}), {}, kShapeInvalid, 2, 0.0});
  ExpectRefused({"gaussian_nll_loss", with_var({2, 3, 1}), {}, kShapeInvalid, 2, 2.0});

  const auto ranked = [](const Shape& a, const Shape& b, const Shape& target) {
    return std::vector<Array>{{"input1", a, {}}, {"input2", b, {}}, {"target", target, {}}};
  };
  ExpectRefused({"margin_ranking_loss", ranked({2, 3}, {3}, {2, 3}), {}, kShapeInvalid, 1, 1.0});
  ExpectRefused({"margin_ranking_loss", ranked({2, 3}, {2, 3}, {3}), {}, kShapeInvalid, 2, 1.0});
  ExpectRefused({"margin_ranking_loss", ranked({2, 3}, {2, 3}, {2, 2}), {}, kShapeInvalid, 2, 1.0});
  ExpectRefused({"multilabel_soft_margin_loss", Pair({}, {}), {}, kShapeInvalid, 0, 0.0});
}

TEST(ElementwiseErrorsTest, WeightsLargerThanWhatTheyWeigh) {
  using enum StatusCode;
  const auto with = [](std::string_view name, const Shape& shape) {
    std::vector<Array> arrays = Pair({2, 3}, {2, 3});
    arrays.push_back({name, shape, {}});
    return arrays;
  };
  for (const std::string_view loss :
       {"binary_cross_entropy", "binary_cross_entropy_with_logits", "multilabel_soft_margin_loss"}) {
    ExpectRefused({loss, with("weight", {2}), {}, kShapeInvalid, 2, 0.0});
    ExpectRefused({loss, with("weight", {1, 2, 3}), {}, kShapeInvalid, 2, 0.0});
    ExpectRefused({loss, with("weight", {2, 4}), {}, kShapeInvalid, 2, 1.0});
  }
  ExpectRefused({"binary_cross_entropy_with_logits", with("posWeight", {4}), {}, kShapeInvalid, 3, 0.0});
  ExpectRefused({"binary_cross_entropy_with_logits", with("posWeight", {4, 2, 3}), {}, kShapeInvalid, 3, 0.0});
}

TEST(ElementwiseErrorsTest, OptionsOutOfRange) {
  using enum StatusCode;
  const std::vector<Array> arrays = Pair({3}, {3});
  for (const double bad : {0.0, -1.0, kNaN}) {
    ExpectRefused({"huber_loss", arrays, {{"delta", bad}}, kOptionInvalid, 2, bad});
  }
  for (const double bad : {-0.5, kNaN}) {
    ExpectRefused({"smooth_l1_loss", arrays, {{"beta", bad}}, kOptionInvalid, 2, bad});
    ExpectRefused({"quantile_loss", arrays, {{"quantile", bad}}, kOptionInvalid, 2, bad});
    ExpectRefused({"sigmoid_focal_loss", arrays, {{"gamma", bad}}, kOptionInvalid, 3, bad});
  }
  ExpectRefused({"quantile_loss", arrays, {{"quantile", 1.25}}, kOptionInvalid, 2, 1.25});
}

TEST(ElementwiseErrorsTest, NumbersOutOfRange) {
  using enum StatusCode;
  // At the first and the last of many, so that the scan that does not branch sees all.
  for (const size_t at : {size_t{0}, size_t{7}, size_t{39}}) {
    for (const double bad : {-0.25, 1.25, kInf, -kInf, kNaN}) {
      std::vector<Array> arrays = Pair({40}, {40});
      arrays[0].values.assign(40, 0.5f);
      arrays[0].values[at] = static_cast<float>(bad);
      ExpectRefused({"binary_cross_entropy", arrays, {}, kProbabilityInvalid, at, bad});
    }
    std::vector<Array> arrays = Pair({40}, {40});
    arrays.push_back({"var", {40}, std::vector<float>(40, 0.5f)});
    arrays[2].values[at] = -0.25f;
    ExpectRefused({"gaussian_nll_loss", arrays, {}, kVarianceInvalid, at, -0.25});
  }
}

// Shapes alone: no such array is ever read.
TEST(ElementwiseErrorsTest, SizesThatOverflow) {
  const float number = 1.0f;
  constexpr size_t kHuge = size_t{1} << (sizeof(size_t) * 4);
  const FloatArray column = {&number, {kHuge, 1}};
  const FloatArray row = {&number, {1, kHuge}};
  double value = -5.0;
  LossResults results;
  results.value = &value;
  EXPECT_TRUE(IsStatus(MseLoss(column, row, Reduction::kMean, results), StatusCode::kTooLarge, 0,
                       static_cast<double>(kHuge) * static_cast<double>(kHuge)));
  EXPECT_EQ(value, -5.0);
  // Sizes that overflow on the way to 0 are none.
  const FloatArray empty = {&number, {kHuge, kHuge, 0}};
  EXPECT_TRUE(MseLoss(empty, empty, Reduction::kMean, results).ok());
  EXPECT_TRUE(std::isnan(value));
}

TEST(ElementwiseErrorsTest, WhatIsNoError) {
  std::vector<float> losses(40);
  LossResults results;
  results.losses = losses.data();
  const std::vector<LossOption> none = {{"reduction", 0.0, "none"}};
  // A NaN variance, any weight, and any other option.
  std::vector<Array> arrays = Pair({3}, {3});
  arrays.push_back({"var", {3}, {static_cast<float>(kNaN), 0.0f, -0.0f}});
  EXPECT_TRUE(Call("gaussian_nll_loss", arrays, none, results).ok());
  arrays[2] = {"posWeight", {3}, {-1.0f, static_cast<float>(kNaN), static_cast<float>(kInf)}};
  arrays.push_back({"weight", {3}, arrays[2].values});
  EXPECT_TRUE(Call("binary_cross_entropy_with_logits", arrays, none, results).ok());
  for (const double any : {-3.0, 0.0, kNaN, kInf}) {
    EXPECT_TRUE(Call("hinge_embedding_loss", Pair({3}, {3}), {{"margin", any}, none[0]}, results).ok());
    EXPECT_TRUE(Call("sigmoid_focal_loss", Pair({3}, {3}), {{"alpha", any}, none[0]}, results).ok());
    EXPECT_TRUE(Call("softplus", {{"input", {3}, {}}}, {{"beta", any}, {"threshold", any}}, results).ok());
  }
}

// Nothing to sum up is 0, whatever there is of the other axis; nothing to average is NaN.
TEST(ElementwiseErrorsTest, EmptyArrays) {
  for (const LossEntry& entry : ElementwiseCalls()) {
    if (IsMap(entry.name) || entry.name == "gaussian_nll_loss" || entry.name == "margin_ranking_loss") continue;
    SCOPED_TRACE(entry.name);
    double value = -5.0;
    LossResults results;
    results.value = &value;
    for (const Shape& shape : {Shape{0}, Shape{0, 3}, Shape{0, 0}}) {
      EXPECT_TRUE(Call(entry.name, Pair(shape, shape), {{"reduction", 0.0, "sum"}}, results).ok());
      // A single row without classes is NaN.
      const bool row = entry.name == "multilabel_soft_margin_loss" && shape.rank == 1;
      EXPECT_TRUE(row ? std::isnan(value) : value == 0.0);
      EXPECT_TRUE(Call(entry.name, Pair(shape, shape), {{"reduction", 0.0, "mean"}}, results).ok());
      EXPECT_TRUE(std::isnan(value));
    }
  }
  // Rows without classes.
  float losses[] = {-5.0f, -5.0f};
  LossResults results;
  results.losses = losses;
  EXPECT_TRUE(Call("multilabel_soft_margin_loss", Pair({2, 0}, {2, 0}), {{"reduction", 0.0, "none"}}, results).ok());
  EXPECT_TRUE(std::isnan(losses[0]) && std::isnan(losses[1]));
}

}  // namespace
}  // namespace surprisal
