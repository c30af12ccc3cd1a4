// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the softmax classifier reports for bad input, and that it is left as it was then.

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "src/softmax_classifier.h"
#include "tests/core/matchers.h"

// One test asks for more memory than there is; the address sanitizer would rather stop than say so.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }

namespace surprisal {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

class SoftmaxClassifierErrorsTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(SoftmaxClassifier::Create({.features = 2, .classes = 3}, &model_).ok()); }

  std::vector<float> Weights() const {
    std::vector<float> all(9);
    model_->CopyModel(all.data(), all.data() + 6);
    return all;
  }

  const std::vector<float> x_ = {1, 2, 3, 4, 5, 6, 7, 8};
  const FeatureMatrix features_ = {x_.data(), FeatureType::kFloat32, 4, 1.0f};
  const std::vector<int32_t> labels_ = {0, 1, 2, 0};
  std::unique_ptr<SoftmaxClassifier> model_;
};

TEST_F(SoftmaxClassifierErrorsTest, Config) {
  struct Case {
    SoftmaxClassifierConfig config;
    size_t index;
    double got;
  };
  const Case cases[] = {
      {{.features = 0, .classes = 3}, 0, 0},
      {{.features = 2, .classes = 0}, 1, 0},
      {{.features = 2, .classes = 3, .batch_size = 0}, 2, 0},
      {{.features = 2, .classes = 3, .learning_rate = -0.5f}, 3, -0.5},
      {{.features = 2, .classes = 3, .learning_rate = kInf}, 3, kInf},
      {{.features = 2, .classes = 3, .learning_rate = kNaN}, 3, static_cast<double>(kNaN)},
      {{.features = 2, .classes = 3, .momentum = 1.0f}, 4, 1},
      {{.features = 2, .classes = 3, .momentum = -0.25f}, 4, -0.25},
      {{.features = 2, .classes = 3, .momentum = kNaN}, 4, static_cast<double>(kNaN)},
      {{.features = 2, .classes = 3, .l2 = -0.25f}, 5, -0.25},
      {{.features = 2, .classes = 3, .l2 = kInf}, 5, kInf},
      {{.features = 2, .classes = 3, .beta1 = 1.0}, 7, 1},
      {{.features = 2, .classes = 3, .beta2 = -0.5}, 8, -0.5},
      {{.features = 2, .classes = 3, .eps = 0.0f}, 9, 0},
      {{.features = 2, .classes = 3, .gamma = kInf}, 10, kInf},
      {{.features = 2, .classes = 3, .label_smoothing = 1.5f}, 11, 1.5},
      {{.features = 2, .classes = 3, .label_smoothing = 0.5f, .loss = ClassifierLoss::kFocal}, 11, 0.5},
      {{.features = 2, .classes = 3, .clip_norm = -1.0f}, 12, -1},
      {{.features = 2, .classes = 3, .l2 = kNaN}, 5, static_cast<double>(kNaN)},
  };
  const SoftmaxClassifier* before = model_.get();
  for (const Case& c : cases) {
    const Status status = SoftmaxClassifier::Create(c.config, &model_);
    EXPECT_TRUE(IsStatus(status, StatusCode::kConfigInvalid, c.index, c.got)) << "case " << &c - cases;
    EXPECT_EQ(model_.get(), before);
  }
}

TEST_F(SoftmaxClassifierErrorsTest, Size) {
  constexpr size_t kMax = std::numeric_limits<size_t>::max();
  const SoftmaxClassifier* before = model_.get();
  struct Case {
    size_t features, classes;
  };
  for (const Case& c : {Case{kMax, 1}, Case{1, kMax}, Case{kMax, kMax}, Case{kMax / 16, 8}, Case{kMax / 2, 3}}) {
    const Status status = SoftmaxClassifier::Create({.features = c.features, .classes = c.classes}, &model_);
    const double product = static_cast<double>(c.features) * static_cast<double>(c.classes);
    EXPECT_TRUE(IsStatus(status, StatusCode::kTooLarge, 0, product)) << c.features << " x " << c.classes;
    EXPECT_EQ(model_.get(), before);
  }
}

// Sizes that can be addressed, but not had: three arrays of 64 TB, or of 2 GB where a pointer has 32 bits.
TEST_F(SoftmaxClassifierErrorsTest, Memory) {
  const SoftmaxClassifier* before = model_.get();
  const size_t features = size_t{1} << 13;
  const size_t classes = sizeof(size_t) == 8 ? static_cast<size_t>(uint64_t{1} << 31) : (size_t{1} << 16) - 16;
  const Status status = SoftmaxClassifier::Create({.features = features, .classes = classes}, &model_);
  EXPECT_EQ(status.code, StatusCode::kOutOfMemory);
  EXPECT_GE(status.got, 3.0 * sizeof(float) * static_cast<double>(features) * static_cast<double>(classes));
  EXPECT_EQ(model_.get(), before);
}

TEST_F(SoftmaxClassifierErrorsTest, Labels) {
  struct Case {
    std::vector<int32_t> labels;
    size_t index;
    double got;
  };
  const Case cases[] = {
      {{0, 1, 2, 3}, 3, 3},
      {{0, -1, 2, 0}, 1, -1},
      {{-100, 1, 2, 0}, 0, -100},  // no label is ignored here
      {{0, 1, std::numeric_limits<int32_t>::min(), 0}, 2, -2147483648.0},
  };
  for (const Case& c : cases) {
    Evaluation evaluation = {7.0, 1, 7};
    EXPECT_TRUE(
        IsStatus(model_->BindTrainingData(features_, c.labels.data()), StatusCode::kLabelOutOfRange, c.index, c.got));
    EXPECT_TRUE(IsStatus(model_->Evaluate(features_, c.labels.data(), &evaluation), StatusCode::kLabelOutOfRange,
                         c.index, c.got));
    EXPECT_EQ(evaluation.loss(), 7.0);
    EXPECT_EQ(evaluation.correct, 7u);
  }
}

TEST_F(SoftmaxClassifierErrorsTest, DataAndSteps) {
  double loss = 7.0;
  const std::vector<float> before = Weights();
  EXPECT_TRUE(IsStatus(model_->Step(&loss), StatusCode::kConfigInvalid, 0, 0)) << "nothing is bound yet";
  EXPECT_TRUE(IsStatus(model_->BindTrainingData({x_.data(), FeatureType::kFloat32, 0, 1.0f}, labels_.data()),
                       StatusCode::kConfigInvalid, 0, 0));
  EXPECT_EQ(loss, 7.0);
  EXPECT_TRUE(Same(Weights(), before));
  EXPECT_EQ(model_->steps(), 0u);

  // A refused binding leaves the former one.
  ASSERT_TRUE(model_->BindTrainingData(features_, labels_.data()).ok());
  const std::vector<int32_t> bad(4, 9);
  EXPECT_FALSE(model_->BindTrainingData(features_, bad.data()).ok());
  EXPECT_TRUE(model_->Step(&loss).ok());
  EXPECT_NE(loss, 7.0);
}

// A label that changes after it was bound is found by the step that meets it, and nothing of that step remains.
TEST_F(SoftmaxClassifierErrorsTest, ALabelThatChangedAfterBinding) {
  std::vector<int32_t> labels = labels_;
  ASSERT_TRUE(model_->BindTrainingData(features_, labels.data()).ok());
  const std::vector<float> before = Weights();
  labels[2] = 3;
  double loss = 7.0;
  EXPECT_TRUE(IsStatus(model_->Step(&loss), StatusCode::kLabelOutOfRange, 2, 3));
  EXPECT_EQ(loss, 7.0);
  EXPECT_TRUE(Same(Weights(), before));
  labels[2] = 2;
  std::unique_ptr<SoftmaxClassifier> fresh;
  ASSERT_TRUE(SoftmaxClassifier::Create({.features = 2, .classes = 3}, &fresh).ok());
  ASSERT_TRUE(fresh->BindTrainingData(features_, labels.data()).ok());
  double fresh_loss = 0.0;
  ASSERT_TRUE(fresh->Step(&fresh_loss).ok());
  ASSERT_TRUE(model_->Step(&loss).ok());
  EXPECT_EQ(loss, fresh_loss);
  std::vector<float> fresh_weights(9);
  fresh->CopyModel(fresh_weights.data(), fresh_weights.data() + 6);
  EXPECT_TRUE(Same(Weights(), fresh_weights));
}

TEST_F(SoftmaxClassifierErrorsTest, Weights) {
  const float class_weights[] = {1, 2, -1}, sample_weights[] = {1, kNaN, 1, 1};
  std::unique_ptr<SoftmaxClassifier> refused;
  const SoftmaxClassifierConfig config = {.features = 2, .classes = 3, .class_weights = class_weights};
  EXPECT_TRUE(IsStatus(SoftmaxClassifier::Create(config, &refused), StatusCode::kWeightInvalid, 2, -1));
  const TrainingData data = {features_, labels_.data(), sample_weights};
  double loss = 7.0;
  EXPECT_EQ(model_->BindTrainingData(data, StandardizeMode::kKeep).code, StatusCode::kWeightInvalid);
  EXPECT_EQ(model_->PartialFit(data, &loss).code, StatusCode::kWeightInvalid);
  EXPECT_EQ(loss, 7.0);
}

// Weights are looked up by labels before the losses check those.
TEST_F(SoftmaxClassifierErrorsTest, ALabelThatChangedWithWeights) {
  const std::vector<float> weights(4, 1.0f);
  std::vector<int32_t> labels = labels_;
  const TrainingData data = {features_, labels.data(), weights.data()};
  ASSERT_TRUE(model_->BindTrainingData(data, StandardizeMode::kKeep).ok());
  labels[1] = -1;
  double loss = 7.0;
  EXPECT_TRUE(IsStatus(model_->Step(&loss), StatusCode::kLabelOutOfRange, 1, -1));
}

TEST_F(SoftmaxClassifierErrorsTest, LearningRate) {
  for (const float rate : {-0.5f, kInf, kNaN}) {
    EXPECT_TRUE(IsStatus(model_->SetLearningRate(rate), StatusCode::kConfigInvalid, 3, static_cast<double>(rate)));
    EXPECT_EQ(model_->config().learning_rate, 0.1f);
  }
  EXPECT_TRUE(model_->SetLearningRate(0.5f).ok());
  EXPECT_EQ(model_->config().learning_rate, 0.5f);
}

TEST_F(SoftmaxClassifierErrorsTest, NothingToEvaluate) {
  Evaluation evaluation;
  ASSERT_TRUE(model_->Evaluate({x_.data(), FeatureType::kFloat32, 0, 1.0f}, labels_.data(), &evaluation).ok());
  EXPECT_TRUE(std::isnan(evaluation.loss()));
  EXPECT_EQ(evaluation.correct, 0u);
}

}  // namespace
}  // namespace surprisal
