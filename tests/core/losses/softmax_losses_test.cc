// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses that are cross-entropy with something more: identities, every length, tiny losses, gradients in place.

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/cross_entropy.h"
#include "src/poly1_cross_entropy.h"
#include "src/softmax_focal_loss.h"
#include "src/z_loss_cross_entropy.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"
#include "tests/core/reference.h"

namespace surprisal {
namespace {

enum class Kind { kCrossEntropy, kFocal, kPoly1, kZLoss };

// One call: the loss with its own option, and the options that all have.
struct Plan {
  Kind kind;
  float own;  // gamma, epsilon or z
  bool probs = false;
  bool weighted = false;
  bool upstream = false;
  float smoothing = 0.0f;
  Reduction reduction = Reduction::kMean;
};

constexpr Plan kPlans[] = {
    {.kind = Kind::kFocal, .own = 2.0f},
    {.kind = Kind::kFocal, .own = 0.5f, .weighted = true, .upstream = true, .reduction = Reduction::kNone},
    {.kind = Kind::kFocal, .own = 2.5f, .weighted = true, .upstream = true, .reduction = Reduction::kSum},
    {.kind = Kind::kPoly1, .own = 1.0f, .weighted = true},
    {.kind = Kind::kPoly1, .own = -0.5f, .upstream = true, .reduction = Reduction::kNone},
    {.kind = Kind::kPoly1, .own = 1.0f, .probs = true},
    {.kind = Kind::kPoly1,
     .own = 2.0f,
     .probs = true,
     .weighted = true,
     .upstream = true,
     .reduction = Reduction::kNone},
    {.kind = Kind::kZLoss, .own = 0.25f, .weighted = true},
    {.kind = Kind::kZLoss, .own = 0.125f, .weighted = true, .upstream = true, .smoothing = 0.1f},
    {.kind = Kind::kZLoss, .own = 1e-4f, .upstream = true, .smoothing = 0.1f, .reduction = Reduction::kNone},
    {.kind = Kind::kZLoss, .own = 0.25f, .probs = true},
    {.kind = Kind::kZLoss,
     .own = 0.25f,
     .probs = true,
     .weighted = true,
     .upstream = true,
     .smoothing = 0.1f,
     .reduction = Reduction::kNone},
};

struct Problem {
  Problem(const RowShape& of_shape, float limit, uint32_t seed) : shape(of_shape) {
    Numbers numbers(seed);
    logits = numbers.Floats(shape.Size(), -limit, limit);
    targets = numbers.Floats(shape.Size(), 0.0f, 1.0f);
    weights = numbers.Floats(shape.classes, 0.25f, 2.0f);
    upstream = numbers.Floats(std::max<size_t>(shape.Rows(), 1), -2.0f, 2.0f);
    labels = numbers.Labels(shape.Rows(), shape.classes);
    for (size_t i = 2; i < labels.size(); i += 5) labels[i] = -100;
  }

  RowShape shape;
  std::vector<float> logits, targets, weights, upstream;
  std::vector<int32_t> labels;
};

Status Call(const Plan& plan, const RowShape& shape, const float* logits, const int32_t* labels, const float* targets,
            const float* weights, const LossResults& results) {
  const CrossEntropyOptions common = {weights, -100, plan.smoothing, plan.reduction};
  switch (plan.kind) {
    case Kind::kFocal:
      return SoftmaxFocalLoss(shape, logits, labels, {plan.own, weights, -100, plan.reduction}, results);
    case Kind::kPoly1: {
      const Poly1CrossEntropyOptions options = {plan.own, weights, -100, plan.reduction};
      return plan.probs ? Poly1CrossEntropyWithProbs(shape, logits, targets, options, results)
                        : Poly1CrossEntropy(shape, logits, labels, options, results);
    }
    case Kind::kZLoss:
      return plan.probs ? ZLossCrossEntropyWithProbs(shape, logits, targets, {plan.own, common}, results)
                        : ZLossCrossEntropy(shape, logits, labels, {plan.own, common}, results);
    case Kind::kCrossEntropy:
      break;
  }
  return plan.probs ? CrossEntropyWithProbs(shape, logits, targets, common, results)
                    : CrossEntropy(shape, logits, labels, common, results);
}

struct Outcome {
  double value = 0.0;
  std::vector<float> losses, grad, grad_targets, grad_weights;
};

Outcome Call(const Plan& plan, const Problem& p) {
  Outcome o{.losses = std::vector<float>(p.shape.Rows()),
            .grad = std::vector<float>(p.shape.Size()),
            .grad_targets = std::vector<float>(plan.probs ? p.shape.Size() : 0),
            .grad_weights = std::vector<float>(plan.probs ? p.shape.classes : 0)};
  LossResults results = {.value = &o.value, .losses = o.losses.data(), .grads = {o.grad.data()}};
  if (plan.probs) results.grads[1] = o.grad_targets.data();
  if (plan.probs) results.grads[2] = o.grad_weights.data();
  if (plan.upstream) results.grad_output = p.upstream.data();
  EXPECT_TRUE(Call(plan, p.shape, p.logits.data(), p.labels.data(), p.targets.data(),
                   plan.weighted ? p.weights.data() : nullptr, results)
                  .ok());
  return o;
}

struct Expectation {
  double value = 0.0;
  Doubles losses, grad, grad_targets, grad_weights;
  double grad_scale = 0.0, grad_weights_scale = 0.0;
};

// The definitions, in double.
Expectation Reference(const Plan& plan, const Problem& p) {
  const RowShape& shape = p.shape;
  const double own = static_cast<double>(plan.own), eps = static_cast<double>(plan.smoothing);
  const auto weight = [&](size_t j) { return plan.weighted ? static_cast<double>(p.weights[j]) : 1.0; };
  const auto counts = [&](size_t i) { return plan.probs || p.labels[i] != -100; };
  double denominator = 0.0, counted = 0.0;
  for (size_t i = 0; i < shape.Rows(); ++i) {
    if (!counts(i)) continue;
    counted += 1.0;
    denominator += plan.probs ? 1.0 : weight(static_cast<size_t>(p.labels[i]));
  }
  const bool mean = plan.reduction == Reduction::kMean;
  Expectation e;
  e.losses.assign(shape.Rows(), 0.0);
  e.grad.assign(shape.Size(), 0.0);
  e.grad_targets.assign(plan.probs ? shape.Size() : 0, 0.0);
  e.grad_weights.assign(plan.probs ? shape.classes : 0, 0.0);
  Doubles magnitudes(shape.classes);
  for (size_t i = 0; i < shape.Rows(); ++i) {
    if (!counts(i)) continue;
    const double upstream =
        plan.upstream ? static_cast<double>(p.upstream[plan.reduction == Reduction::kNone ? i : 0]) : 1.0;
    const double g = upstream / (mean ? denominator : 1.0), z_g = upstream / (mean ? counted : 1.0);
    const Doubles x = RowOf(shape, std::span<const float>(p.logits), i);
    const double lse = LogSumExpOf(x);
    const size_t t = plan.probs ? 0 : static_cast<size_t>(p.labels[i]);
    double loss = 0.0, z = 0.0, mass = 0.0, expected = 0.0;
    Doubles a(shape.classes), prob(shape.classes);
    for (size_t j = 0; j < shape.classes; ++j) {
      prob[j] = std::exp(x[j] - lse);
      const double target = plan.probs ? static_cast<double>(p.targets[At(shape, i, j)]) : (j == t ? 1.0 : 0.0);
      a[j] = (1.0 - eps) * weight(plan.probs ? j : t) * target + eps / static_cast<double>(shape.classes) * weight(j);
      mass += a[j];
      expected += a[j] * prob[j];
      loss -= a[j] * (x[j] - lse);
      if (plan.kind == Kind::kPoly1) loss += a[j] * own * (1.0 - prob[j]);
    }
    if (plan.kind == Kind::kZLoss) z = own * lse * lse;
    double slope = 0.0;
    if (plan.kind == Kind::kFocal) {
      const double nll = lse - x[t], q = -std::expm1(-nll), factor = std::pow(q, own);
      loss = weight(t) * factor * nll;
      slope = weight(t) * (q > 0.0 ? factor + own * prob[t] * factor / q * nll : 0.0);
    }
    for (size_t j = 0; j < shape.classes; ++j) {
      double& grad = e.grad[At(shape, i, j)];
      grad = plan.kind == Kind::kFocal ? g * slope * (prob[j] - (j == t ? 1.0 : 0.0)) : g * (mass * prob[j] - a[j]);
      if (plan.kind == Kind::kPoly1) grad += g * own * prob[j] * (expected - a[j]);
      if (plan.kind == Kind::kZLoss) grad += z_g * 2.0 * own * lse * prob[j];
      e.grad_scale = std::max(e.grad_scale, std::fabs(g * mass));
      if (!plan.probs) continue;
      const double more = plan.kind == Kind::kPoly1 ? own * (1.0 - prob[j]) : 0.0;
      e.grad_targets[At(shape, i, j)] = g * weight(j) * (1.0 - eps) * (lse - x[j] + more);
      const double target = static_cast<double>(p.targets[At(shape, i, j)]);
      const double term = g * ((1.0 - eps) * target + eps / static_cast<double>(shape.classes)) * (lse - x[j] + more);
      e.grad_weights[j] += term;
      magnitudes[j] += std::fabs(term);
      e.grad_weights_scale = std::max(e.grad_weights_scale, magnitudes[j]);
    }
    e.losses[i] = loss + z;
    e.value += loss / (mean ? denominator : 1.0) + z / (mean ? counted : 1.0);
  }
  if (mean && denominator == 0.0) e.value = std::nan("");
  return e;
}

void Check(const Plan& plan, const RowShape& shape, float limit, uint32_t seed) {
  SCOPED_TRACE(::testing::Message() << "[" << shape.outer << ", " << shape.classes << ", " << shape.inner << "], plan "
                                    << &plan - kPlans);
  const Problem p(shape, limit, seed);
  const Outcome got = Call(plan, p);
  const Expectation want = Reference(plan, p);
  if (plan.reduction == Reduction::kNone) {
    EXPECT_TRUE(Near(got.losses, want.losses, kSoftmaxLossBound));
  } else {
    EXPECT_TRUE(Near(got.value, want.value, kSoftmaxLossBound));
  }
  EXPECT_TRUE(Near(got.grad, want.grad, kSoftmaxLossGradBound, want.grad_scale)) << "d logits";
  EXPECT_TRUE(Near(got.grad_targets, want.grad_targets, kSoftmaxLossGradBound)) << "d targets";
  EXPECT_TRUE(Near(got.grad_weights, want.grad_weights, kSoftmaxLossGradBound, want.grad_weights_scale)) << "d weights";
}

// Through 2N - 1 for vectors of up to 16 lanes, and through the change from the kernel for few classes to that for
// many; then several tiles, some rows of each to be ignored.
TEST(SoftmaxLossesTest, EveryLength) {
  uint32_t n = 0;
  for (const Plan& plan : kPlans) {
    for (size_t classes = 1; classes <= 80; ++classes, ++n) Check(plan, {1 + n % 9, classes, 1}, 4.0f, n);
    for (size_t inner = 0; inner <= 33; ++inner, ++n) Check(plan, {2, 1 + n % 5, inner}, 4.0f, n);
    for (const RowShape& shape :
         {RowShape{131, 10, 1}, RowShape{70, 64, 1}, RowShape{150, 70, 1}, RowShape{3, 1029, 1}, RowShape{2, 3, 139}}) {
      Check(plan, shape, 4.0f, n++);
    }
  }
}

TEST(SoftmaxLossesTest, WithoutTheirOwnTermTheyAreCrossEntropy) {
  uint32_t n = 0;
  for (const Plan& plan : kPlans) {
    for (const RowShape& shape : {RowShape{9, 3, 1}, RowShape{7, 10, 1}, RowShape{3, 100, 1}, RowShape{2, 3, 6}}) {
      SCOPED_TRACE(::testing::Message() << shape.classes << " classes, plan " << &plan - kPlans);
      const Problem p(shape, 6.0f, n++);
      Plan without = plan, plain = plan;
      without.own = 0.0f;
      plain.kind = Kind::kCrossEntropy;
      const Outcome got = Call(without, p), want = Call(plain, p);
      if (plan.kind == Kind::kPoly1 && plan.probs) {  // has a kernel of its own
        EXPECT_TRUE(Near(got.grad, Doubles(want.grad.begin(), want.grad.end()), kSoftmaxLossGradBound));
      } else {
        EXPECT_TRUE(Same(got.grad, want.grad));
      }
      EXPECT_EQ(got.value, want.value);
      EXPECT_TRUE(Same(got.losses, want.losses));
      EXPECT_TRUE(Same(got.grad_targets, want.grad_targets));
    }
  }
}

TEST(SoftmaxLossesTest, LabelsAreOneHotProbabilities) {
  for (const Plan& plan : kPlans) {
    if (plan.kind == Kind::kFocal || (plan.weighted && plan.reduction == Reduction::kMean)) continue;
    for (const RowShape& shape : {RowShape{9, 3, 1}, RowShape{3, 100, 1}, RowShape{2, 3, 6}}) {
      SCOPED_TRACE(::testing::Message() << shape.classes << " classes, plan " << &plan - kPlans);
      Problem p(shape, 4.0f, 5);
      p.targets.assign(shape.Size(), 0.0f);
      for (size_t i = 0; i < shape.Rows(); ++i) {
        p.labels[i] = static_cast<int32_t>(i % shape.classes);
        p.targets[At(shape, i, i % shape.classes)] = 1.0f;
      }
      Plan labels = plan, probs = plan;
      labels.probs = false;
      probs.probs = true;
      const Outcome a = Call(labels, p), b = Call(probs, p);
      EXPECT_TRUE(Near(a.value, b.value, kSoftmaxLossBound));
      EXPECT_TRUE(Near(a.losses, Doubles(b.losses.begin(), b.losses.end()), kSoftmaxLossBound));
      EXPECT_TRUE(Near(a.grad, Doubles(b.grad.begin(), b.grad.end()), kSoftmaxLossGradBound));
    }
  }
}

// With two classes, the focal loss of a sigmoid.
TEST(SoftmaxLossesTest, TwoClassesAreASigmoid) {
  const Problem p({50, 2, 1}, 8.0f, 6);
  const Outcome got = Call({.kind = Kind::kFocal, .own = 2.0f, .reduction = Reduction::kNone}, p);
  for (size_t i = 0; i < p.shape.outer; ++i) {
    if (p.labels[i] == -100) continue;
    const double difference = static_cast<double>(p.logits[2 * i + 1]) - static_cast<double>(p.logits[2 * i]);
    const double other = 1.0 / (1.0 + std::exp(p.labels[i] == 1 ? difference : -difference));
    EXPECT_TRUE(Near(static_cast<double>(got.losses[i]), -other * other * std::log1p(-other), kSoftmaxLossBound));
  }
}

// A row that is as good as certain keeps its digits: 1 - p_t is rest / (1 + rest), not 1 less what rounds to 1.
TEST(SoftmaxLossesTest, SaturatedRowsKeepTheirDigits) {
  for (const RowShape& shape : {RowShape{3, 2, 1}, RowShape{3, 100, 1}, RowShape{3, 2, 5}}) {
    for (float gap = 1.0f; gap <= 28.0f; gap += 1.0f) {  // further, q^3 is subnormal
      Problem p(shape, 1.0f, 7);
      for (size_t i = 0; i < shape.Rows(); ++i) p.labels[i] = static_cast<int32_t>(i % shape.classes);
      for (size_t i = 0; i < shape.Rows(); ++i) {
        for (size_t j = 0; j < shape.classes; ++j) p.logits[At(shape, i, j)] = j == i % shape.classes ? 0.0f : -gap;
      }
      const double rest = static_cast<double>(shape.classes - 1) * std::exp(-static_cast<double>(gap));
      const double q = rest / (1.0 + rest), nll = std::log1p(rest), prob = 1.0 / (1.0 + rest);
      const Bound bound = {.relative = kSaturatedBound.relative + kErrorPerNat * static_cast<double>(gap)};
      const auto check = [&](const Plan& plan, double loss, double slope, const Bound& own_bound) {
        SCOPED_TRACE(::testing::Message() << shape.classes << " classes, gap " << gap << ", own " << plan.own);
        const Outcome got = Call(plan, p);
        EXPECT_TRUE(Near(static_cast<double>(got.losses[0]), loss, own_bound));
        EXPECT_TRUE(Near(static_cast<double>(got.grad[0]), -slope * q, own_bound)) << "at the label";
      };
      for (const double gamma : {0.5, 1.0, 2.0}) {
        const double factor = std::pow(q, gamma);
        check({.kind = Kind::kFocal, .own = static_cast<float>(gamma), .reduction = Reduction::kNone}, factor * nll,
              factor * (1.0 + gamma * prob * nll / q), {.relative = bound.relative * (2.0 + gamma)});
      }
      check({.kind = Kind::kPoly1, .own = 1.0f, .reduction = Reduction::kNone}, nll + q, 1.0 + prob, bound);
      p.targets.assign(shape.Size(), 0.0f);
      for (size_t i = 0; i < shape.Rows(); ++i) p.targets[At(shape, i, i % shape.classes)] = 1.0f;
      check({.kind = Kind::kPoly1, .own = 1.0f, .probs = true, .reduction = Reduction::kNone}, nll + q, 1.0 + prob,
            bound);
    }
  }
}

TEST(SoftmaxLossesTest, GradientInPlace) {
  uint32_t n = 0;
  for (const Plan& plan : kPlans) {
    for (const RowShape& shape : {RowShape{5, 3, 1}, RowShape{5, 33, 1}, RowShape{5, 70, 1}, RowShape{2, 4, 7}}) {
      SCOPED_TRACE(::testing::Message() << shape.classes << " classes, plan " << &plan - kPlans);
      const Problem p(shape, 6.0f, n++);
      const Outcome apart = Call(plan, p);
      Outcome in_place{.losses = std::vector<float>(shape.Rows()),
                       .grad = p.logits,
                       .grad_targets = std::vector<float>(plan.probs ? shape.Size() : 0),
                       .grad_weights = std::vector<float>(plan.probs ? shape.classes : 0)};
      LossResults results = {
          .value = &in_place.value, .losses = in_place.losses.data(), .grads = {in_place.grad.data()}};
      if (plan.probs) results.grads[1] = in_place.grad_targets.data();
      if (plan.probs) results.grads[2] = in_place.grad_weights.data();
      if (plan.upstream) results.grad_output = p.upstream.data();
      ASSERT_TRUE(Call(plan, shape, in_place.grad.data(), p.labels.data(), p.targets.data(),
                       plan.weighted ? p.weights.data() : nullptr, results)
                      .ok());
      EXPECT_EQ(in_place.value, apart.value);
      EXPECT_TRUE(Same(in_place.losses, apart.losses));
      EXPECT_TRUE(Same(in_place.grad, apart.grad));
      EXPECT_TRUE(Same(in_place.grad_targets, apart.grad_targets));
      EXPECT_TRUE(Same(in_place.grad_weights, apart.grad_weights));
    }
  }
}

// log-sum-exp^2 is beyond a float, z times it is not.
TEST(SoftmaxLossesTest, LargeSquares) {
  const float logits[] = {3e19f, 0.0f};
  const int32_t label = 0;
  float loss = 0.0f;
  ASSERT_TRUE(
      ZLossCrossEntropy({1, 2, 1}, logits, &label, {1e-4f, {.reduction = Reduction::kNone}}, {.losses = &loss}).ok());
  EXPECT_TRUE(Near(static_cast<double>(loss), static_cast<double>(1e-4f) * 9e38, {.relative = 1e-6}));
}

}  // namespace
}  // namespace surprisal
