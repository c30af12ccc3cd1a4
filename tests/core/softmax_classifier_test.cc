// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The softmax classifier: seeds, batches, bookkeeping, every size, and what is reported for bad input. Golden runs are
// in golden_test.cc.

#include "src/softmax_classifier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"
#include "tests/core/reference.h"

namespace surprisal {
namespace {

using Model = std::unique_ptr<SoftmaxClassifier>;

Model Create(const SoftmaxClassifierConfig& config) {
  Model model;
  EXPECT_TRUE(SoftmaxClassifier::Create(config, &model).ok());
  return model;
}

std::vector<float> Weights(const SoftmaxClassifier& model) {
  const size_t weights = model.config().features * model.config().classes;
  std::vector<float> all(weights + model.config().classes);
  model.CopyModel(all.data(), all.data() + weights);
  return all;
}

struct Data {
  Data(size_t rows, size_t features, size_t classes, uint32_t seed) {
    Numbers numbers(seed);
    x = numbers.Floats(rows * features, -1.0f, 1.0f);
    bytes.resize(x.size());
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(numbers.Below(256));
    labels = numbers.Labels(rows, classes);
    floats = {x.data(), FeatureType::kFloat32, rows, 1.0f};
    pixels = {bytes.data(), FeatureType::kUint8, rows, 1.0f / 255.0f};
  }

  std::vector<float> x;
  std::vector<uint8_t> bytes;
  std::vector<int32_t> labels;
  FeatureMatrix floats, pixels;
};

std::vector<float> Trained(SoftmaxClassifierConfig config, const Data& data, int steps) {
  const Model model = Create(config);
  EXPECT_TRUE(model->BindTrainingData(data.floats, data.labels.data()).ok());
  double loss = 0.0;
  for (int i = 0; i < steps; ++i) EXPECT_TRUE(model->Step(&loss).ok());
  return Weights(*model);
}

// ------------------------------ Seeds

TEST(SoftmaxClassifierTest, TheSeedDecidesEverything) {
  const Data data(50, 7, 5, 1);
  SoftmaxClassifierConfig config = {
      .features = 7, .classes = 5, .batch_size = 8, .momentum = 0.9f, .l2 = 0.01f, .seed = 3};
  EXPECT_TRUE(Same(Weights(*Create(config)), Weights(*Create(config))));
  const std::vector<float> trained = Trained(config, data, 20);
  EXPECT_TRUE(Same(Trained(config, data, 20), trained));
  EXPECT_FALSE(Same(Weights(*Create(config)), trained));
  const std::vector<float> before = Weights(*Create(config));
  config.seed = 4;
  EXPECT_FALSE(Same(Weights(*Create(config)), before));
  EXPECT_FALSE(Same(Trained(config, data, 20), trained));
}

TEST(SoftmaxClassifierTest, InitialWeightsAreUniformWithinTheirBound) {
  const std::vector<float> all = Weights(*Create({.features = 100, .classes = 10}));
  const auto [low, high] = std::minmax_element(all.begin(), all.end());
  EXPECT_GE(*low, -0.1f);
  EXPECT_LE(*high, 0.1f);
  EXPECT_LT(*low, -0.09f);
  EXPECT_GT(*high, 0.09f);
  EXPECT_NEAR(std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size()), 0.0, 0.01);
}

TEST(SoftmaxClassifierTest, EveryOptionChangesTheResult) {
  const Data data(30, 6, 4, 2);
  const SoftmaxClassifierConfig base = {.features = 6, .classes = 4, .batch_size = 10, .seed = 5};
  SoftmaxClassifierConfig variations[] = {base, base, base, base, base};
  variations[1].batch_size = 15;
  variations[2].learning_rate = 0.2f;
  variations[3].momentum = 0.5f;
  variations[4].l2 = 0.1f;
  for (const SoftmaxClassifierConfig& a : variations) {
    for (const SoftmaxClassifierConfig* b = variations; b != &a; ++b) {
      EXPECT_FALSE(Same(Trained(a, data, 5), Trained(*b, data, 5))) << &a - variations << " and " << b - variations;
    }
  }
}

// ------------------------------ Batches

// With batches of one and no learning, the loss of a step tells which example it was: each example has a loss of its
// own.
TEST(SoftmaxClassifierTest, EachEpochTakesEveryExampleOnceInANewOrder) {
  constexpr size_t kRows = 23;
  const Data data(kRows, 5, 3, 3);
  const Model model = Create({.features = 5, .classes = 3, .batch_size = 1, .learning_rate = 0.0f});
  ASSERT_TRUE(model->BindTrainingData(data.floats, data.labels.data()).ok());
  std::vector<double> own(kRows);
  for (size_t i = 0; i < kRows; ++i) {
    Evaluation evaluation;
    const FeatureMatrix one = {data.x.data() + 5 * i, FeatureType::kFloat32, 1, 1.0f};
    ASSERT_TRUE(model->Evaluate(one, &data.labels[i], &evaluation).ok());
    own[i] = evaluation.loss();
  }
  std::vector<std::vector<size_t>> orders;
  for (size_t epoch = 0; epoch < 4; ++epoch) {
    std::vector<size_t> order;
    for (size_t step = 0; step < kRows; ++step) {
      double loss = 0.0;
      EXPECT_EQ(model->epoch(), epoch);
      EXPECT_EQ(model->batch_in_epoch(), step);
      ASSERT_TRUE(model->Step(&loss).ok());
      order.push_back(static_cast<size_t>(
          std::min_element(own.begin(), own.end(),
                           [&](double a, double b) { return std::fabs(a - loss) < std::fabs(b - loss); }) -
          own.begin()));
      EXPECT_NEAR(own[order.back()], loss, 1e-12);
    }
    std::vector<size_t> sorted = order, all(kRows);
    std::sort(sorted.begin(), sorted.end());
    std::iota(all.begin(), all.end(), size_t{0});
    EXPECT_EQ(sorted, all) << "epoch " << epoch;
    EXPECT_NE(order, all) << "epoch " << epoch;
    for (const std::vector<size_t>& earlier : orders) EXPECT_NE(order, earlier) << "epoch " << epoch;
    orders.push_back(order);
  }
  EXPECT_EQ(model->steps(), 4 * kRows);
}

TEST(SoftmaxClassifierTest, TheLastBatchOfAnEpochMayBeSmaller) {
  const Data data(10, 3, 4, 4);
  const Model model = Create({.features = 3, .classes = 4, .batch_size = 4, .learning_rate = 0.0f});
  ASSERT_TRUE(model->BindTrainingData(data.floats, data.labels.data()).ok());
  Evaluation evaluation;
  ASSERT_TRUE(model->Evaluate(data.floats, data.labels.data(), &evaluation).ok());
  double sum = 0.0;
  for (const double rows : {4.0, 4.0, 2.0}) {
    double loss = 0.0;
    EXPECT_EQ(model->epoch(), 0u);
    ASSERT_TRUE(model->Step(&loss).ok());
    sum += rows * loss;
  }
  EXPECT_EQ(model->epoch(), 1u);
  EXPECT_EQ(model->batch_in_epoch(), 0u);
  EXPECT_TRUE(Near(sum / 10.0, evaluation.loss(), kCrossEntropyBound));
}

// ------------------------------ Every size

// One step of plain gradient descent from the model as it is, in double.
Doubles StepReference(const SoftmaxClassifierConfig& config, const Doubles& x, const std::vector<int32_t>& labels,
                      const std::vector<float>& model, double* loss) {
  const size_t rows = labels.size(), d = config.features, c = config.classes;
  Doubles logits(rows * c);
  for (size_t i = 0; i < rows; ++i) {
    for (size_t j = 0; j < c; ++j) {
      logits[i * c + j] = static_cast<double>(model[d * c + j]);
      for (size_t f = 0; f < d; ++f) logits[i * c + j] += x[i * d + f] * static_cast<double>(model[f * c + j]);
    }
  }
  const CrossEntropyExpectation e = CrossEntropyReference({rows, c, 1}, logits, labels.data(), nullptr, {});
  *loss = e.value;
  Doubles next(model.begin(), model.end());
  const double rate = static_cast<double>(config.learning_rate);
  for (size_t f = 0; f <= d; ++f) {
    for (size_t j = 0; j < c; ++j) {
      double gradient = f < d ? static_cast<double>(config.l2) * static_cast<double>(model[f * c + j]) : 0.0;
      for (size_t i = 0; i < rows; ++i) gradient += (f < d ? x[i * d + f] : 1.0) * e.grad_logits[i * c + j];
      next[f * c + j] -= rate * gradient;
    }
  }
  return next;
}

void CheckStep(size_t rows, size_t features, size_t classes, FeatureType type, size_t offset) {
  SCOPED_TRACE(::testing::Message() << rows << " rows, " << features << " features, " << classes << " classes, type "
                                    << static_cast<int>(type) << ", offset " << offset);
  const Data data(rows, features, classes, static_cast<uint32_t>(rows + 31 * features + 977 * classes));
  const Input<float> floats(std::span<const float>(data.x), offset);
  const Input<uint8_t> bytes(std::span<const uint8_t>(data.bytes), offset);
  const Input<int32_t> labels(std::span<const int32_t>(data.labels), offset);
  FeatureMatrix matrix = type == FeatureType::kUint8 ? data.pixels : data.floats;
  matrix.values = type == FeatureType::kUint8 ? static_cast<const void*>(bytes) : floats;
  Doubles x(data.x.begin(), data.x.end());
  if (type == FeatureType::kUint8) x.assign(data.bytes.begin(), data.bytes.end());
  for (double& value : x) value *= static_cast<double>(matrix.scale);

  const SoftmaxClassifierConfig config = {
      .features = features, .classes = classes, .batch_size = rows, .learning_rate = 0.5f, .l2 = 0.125f};
  const Model model = Create(config);
  const std::vector<float> before = Weights(*model);
  ASSERT_TRUE(model->BindTrainingData(matrix, labels).ok());
  double loss = 0.0, want_loss = 0.0;
  ASSERT_TRUE(model->Step(&loss).ok());
  const Doubles want = StepReference(config, x, data.labels, before, &want_loss);
  EXPECT_TRUE(Near(loss, want_loss, kCrossEntropyBound));
  Output<float> weights(features * classes, offset), bias(classes, (offset + 1) % 4);
  model->CopyModel(weights, bias);
  EXPECT_TRUE(Near(weights.values(), std::span(want).first(features * classes), kTrainingBound));
  EXPECT_TRUE(Near(bias.values(), std::span(want).last(classes), kTrainingBound, LargestMagnitude(want)));

  Output<float> probs(rows * classes, offset);
  Output<int32_t> predicted(rows, offset);
  model->PredictProbs(matrix, probs);
  model->PredictLabels(matrix, predicted);
  for (size_t i = 0; i < rows; ++i) {
    const auto row = probs.values().subspan(i * classes, classes);
    EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1.0, 1e-6);
    EXPECT_EQ(predicted.values()[i], std::max_element(row.begin(), row.end()) - row.begin());
  }
}

TEST(SoftmaxClassifierTest, EverySize) {
  size_t n = 0;
  for (const FeatureType type : {FeatureType::kFloat32, FeatureType::kUint8}) {
    for (size_t features = 1; features <= 36; ++features) CheckStep(1 + n % 20, features, 1 + n % 7, type, n % 4), ++n;
    for (size_t classes = 1; classes <= 40; ++classes) CheckStep(1 + n % 20, 1 + n % 9, classes, type, n % 4), ++n;
    for (size_t rows = 1; rows <= 36; ++rows) CheckStep(rows, 1 + n % 9, 1 + n % 11, type, n % 4), ++n;
  }
}

TEST(SoftmaxClassifierTest, TiesGoToTheLowestClass) {
  const Model model = Create({.features = 2, .classes = 6});
  const std::vector<float> weights(12, 0.5f), bias = {0, 1, 2, 2, 1, 2};
  model->SetModel(weights.data(), bias.data());
  const Data data(5, 2, 6, 9);
  std::vector<int32_t> predicted(5);
  model->PredictLabels(data.floats, predicted.data());
  EXPECT_EQ(predicted, std::vector<int32_t>(5, 2));
  Evaluation evaluation;
  const std::vector<int32_t> labels = {2, 3, 2, 5, 0};
  ASSERT_TRUE(model->Evaluate(data.floats, labels.data(), &evaluation).ok());
  EXPECT_EQ(evaluation.correct, 2u);
}

TEST(SoftmaxClassifierTest, PredictsNaNAsArgMaxDoes) {
  const Model model = Create({.features = 1, .classes = 4});
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> weights(4, 0.5f), bias = {0, 1, nan, 2};
  model->SetModel(weights.data(), bias.data());
  const Data data(3, 1, 4, 9);
  std::vector<int32_t> predicted(3);
  model->PredictLabels(data.floats, predicted.data());
  EXPECT_EQ(predicted, std::vector<int32_t>(3, 2));
  Evaluation evaluation;
  ASSERT_TRUE(model->Evaluate(data.floats, predicted.data(), &evaluation).ok());
  EXPECT_EQ(evaluation.correct, 3u);
}

// ------------------------------ State

struct Training {
  explicit Training(const SoftmaxClassifier& model) : arrays(model.ArraysLength(model.standardized())) {
    model.CopyTraining(arrays.data(), &numbers);
  }

  std::vector<float> arrays;
  TrainingNumbers numbers;
};

TEST(SoftmaxClassifierTest, TrainingGoesOnAsIfItHadNeverStopped) {
  const Data data(50, 7, 5, 1);
  const std::vector<float> class_weights = {1, 2, 0.5f, 1, 3}, sample_weights(50, 0.5f);
  for (const Optimizer optimizer : {Optimizer::kSgd, Optimizer::kAdam, Optimizer::kAdamW}) {
    const SoftmaxClassifierConfig config = {.features = 7,
                                            .classes = 5,
                                            .batch_size = 8,
                                            .momentum = 0.9f,
                                            .l2 = 0.01f,
                                            .optimizer = optimizer,
                                            .class_weights = class_weights.data()};
    const TrainingData bound = {data.pixels, data.labels.data(), sample_weights.data()};
    const Model model = Create(config);
    ASSERT_TRUE(model->BindTrainingData(bound, StandardizeMode::kCompute).ok());
    double loss = 0.0, restored_loss = 1.0;
    for (int step = 0; step < 17; ++step) ASSERT_TRUE(model->Step(&loss).ok());
    const Training saved(*model);
    const Model restored = Create(config);
    ASSERT_TRUE(restored->SetTraining(saved.arrays.data(), saved.numbers).ok());
    EXPECT_TRUE(Same(Training(*restored).arrays, saved.arrays));
    EXPECT_TRUE(IsStatus(restored->Step(&loss), StatusCode::kConfigInvalid, 0, 0));
    ASSERT_TRUE(restored->BindTrainingData(bound, StandardizeMode::kKeep).ok());
    for (int step = 0; step < 17; ++step) {
      ASSERT_TRUE(model->Step(&loss).ok());
      ASSERT_TRUE(restored->Step(&restored_loss).ok());
      EXPECT_EQ(loss, restored_loss);
    }
    EXPECT_TRUE(Same(Training(*restored).arrays, Training(*model).arrays));
    EXPECT_EQ(restored->steps(), 34u);
    EXPECT_EQ(restored->epoch(), model->epoch());
  }
}

// The order of an epoch follows from the generator alone, not from the orders before.
TEST(SoftmaxClassifierTest, ALongTrainingIsRestoredAtOnce) {
  const Data data(50, 2, 3, 1);
  const Model model = Create({.features = 2, .classes = 3});
  Training training(*model);
  training.numbers.rows = 50;
  training.numbers.epoch = 0x1p31;
  ASSERT_TRUE(model->SetTraining(training.arrays.data(), training.numbers).ok());
  ASSERT_TRUE(model->BindTrainingData(data.floats, data.labels.data()).ok());
  EXPECT_EQ(model->epoch(), size_t{1} << 31);
}

TEST(SoftmaxClassifierTest, NumbersThatNoTrainingHasAreRefused) {
  const Model model = Create({.features = 2, .classes = 3});
  const Training saved(*model);
  using Numbers = TrainingNumbers;
  const std::pair<size_t, void (*)(Numbers&)> changes[] = {
      {0, [](Numbers& n) { n.steps = -1.0; }},
      {1, [](Numbers& n) { n.rows = 0.5; }},
      {2, [](Numbers& n) { n.epoch = 0x1p60; }},
      {3, [](Numbers& n) { n.next_row = 1.0; }},
      {4, [](Numbers& n) { n.beta1_power = 2.0; }},
      {5, [](Numbers& n) { n.beta2_power = std::nan(""); }},
      {6, [](Numbers& n) { n.standardized = 0.5; }},
      {7, [](Numbers& n) { std::fill_n(n.random, 4, 0.0); }},
      {2, [](Numbers& n) { n.epoch = 2.0 * static_cast<double>(std::numeric_limits<size_t>::max()); }},
  };
  for (const auto& [index, change] : changes) {
    Numbers numbers = saved.numbers;
    change(numbers);
    EXPECT_TRUE(IsStatus(model->SetTraining(saved.arrays.data(), numbers), StatusCode::kConfigInvalid, index, 0));
  }
  EXPECT_TRUE(Same(Training(*model).arrays, saved.arrays));
}

// Examples that a line separates are learned, with any seed.
TEST(SoftmaxClassifierTest, Learns) {
  Data data(60, 2, 3, 10);
  for (size_t i = 0; i < 60; ++i) {
    const float angle = 2.0f * static_cast<float>(data.labels[i]);
    data.x[2 * i] = std::cos(angle) + 0.2f * data.x[2 * i];
    data.x[2 * i + 1] = std::sin(angle) + 0.2f * data.x[2 * i + 1];
  }
  for (uint32_t seed = 0; seed < 3; ++seed) {
    const Model model = Create({.features = 2, .classes = 3, .batch_size = 16, .momentum = 0.9f, .seed = seed});
    ASSERT_TRUE(model->BindTrainingData(data.floats, data.labels.data()).ok());
    double loss = 0.0;
    for (int step = 0; step < 200; ++step) ASSERT_TRUE(model->Step(&loss).ok());
    Evaluation evaluation;
    ASSERT_TRUE(model->Evaluate(data.floats, data.labels.data(), &evaluation).ok());
    EXPECT_EQ(evaluation.correct, 60u);
    EXPECT_LT(evaluation.loss(), 0.1);
  }
}

}  // namespace
}  // namespace surprisal
