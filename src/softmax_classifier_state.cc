// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What a classifier holds, handed out and taken in. Outside, rows have no padding: what one build saves, another with
// wider vectors can read.

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "src/simd/linear-inl.h"
#include "src/softmax_classifier.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

void CopyRows(size_t rows, size_t classes, const float* from, size_t from_stride, float* to, size_t to_stride) {
  for (size_t row = 0; row < rows; ++row) std::copy_n(from + row * from_stride, classes, to + row * to_stride);
}

// Doubles and size_t hold it both.
bool IsCount(double number) {
  const double most = std::min(0x1p53, static_cast<double>(std::numeric_limits<size_t>::max()));
  return number >= 0.0 && number <= most && std::floor(number) == number;
}

// The position of the first number that no training has, or of none.
size_t FindInvalid(const TrainingNumbers& numbers) {
  const bool valid[] = {
      IsCount(numbers.steps),
      IsCount(numbers.rows) && numbers.rows <= 0xFFFFFFFFp0,
      IsCount(numbers.epoch),
      IsCount(numbers.next_row) && (numbers.next_row < numbers.rows || numbers.next_row == 0.0),
      numbers.beta1_power >= 0.0 && numbers.beta1_power <= 1.0,
      numbers.beta2_power >= 0.0 && numbers.beta2_power <= 1.0,
      numbers.standardized == 0.0 || numbers.standardized == 1.0,
      std::all_of(numbers.random, numbers.random + Random::kWords,
                  [](double word) { return IsCount(word) && word <= 0xFFFFFFFFp0; }) &&
          std::any_of(numbers.random, numbers.random + Random::kWords, [](double word) { return word != 0.0; }),
  };
  return static_cast<size_t>(std::find(std::begin(valid), std::end(valid), false) - valid);
}
constexpr size_t kNumbers = 8;

}  // namespace

void SoftmaxClassifier::CopyModel(float* weights, float* bias) const {
  const size_t stride = simd::StrideOf(config_.classes);
  CopyRows(config_.features, config_.classes, weights_.get(), stride, weights, config_.classes);
  std::copy_n(weights_.get() + config_.features * stride, config_.classes, bias);
}

void SoftmaxClassifier::SetModel(const float* weights, const float* bias) {
  const size_t stride = simd::StrideOf(config_.classes);
  CopyRows(config_.features, config_.classes, weights, config_.classes, weights_.get(), stride);
  std::copy_n(bias, config_.classes, weights_.get() + config_.features * stride);
}

size_t SoftmaxClassifier::ArraysLength(bool standardized) const {
  const size_t arrays = squares_ ? 3 : 2;
  return arrays * (config_.features + 1) * config_.classes + (standardized ? 2 * config_.features : 0);
}

void SoftmaxClassifier::CopyTraining(float* arrays, TrainingNumbers* numbers) const {
  const size_t rows = config_.features + 1;
  const size_t stride = simd::StrideOf(config_.classes);
  for (const float* from : {weights_.get(), velocity_.get(), squares_.get()}) {
    if (from == nullptr) continue;
    CopyRows(rows, config_.classes, from, stride, arrays, config_.classes);
    arrays += rows * config_.classes;
  }
  if (standardization_) {
    std::copy_n(standardization_.means.get(), config_.features, arrays);
    std::copy_n(standardization_.factors.get(), config_.features, arrays + config_.features);
  }
  *numbers = {.steps = static_cast<double>(steps_),
              .rows = static_cast<double>(data_.features.rows),
              .epoch = static_cast<double>(epoch_),
              .next_row = static_cast<double>(next_row_),
              .beta1_power = beta1_power_,
              .beta2_power = beta2_power_,
              .standardized = standardization_ ? 1.0 : 0.0};
  std::copy_n(epoch_random_.words(), Random::kWords, numbers->random);
}

Status SoftmaxClassifier::SetTraining(const float* arrays, const TrainingNumbers& numbers) {
  if (const size_t invalid = FindInvalid(numbers); invalid < kNumbers)
    return {StatusCode::kConfigInvalid, invalid, 0.0};
  Standardization standardization;
  if (numbers.standardized != 0.0) {
    const Status status = AllocateStandardization(config_.features, &standardization);
    if (!status.ok()) return status;
  }
  const size_t rows = config_.features + 1;
  const size_t stride = simd::StrideOf(config_.classes);
  for (float* to : {weights_.get(), velocity_.get(), squares_.get()}) {
    if (to == nullptr) continue;
    CopyRows(rows, config_.classes, arrays, config_.classes, to, stride);
    arrays += rows * config_.classes;
  }
  if (standardization) {
    std::copy_n(arrays, config_.features, standardization.means.get());
    std::copy_n(arrays + config_.features, config_.features, standardization.factors.get());
  }
  standardization_ = std::move(standardization);
  steps_ = static_cast<size_t>(numbers.steps);
  data_ = {.features = {.rows = static_cast<size_t>(numbers.rows)}};
  order_ = nullptr;
  epoch_ = static_cast<size_t>(numbers.epoch);
  next_row_ = static_cast<size_t>(numbers.next_row);
  beta1_power_ = numbers.beta1_power;
  beta2_power_ = numbers.beta2_power;
  uint32_t words[Random::kWords];
  for (size_t i = 0; i < Random::kWords; ++i) words[i] = static_cast<uint32_t>(numbers.random[i]);
  epoch_random_.SetWords(words);
  random_ = epoch_random_;
  return {};
}

}  // namespace surprisal
