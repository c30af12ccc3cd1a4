// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The cross-entropy of a linear layer beyond its golden cases: against the definition in double, across the boundaries
// of tiles of rows, blocks of classes and runs of products, and against cross-entropy of the product.

#include "src/linear_cross_entropy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "src/cross_entropy.h"
#include "tests/core/arrays.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

using Doubles = std::vector<double>;

struct Layer {
  size_t rows;
  size_t dims;
  size_t classes;
  std::vector<float> hidden;
  std::vector<float> weight;
  std::vector<float> bias;
  std::vector<int32_t> labels;
};

Layer Random(Numbers& numbers, size_t rows, size_t dims, size_t classes) {
  return {rows,
          dims,
          classes,
          numbers.Floats(rows * dims, -1.0f, 1.0f),
          numbers.Floats(classes * dims, -1.0f, 1.0f),
          numbers.Floats(classes, -1.0f, 1.0f),
          numbers.Labels(rows, classes)};
}

struct Got {
  double value = 0.0;
  std::vector<float> losses;
  std::vector<float> hidden;
  std::vector<float> weight;
  std::vector<float> bias;
};

std::vector<float> ToVector(const Output<float>& output) { return {output.values().begin(), output.values().end()}; }

Got RunLayer(const Layer& layer, const CrossEntropyOptions& options, bool with_grads = true) {
  const Input<float> hidden(layer.hidden, 1), weight(layer.weight, 2), bias(layer.bias, 3);
  const Input<int32_t> labels(layer.labels);
  const bool per_row = options.reduction == Reduction::kNone;
  Output<float> losses(per_row ? layer.rows : 0, 1);
  Output<float> grad_hidden(layer.hidden.size(), 3), grad_weight(layer.weight.size(), 2);
  Output<float> grad_bias(layer.bias.size(), 1);
  Got got;
  LossResults results = {.value = &got.value, .losses = losses};
  if (with_grads) {
    results.grads[0] = grad_hidden;
    results.grads[1] = grad_weight;
    results.grads[2] = grad_bias;
  }
  const Status status = LinearCrossEntropy({hidden, {layer.rows, layer.dims}}, {weight, {layer.classes, layer.dims}},
                                           {bias, {layer.classes}}, labels, options, results);
  EXPECT_TRUE(status.ok()) << static_cast<int>(status.code);
  got.losses = ToVector(losses);
  got.hidden = ToVector(grad_hidden);
  got.weight = ToVector(grad_weight);
  got.bias = ToVector(grad_bias);
  return got;
}

// ---- The definition, in double

struct Want {
  double value = 0.0;
  double largest_terms = 0.0;  // S: what the magnitudes of a logit's terms sum up to
  Doubles hidden, weight, bias;
  double hidden_scale = 0.0, weight_scale = 0.0, bias_scale = 0.0;
};

// Gradients, and what their terms' magnitudes sum up to.
struct Sums {
  explicit Sums(size_t size) : sums(size), magnitudes(size) {}
  void Add(size_t at, double term) {
    sums[at] += term;
    magnitudes[at] += std::fabs(term);
  }
  Doubles sums;
  Doubles magnitudes;
};

// The mean over the rows, of class weights w if there are any.
Want Definition(const Layer& layer, const std::vector<float>& w, double eps) {
  const auto [rows, dims, classes, h, weight, bias, labels] = layer;
  const auto weight_of = [&](size_t j) { return w.empty() ? 1.0 : static_cast<double>(w[j]); };
  double denominator = 0.0;
  for (const int32_t label : labels) denominator += weight_of(static_cast<size_t>(label));
  Want want;
  Sums grad_hidden(h.size()), grad_weight(weight.size()), grad_bias(classes);
  for (size_t i = 0; i < rows; ++i) {
    Doubles logits(classes);
    for (size_t j = 0; j < classes; ++j) {
      double terms = std::fabs(static_cast<double>(bias[j]));
      logits[j] = static_cast<double>(bias[j]);
      for (size_t k = 0; k < dims; ++k) {
        const double term = static_cast<double>(h[i * dims + k]) * static_cast<double>(weight[j * dims + k]);
        logits[j] += term;
        terms += std::fabs(term);
      }
      want.largest_terms = std::max(want.largest_terms, terms);
    }
    const double max = *std::max_element(logits.begin(), logits.end());
    double sum = 0.0;
    for (const double logit : logits) sum += std::exp(logit - max);
    Doubles mass(classes);
    double all_mass = 0.0;
    for (size_t j = 0; j < classes; ++j) {
      mass[j] = weight_of(j) * eps / static_cast<double>(classes);
      if (j == static_cast<size_t>(labels[i])) mass[j] += weight_of(j) * (1.0 - eps);
      all_mass += mass[j];
      want.value -= mass[j] * (logits[j] - max - std::log(sum)) / denominator;
    }
    for (size_t j = 0; j < classes; ++j) {
      const double g = (all_mass * std::exp(logits[j] - max) / sum - mass[j]) / denominator;
      grad_bias.Add(j, g);
      for (size_t k = 0; k < dims; ++k) {
        grad_hidden.Add(i * dims + k, g * static_cast<double>(weight[j * dims + k]));
        grad_weight.Add(j * dims + k, g * static_cast<double>(h[i * dims + k]));
      }
    }
  }
  want.hidden = grad_hidden.sums;
  want.weight = grad_weight.sums;
  want.bias = grad_bias.sums;
  want.hidden_scale = LargestMagnitude(grad_hidden.magnitudes);
  want.weight_scale = LargestMagnitude(grad_weight.magnitudes);
  want.bias_scale = LargestMagnitude(grad_bias.magnitudes);
  return want;
}

void ExpectAccurate(const Layer& layer, const std::vector<float>& w, float eps) {
  SCOPED_TRACE(::testing::Message() << layer.rows << " x " << layer.dims << " -> " << layer.classes << ", weights "
                                    << w.size() << ", smoothing " << eps);
  const Want want = Definition(layer, w, static_cast<double>(eps));
  const CrossEntropyOptions options = {.class_weights = w.empty() ? nullptr : w.data(), .label_smoothing = eps};
  const Got got = RunLayer(layer, options);
  const double logit_error = kLinearLogitError * want.largest_terms;
  Bound bound = kCrossEntropyBound;
  bound.absolute += 2.0 * logit_error;
  EXPECT_TRUE(Near(got.value, want.value, bound));
  EXPECT_EQ(got.value, RunLayer(layer, options, false).value) << "another value without gradients";
  Bound grad_bound = kLinearCrossEntropyGradBound;
  grad_bound.of_scale += 2.0 * logit_error;
  EXPECT_TRUE(Near(got.hidden, want.hidden, grad_bound, want.hidden_scale));
  EXPECT_TRUE(Near(got.weight, want.weight, grad_bound, want.weight_scale));
  EXPECT_TRUE(Near(got.bias, want.bias, grad_bound, want.bias_scale));
}

TEST(LinearCrossEntropyTest, AsAccurateAsItSays) {
  Numbers numbers(1);
  for (const size_t classes : {1u, 2u, 3u, 4u, 5u, 7u, 127u, 128u, 129u, 131u, 257u}) {
    for (const size_t dims : {0u, 1u, 3u, 4u, 9u, 33u}) {
      const Layer layer = Random(numbers, 1 + numbers.Below(7), dims, classes);
      const std::vector<float> w = numbers.Floats(classes, 0.1f, 2.0f);
      ExpectAccurate(layer, {}, 0.0f);
      ExpectAccurate(layer, w, 0.25f);
    }
  }
  for (const size_t rows : {63u, 64u, 65u, 130u}) {
    ExpectAccurate(Random(numbers, rows, 5, 7), {}, 0.0f);
    ExpectAccurate(Random(numbers, rows, 600, 3), {}, 0.1f);
  }
  for (const size_t dims : {255u, 256u, 257u, 515u, 2048u}) ExpectAccurate(Random(numbers, 3, dims, 130), {}, 0.0f);
}

TEST(LinearCrossEntropyTest, AsAccurateWhereAllRoundsTheSameWay) {
  Layer layer = {
      2, 1024, 5, std::vector<float>(2048, 0.1f), std::vector<float>(5120, 0.1f), std::vector<float>(5, 0.3f), {0, 4}};
  for (size_t k = 0; k < 1024; ++k) layer.weight[k] = 0.11f;
  ExpectAccurate(layer, {}, 0.0f);
}

// ---- Identities

TEST(LinearCrossEntropyTest, IsTheCrossEntropyOfTheProduct) {
  Numbers numbers(2);
  Layer layer = Random(numbers, 70, 8, 300);
  // Few digits: their products and sums are exact.
  for (auto* values : {&layer.hidden, &layer.weight, &layer.bias}) {
    for (float& value : *values) value = std::round(value * 16.0f) / 16.0f;
  }
  std::vector<float> logits(70 * 300);
  for (size_t i = 0; i < 70; ++i) {
    for (size_t j = 0; j < 300; ++j) {
      float sum = layer.bias[j];
      for (size_t k = 0; k < 8; ++k) sum += layer.hidden[i * 8 + k] * layer.weight[j * 8 + k];
      logits[i * 300 + j] = sum;
    }
  }
  const std::vector<float> w = numbers.Floats(300, 0.0f, 2.0f);
  for (const float eps : {0.0f, 0.3f}) {
    const CrossEntropyOptions options = {
        .class_weights = w.data(), .label_smoothing = eps, .reduction = Reduction::kNone};
    std::vector<float> losses(70), grad(70 * 300);
    ASSERT_TRUE(CrossEntropy({70, 300}, logits.data(), layer.labels.data(), options,
                             {.losses = losses.data(), .grads = {grad.data()}})
                    .ok());
    const Got got = RunLayer(layer, options);
    EXPECT_TRUE(Near(got.losses, Doubles(losses.begin(), losses.end()), kCrossEntropyBound));
    Doubles of_bias(300);
    for (size_t at = 0; at < grad.size(); ++at) of_bias[at % 300] += static_cast<double>(grad[at]);
    EXPECT_TRUE(Near(got.bias, of_bias, kLinearCrossEntropyGradBound, 70.0));
  }
}

TEST(LinearCrossEntropyTest, ARowDoesNotDependOnOthers) {
  Numbers numbers(3);
  const Layer layer = Random(numbers, 67, 37, 150);
  const Got all = RunLayer(layer, {.reduction = Reduction::kNone});
  for (size_t i = 0; i < layer.rows; i += 6) {
    Layer one = layer;
    one.rows = 1;
    one.hidden.assign(layer.hidden.begin() + static_cast<ptrdiff_t>(i * 37),
                      layer.hidden.begin() + static_cast<ptrdiff_t>((i + 1) * 37));
    one.labels = {layer.labels[i]};
    const Got alone = RunLayer(one, {.reduction = Reduction::kNone});
    EXPECT_EQ(alone.losses[0], all.losses[i]);
    EXPECT_TRUE(Same(alone.hidden, std::span(all.hidden).subspan(i * 37, 37)));
  }
}

TEST(LinearCrossEntropyTest, IgnoredRowsAreAsIfTheyWereNotThere) {
  Numbers numbers(4);
  const Layer layer = Random(numbers, 100, 20, 140);
  Layer mixed = layer;
  mixed.rows = 200;
  mixed.hidden.clear();
  mixed.labels.clear();
  for (size_t i = 0; i < 200; ++i) {
    for (size_t k = 0; k < 20; ++k) {
      mixed.hidden.push_back(i % 2 == 0 ? std::numeric_limits<float>::quiet_NaN() : layer.hidden[i / 2 * 20 + k]);
    }
    mixed.labels.push_back(i % 2 == 0 ? -100 : layer.labels[i / 2]);
  }
  for (const Reduction reduction : {Reduction::kMean, Reduction::kNone}) {
    const Got want = RunLayer(layer, {.reduction = reduction});
    const Got got = RunLayer(mixed, {.reduction = reduction});
    EXPECT_EQ(got.value, want.value);
    EXPECT_TRUE(Same(got.weight, want.weight));
    EXPECT_TRUE(Same(got.bias, want.bias));
    for (size_t i = 0; i < 200; ++i) {
      for (size_t k = 0; k < 20; ++k) {
        EXPECT_EQ(got.hidden[i * 20 + k], i % 2 == 0 ? 0.0f : want.hidden[i / 2 * 20 + k]);
      }
      if (reduction == Reduction::kNone) EXPECT_EQ(got.losses[i], i % 2 == 0 ? 0.0f : want.losses[i / 2]);
    }
  }
}

// Of few classes the exponentials are such that a gradient that cancels does so without a remainder.
TEST(LinearCrossEntropyTest, EqualLogitsOfFewClassesAreAtTheOptimumOfAllSmoothing) {
  for (size_t classes = 1; classes <= 64; ++classes) {
    const Layer layer = {.rows = 1,
                         .dims = 1,
                         .classes = classes,
                         .hidden = {0.0f},
                         .weight = std::vector<float>(classes, 1.0f),
                         .bias = std::vector<float>(classes, 0.0f),
                         .labels = {0}};
    const Got got = RunLayer(layer, {.label_smoothing = 1.0f});
    EXPECT_EQ(got.bias, std::vector<float>(classes, 0.0f)) << classes;
  }
}

TEST(LinearCrossEntropyTest, ClassesWithABiasOfMinusInfinityAreOut) {
  Numbers numbers(5);
  // The second of three blocks, and then the first one too.
  for (const size_t first : {128u, 0u}) {
    Layer layer = Random(numbers, 9, 6, 300);
    Layer rest = layer;
    rest.classes = first;
    rest.weight.resize(first * 6);
    rest.bias.resize(first);
    rest.weight.insert(rest.weight.end(), layer.weight.begin() + ptrdiff_t{256 * 6}, layer.weight.end());
    rest.bias.insert(rest.bias.end(), layer.bias.begin() + 256, layer.bias.end());
    rest.classes = rest.bias.size();
    for (size_t j = first; j < 256; ++j) layer.bias[j] = -HUGE_VALF;
    for (size_t i = 0; i < 9; ++i) {
      rest.labels[i] = static_cast<int32_t>(i % rest.classes);
      layer.labels[i] = i % rest.classes < first ? rest.labels[i] : rest.labels[i] + static_cast<int32_t>(256 - first);
    }
    const Got want = RunLayer(rest, {});
    const Got got = RunLayer(layer, {});
    EXPECT_TRUE(Near(got.value, want.value, kCrossEntropyBound));
    EXPECT_TRUE(Near(got.hidden, Doubles(want.hidden.begin(), want.hidden.end()), kLinearCrossEntropyGradBound));
    for (size_t j = first; j < 256; ++j) EXPECT_EQ(got.bias[j], 0.0f);
    // With smoothing they have some of the target's mass.
    EXPECT_EQ(RunLayer(layer, {.label_smoothing = 0.1f}).value, HUGE_VAL);
    layer.labels[3] = static_cast<int32_t>(first);
    EXPECT_EQ(RunLayer(layer, {}).value, HUGE_VAL);
  }
  Layer none = Random(numbers, 2, 3, 130);
  std::fill(none.bias.begin(), none.bias.end(), -HUGE_VALF);
  EXPECT_TRUE(std::isnan(RunLayer(none, {}).value));
}

TEST(LinearCrossEntropyTest, WhatIsNotFiniteMakesItsRowNaN) {
  Numbers numbers(6);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), HUGE_VALF}) {
    for (const size_t at : {0u, 5u, 128u, 199u}) {
      Layer layer = Random(numbers, 3, 2, 200);
      layer.bias[at] = bad;
      for (const float loss : RunLayer(layer, {.reduction = Reduction::kNone}).losses) EXPECT_TRUE(std::isnan(loss));
    }
    Layer layer = Random(numbers, 3, 2, 200);
    layer.hidden[2] = bad;
    const Got got = RunLayer(layer, {.reduction = Reduction::kNone});
    EXPECT_FALSE(std::isnan(got.losses[0]));
    EXPECT_TRUE(std::isnan(got.losses[1]));
    EXPECT_FALSE(std::isnan(got.losses[2]));
  }
}

// ---- Errors

TEST(LinearCrossEntropyTest, ErrorsWriteNothing) {
  const std::vector<float> numbers(64, 1.0f);
  const auto of = [&](const Shape& shape) { return FloatArray{numbers.data(), shape}; };
  const std::vector<int32_t> labels = {0, 1, 2, 3};
  const auto expect = [&](const FloatArray& hidden, const FloatArray& weight, const FloatArray& bias,
                          const CrossEntropyOptions& options, StatusCode code, size_t index, double got) {
    Output<double> value(1);
    Output<float> first(64), second(64), third(64);
    const Status status = LinearCrossEntropy(hidden, weight, bias, labels.data(), options,
                                             {.value = value, .grads = {first, second, third}});
    EXPECT_TRUE(IsStatus(status, code, index, got));
    EXPECT_TRUE(value.Untouched() && first.Untouched() && second.Untouched() && third.Untouched());
  };
  constexpr auto kShape = StatusCode::kShapeInvalid;
  expect(of({}), of({5, 4}), of({5}), {}, kShape, 0, 0.0);
  expect(of({4, 3}), of({12}), of({5}), {}, kShape, 1, 1.0);
  expect(of({4, 3}), of({5, 4}), of({5}), {}, kShape, 1, 1.0);
  expect(of({4, 3}), of({5, 3}), of({4}), {}, kShape, 2, 0.0);
  expect(of({4, 3}), of({5, 3}), of({5, 1}), {}, kShape, 2, 0.0);
  expect(of({4, 3}), of({3, 3}), of({3}), {}, StatusCode::kLabelOutOfRange, 3, 3.0);
  expect(of({4, 3}), of({5, 3}), {}, {.label_smoothing = 1.5f}, StatusCode::kLabelSmoothingInvalid, 0, 1.5);
  const std::vector<float> weights = {1.0f, 1.0f, -1.0f, 1.0f, 1.0f};
  expect(of({4, 3}), of({5, 3}), {}, {.class_weights = weights.data()}, StatusCode::kWeightInvalid, 2, -1.0);
}

}  // namespace
}  // namespace surprisal
