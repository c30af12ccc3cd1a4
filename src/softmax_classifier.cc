// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/softmax_classifier.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <utility>

#include "src/checks.h"
#include "src/cross_entropy.h"
#include "src/simd/linear-inl.h"
#include "src/softmax.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

// Examples that go forward, through the loss and backward together: few enough that as floats they stay in cache
// between the two products.
constexpr size_t kTileRows = 8;

Status CheckConfig(const SoftmaxClassifierConfig& config) {
  const auto invalid = [](size_t field, double got) { return Status{StatusCode::kConfigInvalid, field, got}; };
  constexpr float kMax = std::numeric_limits<float>::max();
  if (config.features == 0) return invalid(0, 0.0);
  if (config.classes == 0) return invalid(1, 0.0);
  if (config.batch_size == 0) return invalid(2, 0.0);
  if (!(config.learning_rate >= 0.0f && config.learning_rate <= kMax)) {
    return invalid(3, static_cast<double>(config.learning_rate));
  }
  if (!(config.momentum >= 0.0f && config.momentum < 1.0f)) return invalid(4, static_cast<double>(config.momentum));
  if (!(config.l2 >= 0.0f && config.l2 <= kMax)) return invalid(5, static_cast<double>(config.l2));
  return {};
}

simd::LinearShape ShapeOf(const SoftmaxClassifierConfig& config) {
  return {config.features, config.classes, simd::StrideOf(config.classes)};
}

size_t ArgMax(const float* logits, size_t classes) {
  size_t best = 0;
  for (size_t j = 1; j < classes; ++j) {
    if (logits[j] > logits[best]) best = j;
  }
  return best;
}

}  // namespace

SoftmaxClassifier::SoftmaxClassifier(const SoftmaxClassifierConfig& config) : config_(config), random_(config.seed) {}

Status SoftmaxClassifier::Create(const SoftmaxClassifierConfig& config,
                                 std::unique_ptr<SoftmaxClassifier>* classifier) {
  if (const Status status = CheckConfig(config); !status.ok()) return status;
  const size_t stride = simd::StrideOf(config.classes);
  if (!Addressable<float>(config.features, kTileRows) || !Addressable<float>(config.classes, kTileRows) ||
      !Addressable<float>(config.features + 1, stride)) {
    const double weights = static_cast<double>(config.features) * static_cast<double>(config.classes);
    return {StatusCode::kTooLarge, 0, weights};
  }
  std::unique_ptr<SoftmaxClassifier> made(new (std::nothrow) SoftmaxClassifier(config));
  const size_t size = (config.features + 1) * stride;
  if (made != nullptr) {
    made->weights_ = AllocateZeros<float>(size);
    made->gradient_ = AllocateZeros<float>(size);
    made->velocity_ = AllocateZeros<float>(size);
    made->examples_ = AllocateZeros<float>(kTileRows * config.features);
    made->logits_ = AllocateZeros<float>(kTileRows * config.classes);
  }
  if (made == nullptr || !made->weights_ || !made->gradient_ || !made->velocity_ || !made->examples_ ||
      !made->logits_) {
    return {StatusCode::kOutOfMemory, 0, 3.0 * sizeof(float) * static_cast<double>(size)};
  }
  const float bound = 1.0f / std::sqrt(static_cast<float>(config.features));
  for (size_t f = 0; f <= config.features; ++f) {
    for (size_t j = 0; j < config.classes; ++j) {
      made->weights_[f * stride + j] = bound * (2.0f * made->random_.Uniform() - 1.0f);
    }
  }
  *classifier = std::move(made);
  return {};
}

Status SoftmaxClassifier::BindTrainingData(const FeatureMatrix& features, const int32_t* labels) {
  if (features.rows == 0) return {StatusCode::kConfigInvalid, 0, 0.0};
  if (features.rows > std::numeric_limits<uint32_t>::max()) {
    return {StatusCode::kTooLarge, 0, static_cast<double>(features.rows)};
  }
  if (const Status status = CheckLabels(labels, features.rows, config_.classes); !status.ok()) return status;
  Buffer<uint32_t> order = AllocateZeros<uint32_t>(features.rows);
  if (!order) return {StatusCode::kOutOfMemory, 0, sizeof(uint32_t) * static_cast<double>(features.rows)};
  for (size_t i = 0; i < features.rows; ++i) order[i] = static_cast<uint32_t>(i);
  order_ = std::move(order);
  data_ = features;
  labels_ = labels;
  epoch_ = 0;
  next_row_ = 0;
  Shuffle();
  return {};
}

void SoftmaxClassifier::Shuffle() {
  for (size_t i = data_.rows - 1; i > 0; --i) {
    std::swap(order_[i], order_[random_.Below(static_cast<uint32_t>(i + 1))]);
  }
}

void SoftmaxClassifier::LoadExample(const FeatureMatrix& features, size_t row, size_t slot) {
  float* to = examples_.get() + slot * config_.features;
  const size_t begin = row * config_.features;
  if (features.type == FeatureType::kUint8) {
    simd::ConvertFeatures(static_cast<const uint8_t*>(features.values) + begin, features.scale, config_.features, to);
  } else {
    simd::ConvertFeatures(static_cast<const float*>(features.values) + begin, features.scale, config_.features, to);
  }
}

Status SoftmaxClassifier::Step(double* loss) {
  if (labels_ == nullptr) return {StatusCode::kConfigInvalid, 0, 0.0};
  const simd::LinearShape shape = ShapeOf(config_);
  const size_t batch = std::min(config_.batch_size, data_.rows - next_row_);
  const float upstream = 1.0f / static_cast<float>(batch);
  double total = 0.0;
  for (size_t begin = 0; begin < batch; begin += kTileRows) {
    const size_t rows = std::min(kTileRows, batch - begin);
    const uint32_t* order = order_.get() + next_row_ + begin;
    int32_t labels[kTileRows];
    for (size_t r = 0; r < rows; ++r) {
      LoadExample(data_, order[r], r);
      labels[r] = labels_[order[r]];
    }
    simd::LinearForward(rows, shape, examples_.get(), weights_.get(), logits_.get());
    double tile_loss = 0.0;
    const CrossEntropyOptions options = {.ignore_label = kNoLabel, .reduction = Reduction::kSum};
    const LossResults results = {.value = &tile_loss, .grad_output = &upstream, .grads = {logits_.get()}};
    Status status = CrossEntropy({rows, config_.classes, 1}, logits_.get(), labels, options, results);
    if (!status.ok()) {
      // The caller has changed a label since it was bound. Nothing of this step may remain.
      std::fill_n(gradient_.get(), (shape.features + 1) * shape.stride, 0.0f);
      status.index = order[status.index];
      return status;
    }
    total += tile_loss;
    simd::LinearBackward(rows, shape, examples_.get(), logits_.get(), gradient_.get());
  }
  const size_t weights = shape.features * shape.stride;
  simd::MomentumUpdate(weights, config_.learning_rate, config_.momentum, config_.l2, gradient_.get(), velocity_.get(),
                       weights_.get());
  simd::MomentumUpdate(shape.stride, config_.learning_rate, config_.momentum, 0.0f, gradient_.get() + weights,
                       velocity_.get() + weights, weights_.get() + weights);
  *loss = total / static_cast<double>(batch);
  ++steps_;
  next_row_ += batch;
  if (next_row_ == data_.rows) {
    ++epoch_;
    next_row_ = 0;
    Shuffle();
  }
  return {};
}

template <class Consume>
void SoftmaxClassifier::ForEachLogitsTile(const FeatureMatrix& features, const Consume& consume) {
  for (size_t begin = 0; begin < features.rows; begin += kTileRows) {
    const size_t rows = std::min(kTileRows, features.rows - begin);
    for (size_t r = 0; r < rows; ++r) LoadExample(features, begin + r, r);
    simd::LinearForward(rows, ShapeOf(config_), examples_.get(), weights_.get(), logits_.get());
    consume(begin, rows);
  }
}

Status SoftmaxClassifier::Evaluate(const FeatureMatrix& features, const int32_t* labels, Evaluation* evaluation) {
  if (const Status status = CheckLabels(labels, features.rows, config_.classes); !status.ok()) return status;
  double total = 0.0;
  size_t correct = 0;
  Status status;
  ForEachLogitsTile(features, [&](size_t begin, size_t rows) {
    double tile_loss = 0.0;
    const CrossEntropyOptions options = {.ignore_label = kNoLabel, .reduction = Reduction::kSum};
    status = CrossEntropy({rows, config_.classes, 1}, logits_.get(), labels + begin, options, {.value = &tile_loss});
    total += tile_loss;
    for (size_t r = 0; r < rows; ++r) {
      const size_t best = ArgMax(logits_.get() + r * config_.classes, config_.classes);
      if (best == static_cast<size_t>(labels[begin + r])) ++correct;
    }
  });
  *evaluation = {total / static_cast<double>(features.rows), correct};
  return status;
}

void SoftmaxClassifier::PredictLabels(const FeatureMatrix& features, int32_t* labels) {
  ForEachLogitsTile(features, [&](size_t begin, size_t rows) {
    for (size_t r = 0; r < rows; ++r) {
      labels[begin + r] = static_cast<int32_t>(ArgMax(logits_.get() + r * config_.classes, config_.classes));
    }
  });
}

void SoftmaxClassifier::PredictProbs(const FeatureMatrix& features, float* probs) {
  ForEachLogitsTile(features, [&](size_t begin, size_t rows) {
    // The temperature is 1: there is nothing to reject.
    static_cast<void>(Softmax({rows, config_.classes, 1}, logits_.get(), 1.0f, probs + begin * config_.classes));
  });
}

void SoftmaxClassifier::CopyModel(float* weights, float* bias) const {
  const size_t stride = simd::StrideOf(config_.classes);
  for (size_t f = 0; f <= config_.features; ++f) {
    float* to = f < config_.features ? weights + f * config_.classes : bias;
    std::copy_n(weights_.get() + f * stride, config_.classes, to);
  }
}

void SoftmaxClassifier::SetModel(const float* weights, const float* bias) {
  const size_t stride = simd::StrideOf(config_.classes);
  for (size_t f = 0; f <= config_.features; ++f) {
    const float* from = f < config_.features ? weights + f * config_.classes : bias;
    std::copy_n(from, config_.classes, weights_.get() + f * stride);
  }
}

Status SoftmaxClassifier::SetLearningRate(float learning_rate) {
  SoftmaxClassifierConfig changed = config_;
  changed.learning_rate = learning_rate;
  if (const Status status = CheckConfig(changed); !status.ok()) return status;
  config_ = changed;
  return {};
}

}  // namespace surprisal
