// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_SOFTMAX_CLASSIFIER_CONFIG_H_
#define SURPRISAL_SRC_SOFTMAX_CLASSIFIER_CONFIG_H_

#include <cstddef>
#include <cstdint>

#include "src/status.h"

namespace surprisal {

// The numbers are part of the bindings' ABI, and of the files that trainings are saved in.
enum class Optimizer : int32_t { kSgd = 0, kAdam = 1, kAdamW = 2 };
enum class ClassifierLoss : int32_t { kCrossEntropy = 0, kFocal = 1 };

// What a softmax classifier is and how it is trained. An option that the chosen optimizer or loss does not have is
// checked, and not used.
struct SoftmaxClassifierConfig {
  size_t features = 0;           // 0: at least 1
  size_t classes = 0;            // 1: at least 1
  size_t batch_size = 128;       // 2: at least 1; an epoch's last batch may be smaller
  float learning_rate = 0.1f;    // 3: >= 0, finite
  float momentum = 0.0f;         // 4: in [0, 1); of kSgd
  float l2 = 0.0f;               // 5: >= 0, finite; weights only, never the bias
  uint32_t seed = 0;             // 6: initial weights and the order of the examples
  double beta1 = 0.9;            // 7: in [0, 1); of kAdam and kAdamW
  double beta2 = 0.999;          // 8: likewise
  float eps = 1e-8f;             // 9: > 0, finite; likewise
  float gamma = 2.0f;            // 10: >= 0, finite; of kFocal
  float label_smoothing = 0.0f;  // 11: in [0, 1]; 0 for kFocal
  float clip_norm = 0.0f;        // 12: >= 0, finite; 0 does not clip
  Optimizer optimizer = Optimizer::kSgd;
  bool nesterov = false;  // of kSgd
  ClassifierLoss loss = ClassifierLoss::kCrossEntropy;
  // [classes], each >= 0 and finite; null means all ones. Copied.
  const float* class_weights = nullptr;
};

// kConfigInvalid (index: the number beside the field above), kWeightInvalid.
Status CheckConfig(const SoftmaxClassifierConfig& config);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SOFTMAX_CLASSIFIER_CONFIG_H_
