// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/z_loss_cross_entropy.h"

#include <limits>

#include "src/softmax_loss.h"

namespace surprisal {
namespace {

Status CheckZLoss(float z_loss) {
  if (z_loss >= 0.0f && z_loss <= std::numeric_limits<float>::max()) return {};
  return {StatusCode::kOptionInvalid, 0, static_cast<double>(z_loss)};
}

// Cross-entropy's own kernel for 0: 0 lse^2 would be NaN where the square overflows.
SoftmaxLoss LossOf(float z_loss) {
  if (z_loss == 0.0f) return {};
  return {SoftmaxHead::kZLoss, z_loss};
}

}  // namespace

Status ZLossCrossEntropy(const RowShape& shape, const float* logits, const int32_t* labels,
                         const ZLossCrossEntropyOptions& options, const LossResults& results) {
  if (const Status status = CheckZLoss(options.z_loss); !status.ok()) return status;
  return RunLabelLoss(LossOf(options.z_loss), shape, logits, labels, options.cross_entropy, results);
}

Status ZLossCrossEntropyWithProbs(const RowShape& shape, const float* logits, const float* target_probs,
                                  const ZLossCrossEntropyOptions& options, const LossResults& results) {
  if (const Status status = CheckZLoss(options.z_loss); !status.ok()) return status;
  return RunProbsLoss(LossOf(options.z_loss), shape, logits, target_probs, options.cross_entropy, results);
}

}  // namespace surprisal
