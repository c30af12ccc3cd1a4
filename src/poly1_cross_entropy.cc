// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/poly1_cross_entropy.h"

#include <cmath>

#include "src/softmax_loss.h"

namespace surprisal {
namespace {

Status CheckEpsilon(float epsilon) {
  if (std::isfinite(epsilon)) return {};
  return {StatusCode::kOptionInvalid, 0, static_cast<double>(epsilon)};
}

CrossEntropyOptions Common(const Poly1CrossEntropyOptions& options) {
  return {.class_weights = options.class_weights, .ignore_label = options.ignore_label, .reduction = options.reduction};
}

}  // namespace

Status Poly1CrossEntropy(const RowShape& shape, const float* logits, const int32_t* labels,
                         const Poly1CrossEntropyOptions& options, const LossResults& results) {
  if (const Status status = CheckEpsilon(options.epsilon); !status.ok()) return status;
  return RunLabelLoss({SoftmaxHead::kPoly1, options.epsilon}, shape, logits, labels, Common(options), results);
}

Status Poly1CrossEntropyWithProbs(const RowShape& shape, const float* logits, const float* target_probs,
                                  const Poly1CrossEntropyOptions& options, const LossResults& results) {
  if (const Status status = CheckEpsilon(options.epsilon); !status.ok()) return status;
  return RunProbsLoss({SoftmaxHead::kPoly1, options.epsilon}, shape, logits, target_probs, Common(options), results);
}

}  // namespace surprisal
