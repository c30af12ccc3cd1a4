// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Cross-entropy: what is reported for bad input, and that nothing is written then; what there is where nothing is.

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "src/cross_entropy.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

TEST(CrossEntropyErrorsTest, BadInputIsReportedAndNothingWritten) {
  constexpr float kOnes[] = {1, 1, 1}, kNegative[] = {1, -0.5f, 1}, kNanWeight[] = {1, 1, kNaN};
  constexpr int32_t kMin = std::numeric_limits<int32_t>::min(), kMax = std::numeric_limits<int32_t>::max();
  struct Case {
    std::vector<int32_t> labels;
    CrossEntropyOptions options;
    StatusCode code;
    size_t index;
    double got;
  };
  const Case cases[] = {
      {{0, 3}, {}, StatusCode::kLabelOutOfRange, 1, 3},
      {{-1, 0}, {}, StatusCode::kLabelOutOfRange, 0, -1},
      {{0, -100}, {.ignore_label = 7}, StatusCode::kLabelOutOfRange, 1, -100},
      {{-100, kMax}, {}, StatusCode::kLabelOutOfRange, 1, kMax},
      {{0, kMin}, {}, StatusCode::kLabelOutOfRange, 1, kMin},
      {{7, 8}, {.ignore_label = 7}, StatusCode::kLabelOutOfRange, 1, 8},
      {{0, 1}, {.class_weights = kNegative}, StatusCode::kWeightInvalid, 1, -0.5},
      {{0, 1}, {.class_weights = kNanWeight}, StatusCode::kWeightInvalid, 2, static_cast<double>(kNaN)},
      {{0, 1}, {.label_smoothing = -0.25f}, StatusCode::kLabelSmoothingInvalid, 0, -0.25},
      {{0, 1}, {.label_smoothing = 1.5f}, StatusCode::kLabelSmoothingInvalid, 0, 1.5},
      {{0, 1}, {.label_smoothing = kNaN}, StatusCode::kLabelSmoothingInvalid, 0, static_cast<double>(kNaN)},
      {{0, 1}, {.class_weights = kOnes, .label_smoothing = kInf}, StatusCode::kLabelSmoothingInvalid, 0, kInf},
  };
  const Input<float> logits{1, 2, 3, 4, 5, 6};
  for (const Case& c : cases) {
    for (const Reduction reduction : {Reduction::kMean, Reduction::kNone}) {
      SCOPED_TRACE(::testing::Message() << "case " << &c - cases);
      Output<double> value(1);
      Output<float> row_losses(2), grad(6);
      LossResults results;
      results.value = value;
      results.losses = row_losses;
      results.grads[0] = grad;
      CrossEntropyOptions options = c.options;
      options.reduction = reduction;
      EXPECT_TRUE(IsStatus(CrossEntropy({2, 3, 1}, logits, c.labels.data(), options, results), c.code, c.index, c.got));
      EXPECT_TRUE(value.Untouched() && row_losses.Untouched() && grad.Untouched());
    }
  }
}

TEST(CrossEntropyErrorsTest, BadTargetProbabilitiesAreReportedAndNothingWritten) {
  constexpr float kNegative[] = {-1, 1, 1};
  struct Case {
    Input<float> targets;
    CrossEntropyOptions options;
    StatusCode code;
    size_t index;
    double got;
  };
  const Case cases[] = {
      {{0, 0, 1, 0, -0.25f, 1}, {}, StatusCode::kProbabilityInvalid, 4, -0.25},
      {{0, 0, 1, 0, 0, kNaN}, {}, StatusCode::kProbabilityInvalid, 5, static_cast<double>(kNaN)},
      {{kInf, 0, 1, -1, 0, 0}, {}, StatusCode::kProbabilityInvalid, 0, kInf},
      {{0, 0, 1, 0, 0, 1}, {.class_weights = kNegative}, StatusCode::kWeightInvalid, 0, -1},
      {{0, 0, 1, 0, 0, 1}, {.label_smoothing = 2.0f}, StatusCode::kLabelSmoothingInvalid, 0, 2},
  };
  const Input<float> logits{1, 2, 3, 4, 5, 6};
  for (const Case& c : cases) {
    SCOPED_TRACE(::testing::Message() << "case " << &c - cases);
    Output<double> value(1);
    Output<float> grad(6), grad_targets(6), grad_weights(3);
    LossResults results;
    results.value = value;
    results.grads[0] = grad;
    results.grads[1] = grad_targets;
    results.grads[2] = grad_weights;
    EXPECT_TRUE(
        IsStatus(CrossEntropyWithProbs({2, 3, 1}, logits, c.targets, c.options, results), c.code, c.index, c.got));
    EXPECT_TRUE(value.Untouched() && grad.Untouched() && grad_targets.Untouched() && grad_weights.Untouched());
  }
}

// What all weights come to matters to smoothing alone: without it, their sum may be more than a float holds.
TEST(CrossEntropyErrorsTest, WeightsWhoseSumOverflows) {
  const Input<float> logits{2, 1};
  const Input<float> weights{3e38f, 3e38f};
  double value = 0.0;
  std::vector<float> grad(2);
  const CrossEntropyOptions options = {.class_weights = weights};
  const LossResults results = {.value = &value, .grads = {grad.data()}};
  ASSERT_TRUE(CrossEntropy({1, 2, 1}, logits, Input<int32_t>{0}, options, results).ok());
  // Divided by the label's own weight, it is as if there were none.
  EXPECT_TRUE(Near(value, 0.31326168751822286, kCrossEntropyBound));
  EXPECT_TRUE(Near(grad, std::vector<double>{-0.2689414213699951, 0.2689414213699951}, kCrossEntropyGradBound));
}

// Where a label's logit is, has to fit 32 bits. Without samples there is none.
TEST(CrossEntropyErrorsTest, MoreThanPositionsCanTell) {
  double value = 5.0;
  const LossResults results = {.value = &value};
  EXPECT_TRUE(
      IsStatus(CrossEntropy({1, 1 << 16, 1 << 15}, nullptr, nullptr, {}, results), StatusCode::kTooLarge, 0, 0x1p31));
  EXPECT_EQ(value, 5.0);
  EXPECT_TRUE(CrossEntropy({0, 1 << 16, 1 << 15}, nullptr, nullptr, {}, results).ok());
}

// A row of no classes has no label that is in range, but it may be ignored.
TEST(CrossEntropyErrorsTest, NoClasses) {
  const Input<float> logits(std::span<const float>{});
  double value = 5.0;
  const LossResults results = {.value = &value};
  EXPECT_TRUE(IsStatus(CrossEntropy({2, 0, 1}, logits, Input<int32_t>{-100, 0}, {}, results),
                       StatusCode::kLabelOutOfRange, 1, 0));
  EXPECT_EQ(value, 5.0);
  EXPECT_TRUE(CrossEntropy({2, 0, 1}, logits, Input<int32_t>{-100, -100}, {}, results).ok());
  EXPECT_TRUE(std::isnan(value));
}

// As PyTorch has it: the losses are sums of nothing, their mean is not a number.
TEST(CrossEntropyErrorsTest, NoClassesWithProbs) {
  const Input<float> none(std::span<const float>{});
  double value = 5.0;
  LossResults results = {.value = &value};
  EXPECT_TRUE(CrossEntropyWithProbs({2, 0, 1}, none, none, {}, results).ok());
  EXPECT_TRUE(std::isnan(value));
  EXPECT_TRUE(CrossEntropyWithProbs({2, 0, 1}, none, none, {.reduction = Reduction::kSum}, results).ok());
  EXPECT_EQ(value, 0.0);
  Output<float> row_losses(2);
  results.losses = row_losses;
  EXPECT_TRUE(CrossEntropyWithProbs({2, 0, 1}, none, none, {.reduction = Reduction::kNone}, results).ok());
  EXPECT_EQ(row_losses.values()[0], 0.0f);
  EXPECT_EQ(row_losses.values()[1], 0.0f);
}

}  // namespace
}  // namespace surprisal
