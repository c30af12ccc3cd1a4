// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The form of the golden cases (tests/golden/README.md) in C++. scripts/golden-to-cpp.mjs writes the tables; the order
// of the fields here is its contract.

#ifndef SURPRISAL_TESTS_CORE_GOLDEN_H_
#define SURPRISAL_TESTS_CORE_GOLDEN_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "src/softmax_classifier.h"
#include "src/tensor.h"
#include "tests/core/loss_call.h"

namespace surprisal {

inline constexpr float kInf = std::numeric_limits<float>::infinity();
inline constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
inline constexpr double kDoubleInf = std::numeric_limits<double>::infinity();
inline constexpr double kDoubleNaN = std::numeric_limits<double>::quiet_NaN();

enum class GoldenOp {
  kSoftmax,
  kSoftmin,
  kLogSoftmax,
  kLogSumExp,
  kSurprisal,
  kEntropy,
  kPerplexity,
  kCrossEntropy,
  kKlDivergence,
  kJsDivergence,
};

// An array that a case does not have is a span with a null pointer.
struct GoldenCrossEntropy {
  const char* name;
  RowShape shape;
  std::span<const float> logits;
  std::span<const int32_t> labels;  // either these
  std::span<const float> targets;   // or these
  std::span<const float> class_weights;
  int32_t ignore_label;
  float label_smoothing;
  Reduction reduction;
  std::span<const float> grad_output;
  std::span<const double> value;
  std::span<const double> grad;
  std::span<const double> grad_targets;
  std::span<const double> grad_weights;
};

// A case of losses/<loss>.json.
struct GoldenLoss {
  std::string_view loss;
  const char* name;
  LossCall call;
  std::span<const float> grad_output;
  std::span<const double> value;
  std::span<const double> grads[4];  // by argument, then by options that are arrays; null where none is given
};

struct GoldenSoftmax {
  const char* name;
  GoldenOp op;
  RowShape shape;
  std::span<const float> logits;
  float temperature;
  std::span<const double> value;
  std::span<const float> grad_output;
  std::span<const double> grad;
};

struct GoldenInformation {
  const char* name;
  GoldenOp op;
  size_t rows;
  size_t outcomes;
  std::span<const float> p;
  std::span<const float> q;
  double base;
  bool normalize;
  std::span<const float> grad_output;
  std::span<const double> value;
  std::span<const double> grad_p;
  std::span<const double> grad_q;
  std::span<const double> grad_scales;  // what the bound of each gradient is of
};

struct GoldenSoftmaxClassifier {
  const char* name;
  SoftmaxClassifierConfig config;  // batch_size is the number of rows
  FeatureType type;
  std::span<const float> x;  // as stored: whole numbers for kUint8
  float scale;
  std::span<const int32_t> labels;
  std::span<const float> initial_weights;
  std::span<const float> initial_bias;
  std::span<const double> losses;  // one a step
  std::span<const double> weights;
  std::span<const double> bias;
  double final_loss;
  size_t final_correct;
  std::span<const double> probs;
};

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_GOLDEN_H_
