// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Cross-entropy: identities, the effect of each option, tiny losses. Golden values are in golden_test.cc, lengths and
// alignments in cross_entropy_sweep_test.cc, bad input in cross_entropy_errors_test.cc.

#include "src/cross_entropy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"
#include "tests/core/reference.h"

namespace surprisal {
namespace {

// Few classes, many classes, one row a lane.
constexpr RowShape kShapes[] = {{5, 3, 1}, {7, 10, 1}, {3, 100, 1}, {2, 3, 6}, {1, 40, 5}};

struct Inputs {
  Inputs(const RowShape& of_shape, uint32_t seed) : shape(of_shape) {
    Numbers numbers(seed);
    logits = numbers.Floats(shape.Size(), -4.0f, 4.0f);
    weights = numbers.Floats(shape.classes, 0.25f, 2.0f);
    labels = numbers.Labels(shape.Rows(), shape.classes);
    one_hot.assign(shape.Size(), 0.0f);
    for (size_t i = 0; i < shape.Rows(); ++i) one_hot[At(shape, i, static_cast<size_t>(labels[i]))] = 1.0f;
  }

  RowShape shape;
  std::vector<float> logits, weights, one_hot;
  std::vector<int32_t> labels;
};

struct Outcome {
  double value = 0.0;
  std::vector<float> grad;
};

Outcome WithLabels(const Inputs& in, const CrossEntropyOptions& options) {
  Outcome o{.grad = std::vector<float>(in.shape.Size())};
  LossResults results;
  results.value = &o.value;
  results.grads[0] = o.grad.data();
  EXPECT_TRUE(CrossEntropy(in.shape, in.logits.data(), in.labels.data(), options, results).ok());
  return o;
}

Outcome WithOneHot(const Inputs& in, const CrossEntropyOptions& options) {
  Outcome o{.grad = std::vector<float>(in.shape.Size())};
  LossResults results;
  results.value = &o.value;
  results.grads[0] = o.grad.data();
  EXPECT_TRUE(CrossEntropyWithProbs(in.shape, in.logits.data(), in.one_hot.data(), options, results).ok());
  return o;
}

std::vector<double> AsDoubles(const std::vector<float>& values) { return {values.begin(), values.end()}; }

TEST(CrossEntropyTest, LabelsAreOneHotProbabilities) {
  for (const RowShape& shape : kShapes) {
    for (const float smoothing : {0.0f, 0.1f, 1.0f}) {
      SCOPED_TRACE(::testing::Message() << shape.classes << " classes, smoothing " << smoothing);
      const Inputs in(shape, 1);
      const CrossEntropyOptions options = {.label_smoothing = smoothing};
      const Outcome labels = WithLabels(in, options), probs = WithOneHot(in, options);
      EXPECT_TRUE(Near(labels.value, probs.value, kCrossEntropyBound));
      EXPECT_TRUE(Near(labels.grad, AsDoubles(probs.grad), kCrossEntropyGradBound));
    }
    // A weight belongs to the class in one and to the label's row in the other: the same with one label a row, for
    // sums. (With smoothing too.)
    const Inputs in(shape, 2);
    const CrossEntropyOptions options = {
        .class_weights = in.weights.data(), .label_smoothing = 0.1f, .reduction = Reduction::kSum};
    EXPECT_TRUE(Near(WithLabels(in, options).value, WithOneHot(in, options).value, kCrossEntropyBound));
  }
}

TEST(CrossEntropyTest, GradientRowsSumTo0) {
  for (const RowShape& shape : kShapes) {
    const Inputs in(shape, 3);
    for (const float* weights : {static_cast<const float*>(nullptr), in.weights.data()}) {
      const Outcome o =
          WithLabels(in, {.class_weights = weights, .label_smoothing = 0.1f, .reduction = Reduction::kSum});
      for (size_t i = 0; i < shape.Rows(); ++i) {
        double sum = 0.0;
        for (size_t j = 0; j < shape.classes; ++j) sum += static_cast<double>(o.grad[At(shape, i, j)]);
        EXPECT_NEAR(sum, 0.0, 1e-6) << shape.classes << " classes, row " << i;
      }
    }
  }
}

// Against the reference's *values*, moved a little: independent of any formula for the gradient.
TEST(CrossEntropyTest, GradientsAreFiniteDifferences) {
  constexpr double kStep = 1e-5;
  for (const RowShape& shape : {RowShape{3, 5, 1}, RowShape{2, 70, 1}, RowShape{2, 3, 3}}) {
    for (const bool probs : {false, true}) {
      Inputs in(shape, 4);
      std::vector<float> targets = Numbers(5).Floats(shape.Size(), 0.0f, 2.0f / static_cast<float>(shape.classes));
      const CrossEntropyOptions options = {.class_weights = in.weights.data(), .label_smoothing = 0.1f};
      const int32_t* labels = probs ? nullptr : in.labels.data();
      std::vector<float> grad(shape.Size()), grad_targets(shape.Size()), grad_weights(shape.classes);
      LossResults results;
      results.grads[0] = grad.data();
      if (probs) results.grads[1] = grad_targets.data();
      if (probs) results.grads[2] = grad_weights.data();
      ASSERT_TRUE((probs ? CrossEntropyWithProbs(shape, in.logits.data(), targets.data(), options, results)
                         : CrossEntropy(shape, in.logits.data(), labels, options, results))
                      .ok());
      std::vector<double> logits = AsDoubles(in.logits);
      const auto value = [&] { return CrossEntropyReference(shape, logits, labels, targets.data(), options).value; };
      for (size_t at = 0; at < shape.Size(); ++at) {
        const double x = logits[at];
        logits[at] = x + kStep;
        const double above = value();
        logits[at] = x - kStep;
        const double below = value();
        logits[at] = x;
        EXPECT_NEAR(grad[at], (above - below) / (2 * kStep), 1e-6) << "d logits[" << at << "]";
        if (!probs) continue;
        const float q = targets[at];
        targets[at] = q + 0.25f;
        const double more = value();
        targets[at] = q;
        const double difference = (more - value()) / static_cast<double>(q + 0.25f - q);
        EXPECT_NEAR(grad_targets[at], difference, 1e-6) << "d targets[" << at << "]";
      }
      for (size_t j = 0; probs && j < shape.classes; ++j) {
        const float w = in.weights[j];
        const double before = value();
        in.weights[j] = w + 0.25f;
        const double difference = (value() - before) / static_cast<double>(w + 0.25f - w);
        in.weights[j] = w;
        EXPECT_NEAR(grad_weights[j], difference, 1e-6) << "d weights[" << j << "]";
      }
    }
  }
}

TEST(CrossEntropyTest, EveryOptionChangesTheResult) {
  for (const RowShape& shape : kShapes) {
    SCOPED_TRACE(shape.classes);
    const Inputs in(shape, 6);
    const CrossEntropyOptions variations[] = {
        {},
        {.class_weights = in.weights.data()},
        {.ignore_label = in.labels[0]},
        {.label_smoothing = 0.1f},
        {.label_smoothing = 0.2f},
        {.reduction = Reduction::kSum},
    };
    std::vector<Outcome> outcomes;
    for (const CrossEntropyOptions& options : variations) outcomes.push_back(WithLabels(in, options));
    for (size_t a = 0; a < outcomes.size(); ++a) {
      for (size_t b = 0; b < a; ++b) {
        EXPECT_GT(std::fabs(outcomes[a].value - outcomes[b].value), 1e-4) << a << " and " << b;
        EXPECT_FALSE(Near(outcomes[a].grad, AsDoubles(outcomes[b].grad), {.of_scale = 1e-3})) << a << " and " << b;
      }
    }
  }
}

// A row that is as good as certain: a loss of 1e-9 is 1e-9, and so is the gradient at the label.
TEST(CrossEntropyTest, SaturatedRowsKeepTheirDigits) {
  for (const RowShape& shape :
       {RowShape{3, 2, 1}, RowShape{3, 10, 1}, RowShape{3, 100, 1}, RowShape{3, 300, 1}, RowShape{3, 2, 5}}) {
    for (float gap = 1.0f; gap <= 84.0f; gap += 1.0f) {
      std::vector<float> logits(shape.Size(), -gap), one_hot(shape.Size()), grad(shape.Size()), losses(shape.Rows());
      std::vector<int32_t> labels(shape.Rows());
      for (size_t i = 0; i < shape.Rows(); ++i) {
        labels[i] = static_cast<int32_t>((i * 131) % shape.classes);  // of 300 classes, one in each run
        const size_t at_label = At(shape, i, static_cast<size_t>(labels[i]));
        logits[at_label] = 0.0f;
        one_hot[at_label] = 1.0f;
      }
      LossResults results;
      results.losses = losses.data();
      results.grads[0] = grad.data();
      const Bound bound = {.relative = kSaturatedBound.relative + kErrorPerNat * static_cast<double>(gap)};
      const double rest = static_cast<double>(shape.classes - 1) * std::exp(-static_cast<double>(gap));
      const auto check = [&](const Status& status, const char* target) {
        SCOPED_TRACE(::testing::Message() << shape.classes << " classes, gap " << gap << ", " << target);
        ASSERT_TRUE(status.ok());
        for (size_t i = 0; i < shape.Rows(); ++i) {
          const float at_label = grad[At(shape, i, static_cast<size_t>(labels[i]))];
          ASSERT_TRUE(Near(static_cast<double>(losses[i]), std::log1p(rest), bound));
          ASSERT_TRUE(Near(static_cast<double>(at_label), -rest / (1.0 + rest), bound));
        }
      };
      const CrossEntropyOptions options = {.reduction = Reduction::kNone};
      check(CrossEntropy(shape, logits.data(), labels.data(), options, results), "labels");
      check(CrossEntropyWithProbs(shape, logits.data(), one_hot.data(), options, results), "probabilities");
    }
  }
}

// Logits that mask classes out, as far below the others as floats go: smoothing gives each of them its share of a gap
// that is nearly the largest float, and the shares' sum is one, too.
TEST(CrossEntropyTest, SmoothingOverMaskedClasses) {
  constexpr float kLowest = std::numeric_limits<float>::lowest();
  const std::vector<std::vector<float>> rows = {{1, kLowest, kLowest, 0}, {3e38f, 0, 0, 0}, [&] {
                                                  std::vector<float> wide(100, 0.0f);
                                                  wide[7] = wide[70] = kLowest;
                                                  return wide;
                                                }()};
  for (const std::vector<float>& logits : rows) {
    const size_t classes = logits.size();
    const std::vector<float> ones(classes, 1.0f);
    const int32_t label = 0;
    const double max = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
    double want = 0.9 * (max - static_cast<double>(logits[0]));
    for (const float logit : logits) want += 0.1 * (max - static_cast<double>(logit)) / static_cast<double>(classes);
    for (const float* weights : {static_cast<const float*>(nullptr), ones.data()}) {
      double value = 0.0;
      ASSERT_TRUE(CrossEntropy({1, classes, 1}, logits.data(), &label,
                               {.class_weights = weights, .label_smoothing = 0.1f}, {.value = &value})
                      .ok());
      EXPECT_TRUE(Near(value, want, kCrossEntropyBound)) << classes << " classes, weights " << (weights != nullptr);
    }
  }
}

// A label that counts for nothing has no say in the gradient, be it the maximum or not.
TEST(CrossEntropyTest, LabelsOfNoWeight) {
  for (const size_t classes : {3u, 10u, 100u, 126u, 1000u}) {
    std::vector<float> logits(classes), grad(classes), other_grad(classes);
    for (size_t j = 0; j < classes; ++j) logits[j] = (static_cast<float>((37 * j) % 101) - 50.0f) / 500.0f;
    logits[1] = 0.2f;
    const int32_t label = 1, other_label = 0;
    const CrossEntropyOptions all_smooth = {.label_smoothing = 1.0f};
    ASSERT_TRUE(CrossEntropy({1, classes, 1}, logits.data(), &label, all_smooth, {.grads = {grad.data()}}).ok());
    ASSERT_TRUE(
        CrossEntropy({1, classes, 1}, logits.data(), &other_label, all_smooth, {.grads = {other_grad.data()}}).ok());
    EXPECT_TRUE(Same(std::span<const float>(grad), std::span<const float>(other_grad))) << classes;

    // With a class weight of 0 only the share of the others is left, against probabilities that are nearly theirs.
    std::vector<float> weights(classes, 1.0f);
    weights[1] = 0.0f;
    ASSERT_TRUE(CrossEntropy({1, classes, 1}, logits.data(), &label,
                             {.class_weights = weights.data(), .label_smoothing = 0.1f, .reduction = Reduction::kSum},
                             {.grads = {grad.data()}})
                    .ok());
    double sum = 0.0;
    for (const float logit : logits) sum += std::exp(static_cast<double>(logit));
    const double share = static_cast<double>(0.1f) / static_cast<double>(classes);
    std::vector<double> want(classes);
    for (size_t j = 0; j < classes; ++j) {
      want[j] = share * static_cast<double>(classes - 1) * std::exp(static_cast<double>(logits[j])) / sum;
      if (j != 1) want[j] -= share;
    }
    EXPECT_TRUE(Near(std::span<const float>(grad), std::span<const double>(want), kCrossEntropyGradBound)) << classes;
  }
}

// Loss and gradient of equal logits are what they are whatever the logits' size: log C, and 1 / C.
TEST(CrossEntropyTest, UniformRowsHaveLossLogC) {
  for (const float level : {0.0f, 1.0f, -1e4f, 1e30f, -1e38f, 1e-40f}) {
    for (size_t classes = 1; classes <= 80; ++classes) {
      const std::vector<float> logits(classes, level);
      const int32_t label = static_cast<int32_t>(classes / 2);
      double value = 0.0;
      std::vector<float> grad(classes);
      LossResults results;
      results.value = &value;
      results.grads[0] = grad.data();
      ASSERT_TRUE(CrossEntropy({1, classes, 1}, logits.data(), &label, {}, results).ok());
      const double c = static_cast<double>(classes);
      std::vector<double> want(classes, 1.0 / c);
      want[classes / 2] -= 1.0;
      EXPECT_TRUE(Near(value, std::log(c), kCrossEntropyBound));
      EXPECT_TRUE(Near(grad, want, kCrossEntropyGradBound));
    }
  }
}

}  // namespace
}  // namespace surprisal
