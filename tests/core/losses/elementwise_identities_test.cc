// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the elementwise losses are to each other, and to exact arithmetic where terms cancel.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/core/loss_call.h"
#include "tests/core/losses/elementwise_arguments.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

constexpr Shape kShape = {700};

Outcome LossesOf(std::string_view loss, const Arguments& arguments, std::vector<LossOption> options = {}) {
  return RunLoss(*FindLoss(loss), arguments, "none", {.options = std::move(options)});
}

std::vector<double> Doubles(const std::vector<float>& floats, double factor = 1.0) {
  std::vector<double> doubles;
  for (const float value : floats) doubles.push_back(static_cast<double>(value) * factor);
  return doubles;
}

// The arguments of one loss, given to another that names them alike.
TEST(ElementwiseIdentitiesTest, SmoothL1IsHuberOverItsBend) {
  const Arguments arguments("huber_loss", kShape, 1);
  for (const double bend : {0.25, 1.0, 3.0}) {
    const Outcome huber = LossesOf("huber_loss", arguments, {{"delta", bend}});
    const Outcome smooth = LossesOf("smooth_l1_loss", arguments, {{"beta", bend}});
    const Bound bound = {.relative = 2e-7};
    EXPECT_TRUE(Near(smooth.losses, Doubles(huber.losses, 1 / bend), bound));
    for (size_t i = 0; i < 2; ++i) EXPECT_TRUE(Near(smooth.grads[i], Doubles(huber.grads[i], 1 / bend), bound));
  }
}

TEST(ElementwiseIdentitiesTest, L1IsTheLimitOfSmoothL1AndTwiceTheMedianLoss) {
  const Arguments arguments("l1_loss", kShape, 2);
  const Outcome l1 = LossesOf("l1_loss", arguments);
  const Outcome smooth = LossesOf("smooth_l1_loss", arguments, {{"beta", 0.0}});
  const Outcome median = LossesOf("quantile_loss", arguments, {{"quantile", 0.5}});
  EXPECT_TRUE(Same(smooth.losses, l1.losses));
  EXPECT_TRUE(Same(Doubles(median.losses, 2.0), Doubles(l1.losses)));
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(Same(smooth.grads[i], l1.grads[i]));
    EXPECT_TRUE(Same(Doubles(median.grads[i], 2.0), Doubles(l1.grads[i])));
  }
}

TEST(ElementwiseIdentitiesTest, HuberIsHalfTheSquareWithinItsBend) {
  const Arguments arguments("huber_loss", kShape, 3);
  const Outcome huber = LossesOf("huber_loss", arguments, {{"delta", 1e6}});
  const Outcome square = LossesOf("mse_loss", arguments);
  EXPECT_TRUE(Same(Doubles(huber.losses, 2.0), Doubles(square.losses)));
  EXPECT_TRUE(Same(Doubles(huber.grads[0], 2.0), Doubles(square.grads[0])));
}

// Of a target that is neither 1 nor -1, the sum of both terms is the larger of the input and the margin: exactly.
TEST(ElementwiseIdentitiesTest, HingeEmbeddingOfOtherTargetsIsAMaximum) {
  const std::vector<float> inputs = {-1e30f, -1e4f, -100.1f, -0.7f, 0.0f, 0.3f, 0.7f, 100.1f, 1e30f};
  const Shape shape = {inputs.size()};
  const Arguments arguments =
      Arguments("hinge_embedding_loss", {0}, 0).Filled({{shape, inputs}, {shape, std::vector<float>(9, 0.5f)}});
  const Outcome got = LossesOf("hinge_embedding_loss", arguments, {{"margin", 0.3}});
  for (size_t i = 0; i < inputs.size(); ++i) EXPECT_EQ(got.losses[i], std::max(inputs[i], 0.3f)) << inputs[i];
}

// Relative to itself, from 1e-15 on.
TEST(ElementwiseIdentitiesTest, LogCoshIsASquareNearZeroAndADistanceFarAway) {
  Numbers numbers(4);
  std::vector<float> distances, zeros;
  std::vector<double> losses, slopes;
  for (int exponent = -50; exponent <= 10; ++exponent) {
    for (int i = 0; i < 12; ++i) {
      const float distance = std::ldexp(numbers.Uniform(0.5f, 1.0f), exponent) * (i % 2 == 0 ? 1.0f : -1.0f);
      const double d = std::fabs(static_cast<double>(distance));
      const double near = d * d / 2 - d * d * d * d / 12 + std::pow(d, 6) / 45;
      losses.push_back(d < 0.01 ? near : d + std::log1p(std::exp(-2 * d)) - std::log(2.0));
      slopes.push_back(std::tanh(static_cast<double>(distance)));
      distances.push_back(distance);
      zeros.push_back(0.0f);
    }
  }
  const Shape shape = {distances.size()};
  const Arguments arguments = Arguments("log_cosh_loss", {0}, 0).Filled({{shape, distances}, {shape, zeros}});
  const Outcome got = LossesOf("log_cosh_loss", arguments);
  const Bound bound = {.relative = 1e-6, .absolute = 1e-37};
  EXPECT_TRUE(Near(got.losses, losses, bound));
  EXPECT_TRUE(Near(got.grads[0], slopes, bound));
}

TEST(ElementwiseIdentitiesTest, CrossEntropyWithLogitsIsThatOfSigmoids) {
  const Arguments logits("binary_cross_entropy_with_logits", kShape, 5);
  const Outcome with_logits = LossesOf("binary_cross_entropy_with_logits", logits);
  const Outcome probs = LossesOf("sigmoid", Arguments("sigmoid", kShape, 0).Filled({{kShape, logits.Copy(0)}}));
  const Arguments of_probs =
      Arguments("binary_cross_entropy", kShape, 0).Filled({{kShape, probs.losses}, {kShape, logits.Copy(1)}});
  const Outcome got = LossesOf("binary_cross_entropy", of_probs);
  // The probability was rounded, and the logits reach to 4.
  EXPECT_TRUE(Near(got.losses, Doubles(with_logits.losses), {.relative = 1e-5, .absolute = 1e-6}));
  for (size_t k = 0; k < kShape.Size(); ++k) {
    const double slope = static_cast<double>(got.grads[0][k]) * static_cast<double>(probs.grads[0][k]);
    EXPECT_NEAR(slope, static_cast<double>(with_logits.grads[0][k]), 1e-5);
  }
  EXPECT_TRUE(Near(got.grads[1], Doubles(with_logits.grads[1]), {.relative = 1e-5, .absolute = 1e-5}));
}

TEST(ElementwiseIdentitiesTest, FocalLossThatForgivesNothingIsCrossEntropy) {
  Arguments arguments("sigmoid_focal_loss", kShape, 6);
  std::vector<float> logits = arguments.Copy(0);
  for (size_t k = 0; k < 20; ++k) logits[k] = (k % 2 == 0 ? 1.0f : -1.0f) * std::ldexp(1.0f, static_cast<int>(k));
  logits[20] = HUGE_VALF;
  logits[21] = -HUGE_VALF;
  arguments = arguments.Filled({{kShape, logits}, {kShape, arguments.Copy(1)}});
  const Outcome focal = LossesOf("sigmoid_focal_loss", arguments, {{"alpha", -1.0}, {"gamma", 0.0}});
  const Outcome cross_entropy = LossesOf(
      "binary_cross_entropy_with_logits",
      Arguments("binary_cross_entropy_with_logits", kShape, 0).Filled({{kShape, logits}, {kShape, arguments.Copy(1)}}));
  const Bound bound = {.relative = 3e-7, .of_scale = 1e-7};
  EXPECT_TRUE(Near(focal.losses, Doubles(cross_entropy.losses), {.relative = 3e-7}));
  EXPECT_TRUE(Near(focal.grads[0], Doubles(cross_entropy.grads[0]), bound));
}

// A row of one class is a logit of its own; targets of 1 and -1 are those of 1 and 0.
TEST(ElementwiseIdentitiesTest, MarginLossesAreCrossEntropyInOtherWords) {
  const Arguments margin("soft_margin_loss", kShape, 7);
  std::vector<float> targets = margin.Copy(1);
  for (float& target : targets) target = target > 0.0f ? 1.0f : 0.0f;
  const auto given = [&](std::string_view loss, const Shape& shape) {
    return Arguments(loss, shape, 0).Filled({{shape, margin.Copy(0)}, {shape, targets}});
  };
  const Outcome cross_entropy =
      LossesOf("binary_cross_entropy_with_logits", given("binary_cross_entropy_with_logits", kShape));
  const Outcome soft_margin = LossesOf("soft_margin_loss", margin);
  const Outcome rows =
      LossesOf("multilabel_soft_margin_loss", given("multilabel_soft_margin_loss", {kShape.Size(), 1}));
  EXPECT_TRUE(Same(soft_margin.losses, cross_entropy.losses));
  EXPECT_TRUE(Same(rows.losses, cross_entropy.losses));
  EXPECT_TRUE(Same(rows.grads[0], cross_entropy.grads[0]));
  EXPECT_TRUE(Same(soft_margin.grads[0], cross_entropy.grads[0]));
}

TEST(ElementwiseIdentitiesTest, KlDivergenceOfLogarithmsIsThatOfProbabilities) {
  const Arguments arguments("kl_div", kShape, 8);
  std::vector<float> log_targets = arguments.Copy(1);
  std::vector<float> targets = log_targets;
  for (float& target : log_targets) target = std::log(target);
  const Outcome plain = LossesOf("kl_div", arguments);
  const Outcome of_logs =
      LossesOf("kl_div", arguments.Filled({{kShape, arguments.Copy(0)}, {kShape, log_targets}}), {{"logTarget", 1.0}});
  EXPECT_TRUE(Near(of_logs.losses, Doubles(plain.losses), {.relative = 1e-6, .absolute = 1e-6}));
  EXPECT_TRUE(Near(of_logs.grads[0], Doubles(plain.grads[0]), {.relative = 1e-6}));
  for (size_t k = 0; k < kShape.Size(); ++k) {
    // By the chain rule: d target / d log(target) = target.
    EXPECT_NEAR(static_cast<double>(of_logs.grads[1][k]),
                static_cast<double>(plain.grads[1][k]) * static_cast<double>(targets[k]), 3e-6);
  }
}

// Where the two terms of a log-likelihood cancel, the bound is relative to the larger.
TEST(ElementwiseIdentitiesTest, LikelihoodsAreAccurateBesideTheirTerms) {
  const Shape shape = {20000};
  double worst = 0.0;
  const auto check = [&](float got, double first, double second) {
    const double larger = std::max(std::fabs(first), std::fabs(second));
    const double want = first + second;
    worst = std::max(worst, std::fabs(static_cast<double>(got) - want) / larger);
    EXPECT_TRUE(Near(static_cast<double>(got), want, kLikelihoodBound, larger)) << first << " + " << second;
  };
  const Arguments poisson("poisson_nll_loss", shape, 9);
  const Outcome of_logs = LossesOf("poisson_nll_loss", poisson);
  for (size_t k = 0; k < shape.Size(); ++k) {
    const double input = static_cast<double>(poisson.values(0)[k]);
    check(of_logs.losses[k], std::exp(input), -static_cast<double>(poisson.values(1)[k]) * input);
  }
  std::cout << "  Poisson: at most " << worst << " of the larger term\n";
  std::vector<float> rates = poisson.Copy(0);
  for (float& rate : rates) rate = std::fabs(rate) + 0.1f;
  const Outcome of_rates = LossesOf("poisson_nll_loss", poisson.Filled({{shape, rates}, {shape, poisson.Copy(1)}}),
                                    {{"logInput", 0.0}, {"eps", 0.0}});
  for (size_t k = 0; k < shape.Size(); ++k) {
    const double rate = static_cast<double>(rates[k]);
    check(of_rates.losses[k], rate, -static_cast<double>(poisson.values(1)[k]) * std::log(rate));
  }
  const Arguments gaussian("gaussian_nll_loss", shape, 10);
  const Outcome normal = LossesOf("gaussian_nll_loss", gaussian);
  for (size_t k = 0; k < shape.Size(); ++k) {
    const double difference = static_cast<double>(gaussian.values(0)[k]) - static_cast<double>(gaussian.values(1)[k]);
    const double var = static_cast<double>(gaussian.values(2)[k]);
    check(normal.losses[k], std::log(var) / 2, difference * difference / var / 2);
  }
  std::cout << "  likelihoods: at most " << worst << " of the larger term\n";
}

// However certain: relative to the loss itself.
TEST(ElementwiseIdentitiesTest, CertainLogitsHaveTinyLosses) {
  std::vector<float> logits, targets;
  std::vector<double> losses, slopes;
  for (float logit = 0.0f; logit < 85.0f; logit += 0.25f) {
    for (const float target : {0.0f, 1.0f}) {
      for (const float sign : {-1.0f, 1.0f}) {
        const double toward = static_cast<double>(sign * logit * (target == 1.0f ? 1.0f : -1.0f));
        logits.push_back(sign * logit);
        targets.push_back(target);
        losses.push_back(toward > 0 ? std::log1p(std::exp(-toward)) : -toward + std::log1p(std::exp(toward)));
        const double error = toward > 0 ? std::exp(-toward) / (1 + std::exp(-toward)) : 1 / (1 + std::exp(toward));
        slopes.push_back(target == 1.0f ? -error : error);
      }
    }
  }
  const Shape shape = {logits.size()};
  const Outcome got =
      LossesOf("binary_cross_entropy_with_logits",
               Arguments("binary_cross_entropy_with_logits", {0}, 0).Filled({{shape, logits}, {shape, targets}}));
  EXPECT_TRUE(Near(got.losses, losses, {.relative = 1e-6}));
  EXPECT_TRUE(Near(got.grads[0], slopes, {.relative = 1e-6}));
}

}  // namespace
}  // namespace surprisal
