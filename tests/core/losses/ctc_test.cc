// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// CTC beyond its golden cases: against every path there is, and against the textbook's recursion in logarithms.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "src/ctc_loss.h"
#include "tests/core/arrays.h"
#include "tests/core/golden.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

using Doubles = std::vector<double>;
using Labels = std::vector<int32_t>;

// A single sample.
struct Sample {
  size_t steps;
  size_t classes;
  std::vector<float> log_probs;
  Labels targets;
  int32_t blank = 0;

  double At(size_t t, int32_t label) const {
    return static_cast<double>(log_probs[t * classes + static_cast<size_t>(label)]);
  }
};

Sample RandomSample(Numbers& numbers, size_t steps, size_t classes, size_t labels, float spread, int32_t blank = 0) {
  Sample sample = {steps, classes, {}, {}, blank};
  for (size_t t = 0; t < steps; ++t) {
    const std::vector<float> logits = numbers.Floats(classes, -spread, spread);
    double sum = 0.0;
    for (const float logit : logits) sum += std::exp(static_cast<double>(logit));
    for (const float logit : logits) sample.log_probs.push_back(logit - static_cast<float>(std::log(sum)));
  }
  for (size_t i = 0; i < labels; ++i) {
    const auto label = static_cast<int32_t>(numbers.Below(static_cast<uint32_t>(classes) - 1));
    sample.targets.push_back(label + (label >= blank ? 1 : 0));
  }
  return sample;
}

struct Result {
  double loss = 0.0;
  Doubles grad;
};

// What the kernel makes of a sample, its arrays misaligned.
Result Ctc(const Sample& sample) {
  const Input<float> log_probs(sample.log_probs, 1);
  const Input<int32_t> targets(sample.targets);
  const auto steps = static_cast<int32_t>(sample.steps);
  const auto labels = static_cast<int32_t>(sample.targets.size());
  Result result;
  Output<float> grad(sample.log_probs.size(), 3);
  LossResults results;
  results.value = &result.loss;
  results.grads[0] = grad;
  const FloatArray array = {log_probs, {sample.steps, sample.classes}};
  EXPECT_TRUE(
      CtcLoss(array, targets, {sample.targets.size()}, &steps, &labels, sample.blank, false, Reduction::kSum, results)
          .ok());
  result.grad.assign(grad.values().begin(), grad.values().end());
  return result;
}

double LogAdd(double a, double b) {
  const double max = std::max(a, b);
  return max == -kDoubleInf ? max : max + std::log1p(std::exp(std::min(a, b) - max));
}

// From the probability of the target with a class at a time step, by class and time.
Result FromJoint(const Sample& sample, double log_total, const Doubles& log_joint) {
  Result result = {-log_total, {}};
  for (size_t i = 0; i < log_joint.size(); ++i) {
    result.grad.push_back(std::exp(static_cast<double>(sample.log_probs[i])) - std::exp(log_joint[i] - log_total));
  }
  return result;
}

// The sum over all paths, each of which is looked at.
Result OverAllPaths(const Sample& sample) {
  double log_total = -kDoubleInf;
  Doubles log_joint(sample.log_probs.size(), -kDoubleInf);
  Labels path(sample.steps, 0);
  for (;;) {
    Labels collapsed;
    double log_prob = 0.0;
    for (size_t t = 0; t < sample.steps; ++t) {
      log_prob += sample.At(t, path[t]);
      if (path[t] != sample.blank && (t == 0 || path[t] != path[t - 1])) collapsed.push_back(path[t]);
    }
    if (collapsed == sample.targets) {
      log_total = LogAdd(log_total, log_prob);
      for (size_t t = 0; t < sample.steps; ++t) {
        double& joint = log_joint[t * sample.classes + static_cast<size_t>(path[t])];
        joint = LogAdd(joint, log_prob);
      }
    }
    size_t t = 0;
    while (t < sample.steps && ++path[t] == static_cast<int32_t>(sample.classes)) path[t++] = 0;
    if (t == sample.steps) return FromJoint(sample, log_total, log_joint);
  }
}

// The textbook's two recursions in logarithms, over the states one by one.
Result ByLogarithms(const Sample& sample) {
  Labels states = {sample.blank};
  for (const int32_t label : sample.targets) states.insert(states.end(), {label, sample.blank});
  const size_t count = states.size();
  const auto skips = [&](size_t s) { return s >= 2 && s % 2 == 1 && states[s] != states[s - 2]; };
  std::vector<Doubles> alpha(sample.steps, Doubles(count, -kDoubleInf));
  std::vector<Doubles> beta = alpha;
  for (size_t t = 0; t < sample.steps; ++t) {
    for (size_t s = 0; s < count; ++s) {
      double& a = alpha[t][s];
      if (t == 0) a = s < 2 ? 0.0 : -kDoubleInf;
      if (t > 0) {
        a = alpha[t - 1][s];
        if (s > 0) a = LogAdd(a, alpha[t - 1][s - 1]);
        if (skips(s)) a = LogAdd(a, alpha[t - 1][s - 2]);
      }
      a += sample.At(t, states[s]);
    }
  }
  const size_t last = sample.steps - 1;
  double log_total = alpha[last][count - 1];
  if (count > 1) log_total = LogAdd(log_total, alpha[last][count - 2]);
  Doubles log_joint(sample.log_probs.size(), -kDoubleInf);
  for (size_t t = sample.steps; t-- > 0;) {
    for (size_t s = 0; s < count; ++s) {
      double& b = beta[t][s];
      if (t == last) b = s + 2 >= count ? 0.0 : -kDoubleInf;
      if (t < last) {
        const auto next = [&](size_t to) { return beta[t + 1][to] + sample.At(t + 1, states[to]); };
        b = next(s);
        if (s + 1 < count) b = LogAdd(b, next(s + 1));
        if (s + 2 < count && skips(s + 2)) b = LogAdd(b, next(s + 2));
      }
      double& joint = log_joint[t * sample.classes + static_cast<size_t>(states[s])];
      joint = LogAdd(joint, alpha[t][s] + b);
    }
  }
  return FromJoint(sample, log_total, log_joint);
}

void ExpectSame(const Sample& sample, const Result& want) {
  const Result got = Ctc(sample);
  EXPECT_TRUE(Near(got.loss, want.loss, kElementwiseBound));
  EXPECT_TRUE(Near(got.grad, want.grad, kElementwiseGradBound));
}

TEST(CtcTest, EqualsTheSumOverAllPaths) {
  Numbers numbers(1);
  for (const size_t steps : {1u, 2u, 3u, 5u, 6u}) {
    for (size_t labels = 0; labels <= 3 && labels <= steps; ++labels) {
      for (const int32_t blank : {0, 2}) {
        SCOPED_TRACE(::testing::Message() << steps << " steps, " << labels << " labels, blank " << blank);
        const Sample sample = RandomSample(numbers, steps, 3, labels, 3.0f, blank);
        const Result want = OverAllPaths(sample);
        if (want.loss == kDoubleInf) continue;  // repeated labels without room for a blank
        ExpectSame(sample, want);
      }
    }
  }
}

TEST(CtcTest, EqualsTheRecursionInLogarithms) {
  Numbers numbers(2);
  for (const size_t steps : {9u, 33u, 100u}) {
    for (const size_t labels : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 9u, 16u, 31u, 48u}) {
      for (const float spread : {0.5f, 4.0f, 60.0f, 3000.0f}) {
        SCOPED_TRACE(::testing::Message() << steps << " steps, " << labels << " labels, logits to " << spread);
        const Sample sample = RandomSample(numbers, steps, labels < 9 ? 5 : 40, labels, spread);
        const Result want = ByLogarithms(sample);
        if (want.loss == kDoubleInf) continue;
        ExpectSame(sample, want);
      }
    }
  }
}

TEST(CtcTest, LongInputs) {
  Numbers numbers(3);
  const Sample sample = RandomSample(numbers, 1500, 30, 120, 5.0f);
  ExpectSame(sample, ByLogarithms(sample));
}

TEST(CtcTest, AnOnlyPathCostsWhatItsStepsCost) {
  Numbers numbers(4);
  Sample sample = RandomSample(numbers, 6, 7, 0, 3.0f);
  sample.targets = {1, 5, 2, 3, 6, 4};
  Result want;
  for (size_t t = 0; t < sample.steps; ++t) {
    want.loss -= sample.At(t, sample.targets[t]);
    for (size_t j = 0; j < sample.classes; ++j) {
      const auto label = static_cast<int32_t>(j);
      want.grad.push_back(std::exp(sample.At(t, label)) - (label == sample.targets[t] ? 1.0 : 0.0));
    }
  }
  ExpectSame(sample, want);
}

TEST(CtcTest, GradientsOfNormalizedRowsSumToZero) {
  Numbers numbers(5);
  const Sample sample = RandomSample(numbers, 40, 12, 9, 4.0f);
  const Doubles grad = Ctc(sample).grad;
  for (size_t t = 0; t < sample.steps; ++t) {
    double sum = 0.0;
    for (size_t j = 0; j < sample.classes; ++j) sum += grad[t * sample.classes + j];
    EXPECT_NEAR(sum, 0.0, 1e-6) << t;
  }
}

// A sample that is as good as certain: what is left is still right to the last digits, not rounded away beside 1.
TEST(CtcTest, SmallLossesAndGradientsAreExact) {
  Sample sample = {4, 3, {}, {1, 2}};
  const float unlikely = -20.0f;
  const auto certain = -2.0f * std::exp(unlikely);
  for (const size_t label : {1u, 0u, 2u, 2u}) {
    for (size_t j = 0; j < 3; ++j) sample.log_probs.push_back(j == label ? certain : unlikely);
  }
  const Result got = Ctc(sample);
  const Result want = ByLogarithms(sample);
  EXPECT_LT(want.loss, 1e-7);
  EXPECT_TRUE(Near(got.loss, want.loss, {.relative = 1e-6}));
  EXPECT_TRUE(Near(got.grad, want.grad, {.of_scale = 2e-6}));
}

TEST(CtcTest, NothingUnderflows) {
  // A path has to leave what is likelier by far, at its price.
  const Sample steep = {3, 3, {0, -1e30f, -3e30f, 0, -1e30f, -3e30f, 0, -1e30f, -3e30f}, {1, 2}};
  EXPECT_TRUE(Near(Ctc(steep).loss, 4e30, {.relative = 1e-6}));
  const Sample steepest = {2, 2, {0, -3e38f, 0, -3e38f}, {1}};
  EXPECT_TRUE(Near(Ctc(steepest).loss, 3e38, {.relative = 1e-6}));
  // The other way round: as unlikely as floats go, and still the likeliest.
  const Sample deep = {2, 2, {-3e38f, -3e38f, -3e38f, -3e38f}, {1}};
  const Result got = Ctc(deep);
  EXPECT_TRUE(Near(got.loss, 6e38, {.relative = 1e-6}));
  for (const double g : got.grad) EXPECT_TRUE(std::isfinite(g));
}

// ---- Batches

struct Batch {
  size_t steps = 9;
  size_t samples = 3;
  size_t classes = 5;
  size_t longest = 4;
  std::vector<float> log_probs;
  Labels targets = {1, 2, 2, 3, 4, 99, -7, 99, 1, 1, 99, 99};
  Labels input_lengths = {9, 7, 8};
  Labels target_lengths = {4, 1, 2};

  Batch() {
    Numbers numbers(6);
    log_probs = RandomSample(numbers, steps * samples, classes, 0, 2.0f).log_probs;
  }
  FloatArray Array() const { return {log_probs.data(), {steps, samples, classes}}; }
  Sample At(size_t n) const {
    const auto length = static_cast<size_t>(input_lengths[n]);
    const auto begin = targets.begin() + static_cast<std::ptrdiff_t>(n * longest);
    Sample sample = {length, classes, {}, {begin, begin + target_lengths[n]}};
    for (size_t t = 0; t < length; ++t) {
      for (size_t j = 0; j < classes; ++j) sample.log_probs.push_back(log_probs[(t * samples + n) * classes + j]);
    }
    return sample;
  }
};

TEST(CtcTest, ABatchIsItsSamples) {
  const Batch batch;
  const Labels concatenated = {1, 2, 2, 3, 4, 1, 1};
  for (const bool padded : {true, false}) {
    Output<float> losses(batch.samples);
    Output<float> grad(batch.log_probs.size());
    LossResults results;
    results.losses = losses;
    results.grads[0] = grad;
    const Input<int32_t> targets(padded ? batch.targets : concatenated);
    const Shape shape = padded ? Shape{batch.samples, batch.longest} : Shape{concatenated.size()};
    ASSERT_TRUE(CtcLoss(batch.Array(), targets, shape, batch.input_lengths.data(), batch.target_lengths.data(), 0,
                        false, Reduction::kNone, results)
                    .ok());
    for (size_t n = 0; n < batch.samples; ++n) {
      const Sample sample = batch.At(n);
      const Result want = Ctc(sample);
      EXPECT_EQ(losses.values()[n], static_cast<float>(want.loss));
      for (size_t t = 0; t < batch.steps; ++t) {
        for (size_t j = 0; j < batch.classes; ++j) {
          const float got = grad.values()[(t * batch.samples + n) * batch.classes + j];
          EXPECT_EQ(static_cast<double>(got), t < sample.steps ? want.grad[t * batch.classes + j] : 0.0);
        }
      }
    }
  }
}

TEST(CtcTest, TheMeanIsOfLossesByLength) {
  Batch batch;
  batch.target_lengths[1] = 0;
  double want = 0.0;
  for (size_t n = 0; n < batch.samples; ++n) want += Ctc(batch.At(n)).loss / std::max(batch.target_lengths[n], 1) / 3.0;
  double mean = 0.0;
  LossResults results;
  results.value = &mean;
  ASSERT_TRUE(CtcLoss(batch.Array(), batch.targets.data(), {3, 4}, batch.input_lengths.data(),
                      batch.target_lengths.data(), 0, false, Reduction::kMean, results)
                  .ok());
  EXPECT_TRUE(Near(mean, want, kElementwiseBound));
}

// ---- Errors

Status Try(const Batch& batch, const Shape& log_probs_shape, const Shape& targets_shape, int32_t blank = 0) {
  Output<double> value(1);
  Output<float> losses(batch.samples);
  Output<float> grad(batch.log_probs.size());
  LossResults results;
  results.value = value;
  results.losses = losses;
  results.grads[0] = grad;
  const Input<int32_t> targets(batch.targets);
  const Status status =
      CtcLoss({batch.log_probs.data(), log_probs_shape}, targets, targets_shape, batch.input_lengths.data(),
              batch.target_lengths.data(), blank, false, Reduction::kMean, results);
  EXPECT_TRUE(value.Untouched() && losses.Untouched() && grad.Untouched());
  return status;
}

TEST(CtcTest, ErrorsWriteNothing) {
  const Shape shape = {9, 3, 5};
  const Shape targets_shape = {3, 4};
  EXPECT_TRUE(IsStatus(Try({}, {9}, targets_shape), StatusCode::kShapeInvalid, 0, 1.0));
  EXPECT_TRUE(IsStatus(Try({}, {1, 9, 3, 5}, targets_shape), StatusCode::kShapeInvalid, 0, 4.0));
  EXPECT_TRUE(IsStatus(Try({}, {0, 3, 5}, targets_shape), StatusCode::kShapeInvalid, 0, 0.0));
  EXPECT_TRUE(IsStatus(Try({}, shape, {}), StatusCode::kShapeInvalid, 1, 0.0));
  EXPECT_TRUE(IsStatus(Try({}, shape, {3, 2, 2}), StatusCode::kShapeInvalid, 1, 3.0));
  EXPECT_TRUE(IsStatus(Try({}, shape, {2, 6}), StatusCode::kShapeInvalid, 1, 0.0));
  EXPECT_TRUE(IsStatus(Try({}, {9, 5}, {1, 4}), StatusCode::kShapeInvalid, 1, 2.0));
  for (const int32_t blank : {-1, 5, INT32_MAX, INT32_MIN}) {
    EXPECT_TRUE(IsStatus(Try({}, shape, targets_shape, blank), StatusCode::kOptionInvalid, 4, blank));
  }
  EXPECT_TRUE(IsStatus(Try({}, {9, 3, 0}, targets_shape), StatusCode::kOptionInvalid, 4, 0.0));
  for (const int32_t length : {-1, 10, INT32_MAX, INT32_MIN}) {
    Batch batch;
    batch.input_lengths[1] = length;
    EXPECT_TRUE(IsStatus(Try(batch, shape, targets_shape), StatusCode::kLengthInvalid, 1, length));
  }
  for (const int32_t length : {-1, 5, INT32_MAX, INT32_MIN}) {
    Batch batch;
    batch.target_lengths[2] = length;
    EXPECT_TRUE(IsStatus(Try(batch, shape, targets_shape), StatusCode::kLengthInvalid, 3 + 2, length));
  }
  for (const int32_t label : {-1, 5, INT32_MAX, INT32_MIN}) {
    Batch batch;
    batch.targets[9] = label;
    EXPECT_TRUE(IsStatus(Try(batch, shape, targets_shape), StatusCode::kLabelOutOfRange, 9, label));
  }
  // One behind the other: more labels than there are, labels that nobody has, and one out of range.
  Batch batch;
  batch.targets = {1, 2, 2, 3, 4, 1, 1};
  batch.target_lengths = {4, 1, 3};
  EXPECT_TRUE(IsStatus(Try(batch, shape, {7}), StatusCode::kLengthInvalid, 5, 3.0));
  batch.target_lengths = {4, 1, 1};
  EXPECT_TRUE(IsStatus(Try(batch, shape, {7}), StatusCode::kShapeInvalid, 1, 0.0));
  batch.target_lengths = {4, 1, 2};
  batch.targets[5] = 77;
  EXPECT_TRUE(IsStatus(Try(batch, shape, {7}), StatusCode::kLabelOutOfRange, 5, 77.0));
}

}  // namespace
}  // namespace surprisal
