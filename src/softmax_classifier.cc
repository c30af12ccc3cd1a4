// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/softmax_classifier.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <utility>

#include "src/checks.h"
#include "src/simd/linear-inl.h"
#include "src/simd/optimizers-inl.h"
#include "src/softmax_loss.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

}  // namespace

SoftmaxClassifier::SoftmaxClassifier(const SoftmaxClassifierConfig& config)
    : config_(config), random_(config.seed), epoch_random_(config.seed) {}

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
  const bool has_squares = config.optimizer != Optimizer::kSgd;
  const bool has_class_weights = config.class_weights != nullptr;
  if (made != nullptr) {
    made->weights_ = AllocateZeros<float>(size);
    made->gradient_ = AllocateZeros<float>(size);
    made->velocity_ = AllocateZeros<float>(size);
    if (has_squares) made->squares_ = AllocateZeros<float>(size);
    made->examples_ = AllocateZeros<float>(kTileRows * config.features);
    made->logits_ = AllocateZeros<float>(kTileRows * config.classes);
    if (has_class_weights) made->class_weights_ = AllocateZeros<float>(config.classes);
  }
  if (made == nullptr || !made->weights_ || !made->gradient_ || !made->velocity_ || !made->examples_ ||
      !made->logits_ || (has_squares && !made->squares_) || (has_class_weights && !made->class_weights_)) {
    return {StatusCode::kOutOfMemory, 0, (has_squares ? 4.0 : 3.0) * sizeof(float) * static_cast<double>(size)};
  }
  if (has_class_weights) std::copy_n(config.class_weights, config.classes, made->class_weights_.get());
  made->config_.class_weights = made->class_weights_.get();
  const float bound = 1.0f / std::sqrt(static_cast<float>(config.features));
  for (size_t f = 0; f <= config.features; ++f) {
    for (size_t j = 0; j < config.classes; ++j) {
      made->weights_[f * stride + j] = bound * (2.0f * made->random_.Uniform() - 1.0f);
    }
  }
  made->epoch_random_ = made->random_;
  *classifier = std::move(made);
  return {};
}

Status SoftmaxClassifier::CheckData(const TrainingData& data) const {
  const size_t rows = data.features.rows;
  if (rows == 0) return {StatusCode::kConfigInvalid, 0, 0.0};
  if (const Status status = CheckLabels(data.labels, rows, config_.classes); !status.ok()) return status;
  return CheckNonNegative(data.sample_weights, rows, StatusCode::kWeightInvalid);
}

Status SoftmaxClassifier::BindTrainingData(const TrainingData& data, StandardizeMode standardize) {
  const size_t rows = data.features.rows;
  if (rows > std::numeric_limits<uint32_t>::max()) return {StatusCode::kTooLarge, 0, static_cast<double>(rows)};
  if (const Status status = CheckData(data); !status.ok()) return status;
  Buffer<uint32_t> order = AllocateZeros<uint32_t>(rows);
  if (!order) return {StatusCode::kOutOfMemory, 0, sizeof(uint32_t) * static_cast<double>(rows)};
  if (standardize == StandardizeMode::kCompute) {
    const Status status = Standardize(data.features, config_.features, &standardization_);
    if (!status.ok()) return status;
  }
  if (standardize == StandardizeMode::kNone) standardization_ = {};
  order_ = std::move(order);
  const bool goes_on = data_.labels == nullptr && data_.features.rows == rows;
  data_ = data;
  if (!goes_on) epoch_ = next_row_ = 0;
  Shuffle();
  return {};
}

void SoftmaxClassifier::Shuffle() {
  // From the rows' own order: so the order is not saved, for the generator makes it again, however many epochs there
  // have been.
  for (size_t i = 0; i < data_.features.rows; ++i) order_[i] = static_cast<uint32_t>(i);
  epoch_random_ = random_;
  for (size_t i = data_.features.rows - 1; i > 0; --i) {
    std::swap(order_[i], order_[random_.Below(static_cast<uint32_t>(i + 1))]);
  }
}

void SoftmaxClassifier::LoadExample(const FeatureMatrix& features, size_t row, size_t slot) {
  float* to = examples_.get() + slot * config_.features;
  LoadFeatures(features, config_.features, row, to);
  if (!standardization_) return;
  simd::StandardizeFeatures(standardization_.means.get(), standardization_.factors.get(), config_.features, to);
}

Status SoftmaxClassifier::Step(double* loss) {
  if (data_.labels == nullptr) return {StatusCode::kConfigInvalid, 0, 0.0};
  const size_t batch = std::min(config_.batch_size, data_.features.rows - next_row_);
  if (const Status status = Update(data_, order_.get() + next_row_, batch, loss); !status.ok()) return status;
  next_row_ += batch;
  if (next_row_ == data_.features.rows) {
    ++epoch_;
    next_row_ = 0;
    Shuffle();
  }
  return {};
}

Status SoftmaxClassifier::PartialFit(const TrainingData& data, double* loss) {
  if (const Status status = CheckData(data); !status.ok()) return status;
  return Update(data, nullptr, data.features.rows, loss);
}

Status SoftmaxClassifier::SumWeights(const TrainingData& data, const uint32_t* order, size_t batch, double* sum) const {
  *sum = static_cast<double>(batch);
  if (!class_weights_ && data.sample_weights == nullptr) return {};
  *sum = 0.0;
  for (size_t i = 0; i < batch; ++i) {
    const size_t row = order == nullptr ? i : order[i];
    const size_t label = static_cast<size_t>(data.labels[row]);
    // It may have changed since it was bound.
    if (label >= config_.classes) return {StatusCode::kLabelOutOfRange, row, static_cast<double>(data.labels[row])};
    const double class_weight = class_weights_ ? static_cast<double>(class_weights_[label]) : 1.0;
    *sum +=
        data.sample_weights == nullptr ? class_weight : class_weight * static_cast<double>(data.sample_weights[row]);
  }
  return {};
}

Status SoftmaxClassifier::Update(const TrainingData& data, const uint32_t* order, size_t batch, double* loss) {
  double divisor = 0.0;
  if (const Status status = SumWeights(data, order, batch, &divisor); !status.ok()) return status;
  double total = 0.0;
  for (size_t begin = 0; begin < batch; begin += kTileRows) {
    const size_t rows = std::min(kTileRows, batch - begin);
    int32_t labels[kTileRows];
    float sample_weights[kTileRows];
    size_t sources[kTileRows];
    for (size_t r = 0; r < rows; ++r) {
      sources[r] = order == nullptr ? begin + r : order[begin + r];
      LoadExample(data.features, sources[r], r);
      labels[r] = data.labels[sources[r]];
      if (data.sample_weights != nullptr) sample_weights[r] = data.sample_weights[sources[r]];
    }
    const float* weights = data.sample_weights != nullptr ? sample_weights : nullptr;
    Status status = AddTile(rows, labels, weights, divisor, &total);
    if (!status.ok()) {
      // The caller has changed a label since it was bound. Nothing of this step may remain.
      std::fill_n(gradient_.get(), (config_.features + 1) * simd::StrideOf(config_.classes), 0.0f);
      status.index = sources[status.index];
      return status;
    }
  }
  ApplyGradient();
  ++steps_;
  *loss = divisor == 0.0 ? 0.0 : total / divisor;
  return {};
}

Status SoftmaxClassifier::AddTile(size_t rows, const int32_t* labels, const float* sample_weights, double divisor,
                                  double* total) {
  const simd::LinearShape shape = simd::ShapeOf(config_.features, config_.classes);
  simd::LinearForward(rows, shape, examples_.get(), weights_.get(), logits_.get());
  const bool is_focal = config_.loss == ClassifierLoss::kFocal;
  const SoftmaxLoss loss = {is_focal ? SoftmaxHead::kFocal : SoftmaxHead::kCrossEntropy, config_.gamma};
  CrossEntropyOptions options = {.class_weights = class_weights_.get(),
                                 .ignore_label = kNoLabel,
                                 .label_smoothing = config_.label_smoothing,
                                 .reduction = Reduction::kSum};
  const double share = divisor == 0.0 ? 0.0 : 1.0 / divisor;
  float upstream[kTileRows] = {static_cast<float>(share)};
  float losses[kTileRows];
  double sum = 0.0;
  if (sample_weights != nullptr) {
    options.reduction = Reduction::kNone;
    for (size_t r = 0; r < rows; ++r) upstream[r] = static_cast<float>(share * static_cast<double>(sample_weights[r]));
  }
  const LossResults results = {.value = &sum, .losses = losses, .grad_output = upstream, .grads = {logits_.get()}};
  const Status status = RunLabelLoss(loss, {rows, config_.classes, 1}, logits_.get(), labels, options, results);
  if (!status.ok()) return status;
  for (size_t r = 0; sample_weights != nullptr && r < rows; ++r) {
    sum += static_cast<double>(sample_weights[r]) * static_cast<double>(losses[r]);
  }
  *total += sum;
  simd::LinearBackward(rows, shape, examples_.get(), logits_.get(), gradient_.get());
  return {};
}

void SoftmaxClassifier::ApplyGradient() {
  const simd::LinearShape shape = simd::ShapeOf(config_.features, config_.classes);
  const size_t weights = shape.features * shape.stride;
  const double rate = static_cast<double>(config_.learning_rate);
  float gradient_scale = 1.0f;
  if (config_.clip_norm > 0.0f) {
    const double norm = std::sqrt(simd::SumOfSquares(weights + shape.stride, gradient_.get()));
    const double scale = static_cast<double>(config_.clip_norm) / (norm + 1e-6);
    if (scale < 1.0) gradient_scale = static_cast<float>(scale);
  }
  beta1_power_ *= config_.beta1;
  beta2_power_ *= config_.beta2;
  // The weights, then the bias, which does not decay.
  for (size_t begin = 0; begin < weights + shape.stride; begin += weights) {
    const size_t count = begin == 0 ? weights : shape.stride;
    const float l2 = begin == 0 ? config_.l2 : 0.0f;
    if (config_.optimizer == Optimizer::kSgd) {
      const simd::MomentumStep step = {config_.learning_rate, config_.momentum, l2, gradient_scale, config_.nesterov};
      simd::MomentumUpdate(count, step, gradient_.get() + begin, velocity_.get() + begin, weights_.get() + begin);
      continue;
    }
    const bool decoupled = config_.optimizer == Optimizer::kAdamW;
    const simd::AdamStep step = {
        .rate = static_cast<float>(rate / (1.0 - beta1_power_)),
        .beta1 = static_cast<float>(config_.beta1),
        .rest1 = static_cast<float>(1.0 - config_.beta1),
        .beta2 = static_cast<float>(config_.beta2),
        .rest2 = static_cast<float>(1.0 - config_.beta2),
        .correction = static_cast<float>(std::sqrt(1.0 - beta2_power_)),
        .eps = config_.eps,
        .l2 = decoupled ? 0.0f : l2,
        .keep = decoupled ? static_cast<float>(1.0 - rate * static_cast<double>(l2)) : 1.0f,
        .gradient_scale = gradient_scale,
    };
    simd::AdamUpdate(count, step, gradient_.get() + begin, velocity_.get() + begin, squares_.get() + begin,
                     weights_.get() + begin);
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
