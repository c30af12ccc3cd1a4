// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Losses of rows against labels: margins, negative log-likelihood, perplexity; and what each of them, and those of the
// softmax family, says to bad input.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "src/cross_entropy.h"
#include "src/multi_margin_loss.h"
#include "src/multilabel_margin_loss.h"
#include "src/nll_loss.h"
#include "src/perplexity.h"
#include "src/softmax.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/loss_call.h"
#include "tests/core/matchers.h"
#include "tests/core/reference.h"

namespace surprisal {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

Doubles AsDoubles(const std::vector<float>& values) { return {values.begin(), values.end()}; }

// ------------------------------ Margins

struct MarginExpectation {
  Doubles losses, grad;
};

MarginExpectation MultiMarginReference(const RowShape& shape, const std::vector<float>& scores,
                                       const std::vector<int32_t>& labels, const MultiMarginLossOptions& options) {
  MarginExpectation e{Doubles(shape.Rows()), Doubles(shape.Size())};
  const double p = static_cast<double>(options.p);
  for (size_t i = 0; i < shape.Rows(); ++i) {
    const Doubles x = RowOf(shape, std::span<const float>(scores), i);
    const auto t = static_cast<size_t>(labels[i]);
    const double weight = options.class_weights == nullptr ? 1.0 : static_cast<double>(options.class_weights[t]);
    const double factor = weight / static_cast<double>(shape.classes);
    for (size_t j = 0; j < shape.classes; ++j) {
      const double z = static_cast<double>(options.margin) - x[t] + x[j];
      if (j == t || z <= 0.0) continue;
      e.losses[i] += factor * std::pow(z, p);
      e.grad[At(shape, i, j)] += factor * p * std::pow(z, p - 1.0);
      e.grad[At(shape, i, t)] -= factor * p * std::pow(z, p - 1.0);
    }
  }
  return e;
}

void CheckMultiMargin(const RowShape& shape, uint32_t n) {
  SCOPED_TRACE(::testing::Message() << "[" << shape.outer << ", " << shape.classes << ", " << shape.inner << "]");
  Numbers numbers(n);
  // Multiples of 1/8: at the margin the differences are exact, or the two would be of different minds.
  std::vector<float> scores(shape.Size());
  for (float& score : scores) score = static_cast<float>(numbers.Below(49)) / 8.0f - 3.0f;
  const std::vector<float> weights = numbers.Floats(shape.classes, 0.0f, 2.0f);
  const std::vector<int32_t> labels = numbers.Labels(shape.Rows(), shape.classes);
  const MultiMarginLossOptions options = {.p = n % 2 == 0 ? 1.0f : 2.0f,
                                          .margin = n % 3 == 0 ? 1.0f : 0.25f,
                                          .class_weights = n % 4 < 2 ? nullptr : weights.data(),
                                          .reduction = Reduction::kNone};
  const Input<float> in(std::span<const float>(scores), n % 4);
  const MarginExpectation want = MultiMarginReference(shape, scores, labels, options);
  Output<float> losses(shape.Rows(), 1), grad(shape.Size(), 3);
  ASSERT_TRUE(MultiMarginLoss(shape, in, labels.data(), options, {.losses = losses, .grads = {grad}}).ok());
  EXPECT_TRUE(Near(losses.values(), want.losses, kElementwiseBound));
  EXPECT_TRUE(Near(grad.values(), want.grad, kElementwiseGradBound));
  std::vector<float> in_place = scores;
  ASSERT_TRUE(MultiMarginLoss(shape, in_place.data(), labels.data(), options, {.grads = {in_place.data()}}).ok());
  EXPECT_TRUE(Same(in_place, grad.values())) << "in place";
}

TEST(MultiMarginLossTest, EveryLength) {
  uint32_t n = 0;
  for (size_t classes = 1; classes <= 80; ++classes, ++n) CheckMultiMargin({1 + n % 9, classes, 1}, n);
  for (size_t inner = 0; inner <= 33; ++inner, ++n) CheckMultiMargin({2, 1 + n % 5, inner}, n);
  for (const RowShape& shape : {RowShape{131, 10, 1}, RowShape{150, 70, 1}, RowShape{3, 5000, 1}}) {
    CheckMultiMargin(shape, n++);
  }
}

TEST(MultiMarginLossTest, KnownValues) {
  const float scores[] = {0.1f, 0.2f, 0.4f, 0.8f};
  const int32_t label = 3;
  double value = 0.0;
  ASSERT_TRUE(MultiMarginLoss({1, 4, 1}, scores, &label, {}, {.value = &value}).ok());
  EXPECT_TRUE(Near(value, (0.3 + 0.4 + 0.6) / 4.0, kElementwiseBound));
  ASSERT_TRUE(MultiMarginLoss({1, 4, 1}, scores, &label, {.p = 2.0f}, {.value = &value}).ok());
  EXPECT_TRUE(Near(value, (0.09 + 0.16 + 0.36) / 4.0, kElementwiseBound));
}

MarginExpectation MultilabelReference(const RowShape& shape, const std::vector<float>& scores,
                                      const std::vector<int32_t>& labels) {
  MarginExpectation e{Doubles(shape.Rows()), Doubles(shape.Size())};
  const double each = 1.0 / static_cast<double>(shape.classes);
  for (size_t i = 0; i < shape.Rows(); ++i) {
    std::vector<size_t> listed;
    for (size_t k = 0; k < shape.classes && labels[At(shape, i, k)] >= 0; ++k) {
      listed.push_back(static_cast<size_t>(labels[At(shape, i, k)]));
    }
    for (const size_t y : listed) {
      for (size_t j = 0; j < shape.classes; ++j) {
        if (std::count(listed.begin(), listed.end(), j) != 0) continue;
        const double z =
            1.0 - static_cast<double>(scores[At(shape, i, y)]) + static_cast<double>(scores[At(shape, i, j)]);
        if (z <= 0.0) continue;
        e.losses[i] += each * z;
        e.grad[At(shape, i, j)] += each;
        e.grad[At(shape, i, y)] -= each;
      }
    }
  }
  return e;
}

TEST(MultilabelMarginLossTest, EveryLength) {
  uint32_t n = 0;
  for (size_t classes = 1; classes <= 40; ++classes) {
    for (const size_t inner : {1u, 3u}) {
      const RowShape shape = {1 + n % 4, classes, inner};
      SCOPED_TRACE(::testing::Message() << classes << " classes, inner " << inner);
      Numbers numbers(n++);
      std::vector<float> scores(shape.Size());
      for (float& score : scores) score = static_cast<float>(numbers.Below(33)) / 8.0f - 2.0f;
      std::vector<int32_t> labels(shape.Size());
      for (int32_t& label : labels) label = static_cast<int32_t>(numbers.Below(static_cast<uint32_t>(classes) + 1)) - 1;
      const MarginExpectation want = MultilabelReference(shape, scores, labels);
      Output<float> losses(shape.Rows(), 1), grad(shape.Size(), 3);
      const LossResults results = {.losses = losses, .grads = {grad}};
      ASSERT_TRUE(MultilabelMarginLoss(shape, scores.data(), labels.data(), Reduction::kNone, results).ok());
      EXPECT_TRUE(Near(losses.values(), want.losses, kElementwiseBound));
      EXPECT_TRUE(Near(grad.values(), want.grad, kElementwiseGradBound));
      const LossResults in_place = {.grads = {scores.data()}};
      ASSERT_TRUE(MultilabelMarginLoss(shape, scores.data(), labels.data(), Reduction::kNone, in_place).ok());
      EXPECT_TRUE(Same(scores, grad.values())) << "in place";
    }
  }
}

// ------------------------------ Likelihood

TEST(NllLossTest, OfLogSoftmaxIsCrossEntropy) {
  for (const RowShape& shape : {RowShape{9, 3, 1}, RowShape{7, 10, 1}, RowShape{3, 100, 1}, RowShape{2, 3, 6}}) {
    Numbers numbers(1);
    const std::vector<float> logits = numbers.Floats(shape.Size(), -4.0f, 4.0f);
    const std::vector<float> weights = numbers.Floats(shape.classes, 0.25f, 2.0f);
    std::vector<int32_t> labels = numbers.Labels(shape.Rows(), shape.classes);
    labels[1] = 7777;
    std::vector<float> log_probs(shape.Size());
    ASSERT_TRUE(LogSoftmax(shape, logits.data(), 1.0f, log_probs.data()).ok());
    for (const Reduction reduction : {Reduction::kMean, Reduction::kSum}) {
      double nll = 0.0, cross_entropy = 0.0;
      std::vector<float> grad(shape.Size()), grad_logits(shape.Size()), want(shape.Size());
      const NllLossOptions options = {weights.data(), 7777, reduction};
      ASSERT_TRUE(
          NllLoss(shape, log_probs.data(), labels.data(), options, {.value = &nll, .grads = {grad.data()}}).ok());
      ASSERT_TRUE(CrossEntropy(shape, logits.data(), labels.data(),
                               {.class_weights = weights.data(), .ignore_label = 7777, .reduction = reduction},
                               {.value = &cross_entropy, .grads = {want.data()}})
                      .ok());
      EXPECT_TRUE(Near(nll, cross_entropy, kCrossEntropyBound));
      ASSERT_TRUE(LogSoftmaxGrad(shape, logits.data(), 1.0f, grad.data(), grad_logits.data()).ok());
      EXPECT_TRUE(Near(grad_logits, AsDoubles(want), kCrossEntropyGradBound));
    }
  }
}

TEST(NllLossTest, GradientInPlace) {
  const RowShape shape = {2, 3, 4};
  std::vector<float> log_probs = Numbers(2).Floats(shape.Size(), -4.0f, 0.0f), grad(shape.Size());
  const std::vector<int32_t> labels = {0, 1, 2, -100, 2, 2, 1, 0};
  double apart = 0.0, in_place = 0.0;
  ASSERT_TRUE(NllLoss(shape, log_probs.data(), labels.data(), {}, {.value = &apart, .grads = {grad.data()}}).ok());
  ASSERT_TRUE(
      NllLoss(shape, log_probs.data(), labels.data(), {}, {.value = &in_place, .grads = {log_probs.data()}}).ok());
  EXPECT_EQ(apart, in_place);
  EXPECT_TRUE(Same(log_probs, grad));
}

TEST(PerplexityTest, OfEqualLogitsIsTheNumberOfClasses) {
  for (const size_t classes : {1u, 2u, 10u, 1000u, 50257u}) {
    const std::vector<float> logits(2 * classes, 3.0f);
    const int32_t labels[] = {0, static_cast<int32_t>(classes) - 1};
    double value = 0.0;
    ASSERT_TRUE(Perplexity({2, classes, 1}, logits.data(), labels, -100, {.value = &value}).ok());
    EXPECT_TRUE(Near(value, static_cast<double>(classes), kPerplexityBound));
  }
}

TEST(PerplexityTest, InfiniteWithARowIgnored) {
  const float logits[] = {-kInf, 0.0f, 1.0f, 2.0f, kNaN, 5.0f};
  const int32_t labels[] = {0, 1, -100};
  double value = 0.0;
  Output<float> grad(6);
  ASSERT_TRUE(Perplexity({3, 2, 1}, logits, labels, -100, {.value = &value, .grads = {grad}}).ok());
  EXPECT_EQ(value, static_cast<double>(kInf));
  const float want[] = {-kInf, kInf, kInf, -kInf, 0.0f, 0.0f};
  EXPECT_TRUE(Same(grad.values(), std::span<const float>(want)));
}

// ------------------------------ Errors

struct BadCall {
  const char* loss;
  StatusCode code;
  size_t index;
  double got;
  std::vector<LossOption> options;
  std::vector<int32_t> labels = {0, 2};
  std::vector<float> weights = {};
  std::vector<float> probs = {};  // instead of labels
};

TEST(RowLossErrorsTest, NothingIsWritten) {
  const float nan = kNaN;
  std::vector<BadCall> calls = {
      {"softmax_focal_loss", StatusCode::kOptionInvalid, 0, -0.5, {{"gamma", -0.5}}},
      {"softmax_focal_loss", StatusCode::kOptionInvalid, 0, HUGE_VAL, {{"gamma", HUGE_VAL}}},
      {"softmax_focal_loss", StatusCode::kOptionInvalid, 0, NAN, {{"gamma", NAN}}},
      {"poly1_cross_entropy", StatusCode::kOptionInvalid, 0, NAN, {{"epsilon", NAN}}},
      {"poly1_cross_entropy", StatusCode::kOptionInvalid, 0, -HUGE_VAL, {{"epsilon", -HUGE_VAL}}},
      {"poly1_cross_entropy", StatusCode::kProbabilityInvalid, 4, -1.0, {}, {}, {}, {0, 0, 1, 0, -1, 0}},
      {"poly1_cross_entropy", StatusCode::kOptionInvalid, 0, NAN, {{"epsilon", NAN}}, {}, {}, {0, 0, 1, 0, 1, 0}},
      {"z_loss_cross_entropy", StatusCode::kOptionInvalid, 0, -1.0, {{"zLoss", -1.0}}},
      {"z_loss_cross_entropy", StatusCode::kOptionInvalid, 0, NAN, {{"zLoss", NAN}}, {}, {}, {0, 0, 1, 0, 1, 0}},
      {"z_loss_cross_entropy", StatusCode::kLabelSmoothingInvalid, 0, 2.0, {{"labelSmoothing", 2.0}}},
      {"z_loss_cross_entropy", StatusCode::kProbabilityInvalid, 1, NAN, {}, {}, {}, {0, nan, 1, 0, 1, 0}},
      {"multi_margin_loss", StatusCode::kOptionInvalid, 0, 3.0, {{"p", 3.0}}},
      {"multi_margin_loss", StatusCode::kOptionInvalid, 1, NAN, {{"margin", NAN}}},
      {"multi_margin_loss", StatusCode::kLabelOutOfRange, 1, -100.0, {}, {0, -100}},
      {"multilabel_margin_loss", StatusCode::kLabelOutOfRange, 5, 9.0, {}, {0, -1, 0, 1, -1, 9}},
      {"multilabel_margin_loss", StatusCode::kLabelOutOfRange, 0, -2.0, {}, {-2, -1, 0, 1, -1, 0}},
      {"perplexity", StatusCode::kLabelOutOfRange, 0, 3.0, {}, {3, -100}},
  };
  for (const char* loss : {"nll_loss", "softmax_focal_loss", "poly1_cross_entropy", "z_loss_cross_entropy"}) {
    calls.push_back({loss, StatusCode::kLabelOutOfRange, 1, 3.0, {}, {-100, 3}});
    calls.push_back({loss, StatusCode::kLabelOutOfRange, 1, -100.0, {{"ignoreIndex", 1.0}}, {1, -100}});
  }
  for (const char* loss :
       {"nll_loss", "softmax_focal_loss", "poly1_cross_entropy", "z_loss_cross_entropy", "multi_margin_loss"}) {
    calls.push_back({loss, StatusCode::kWeightInvalid, 2, -1.0, {}, {0, 2}, {1, 1, -1}});
    calls.push_back({loss, StatusCode::kWeightInvalid, 0, NAN, {}, {0, 2}, {nan, 1, 1}});
  }
  const Input<float> logits = {1, 2, 3, 4, 5, 6};
  for (const BadCall& call : calls) {
    SCOPED_TRACE(::testing::Message() << call.loss << ", code " << static_cast<int>(call.code));
    const LossArgument target = !call.probs.empty()       ? LossArgument{"target", {2, 3}, call.probs, {}}
                                : call.labels.size() == 6 ? LossArgument{"target", {2, 3}, {}, call.labels}
                                                          : LossArgument{"target", {2}, {}, call.labels};
    std::vector<LossArgument> arguments = {{"input", {2, 3}, {static_cast<const float*>(logits), 6}, {}}, target};
    if (!call.weights.empty()) arguments.push_back({"weight", {3}, call.weights, {}});
    Output<double> value(1);
    Output<float> losses(2), grad(6), grad_target(6);
    const LossResults results = {.value = value, .losses = losses, .grads = {grad, grad_target}};
    EXPECT_TRUE(
        IsStatus(FindLoss(call.loss)->run({arguments, call.options}, results), call.code, call.index, call.got));
    EXPECT_TRUE(value.Untouched() && losses.Untouched() && grad.Untouched() && grad_target.Untouched());
  }
}

}  // namespace
}  // namespace surprisal
