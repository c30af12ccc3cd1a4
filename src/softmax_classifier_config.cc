// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/softmax_classifier_config.h"

#include <limits>

#include "src/checks.h"

namespace surprisal {

Status CheckConfig(const SoftmaxClassifierConfig& config) {
  constexpr double kMax = std::numeric_limits<float>::max();
  constexpr double kTiny = std::numeric_limits<float>::denorm_min();
  constexpr double kBelowOne = 1.0 - std::numeric_limits<double>::epsilon() / 2;
  constexpr double kAnySize = std::numeric_limits<double>::max();
  const struct {
    double got, low, high;
  } fields[] = {
      {static_cast<double>(config.features), 1.0, kAnySize},
      {static_cast<double>(config.classes), 1.0, kAnySize},
      {static_cast<double>(config.batch_size), 1.0, kAnySize},
      {static_cast<double>(config.learning_rate), 0.0, kMax},
      {static_cast<double>(config.momentum), 0.0, kBelowOne},
      {static_cast<double>(config.l2), 0.0, kMax},
      {static_cast<double>(config.seed), 0.0, kAnySize},
      {config.beta1, 0.0, kBelowOne},
      {config.beta2, 0.0, kBelowOne},
      {static_cast<double>(config.eps), kTiny, kMax},
      {static_cast<double>(config.gamma), 0.0, kMax},
      // The focal kernel has no smoothing.
      {static_cast<double>(config.label_smoothing), 0.0, config.loss == ClassifierLoss::kFocal ? 0.0 : 1.0},
      {static_cast<double>(config.clip_norm), 0.0, kMax},
  };
  size_t index = 0;
  for (const auto& [got, low, high] : fields) {
    if (!(got >= low && got <= high)) return {StatusCode::kConfigInvalid, index, got};
    ++index;
  }
  return CheckNonNegative(config.class_weights, config.classes, StatusCode::kWeightInvalid);
}

}  // namespace surprisal
