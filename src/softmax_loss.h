// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The driver of the losses of a row's softmax: cross-entropy, and what others make of it. One set of kernels serves
// them all; beside cross-entropy's own, the losses differ only in what they compute once a row.

#ifndef SURPRISAL_SRC_SOFTMAX_LOSS_H_
#define SURPRISAL_SRC_SOFTMAX_LOSS_H_

#include <cstdint>

#include "src/cross_entropy.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// What becomes of a row's cross-entropy.
enum class SoftmaxHead {
  kCrossEntropy,
  kFocal,  // times (1 - p_t)^parameter; labels only, no smoothing
  kPoly1,  // plus parameter (1 - p); no smoothing
  kZLoss,  // plus parameter log-sum-exp^2, whose mean is that of the rows that count
};

struct SoftmaxLoss {
  SoftmaxHead head = SoftmaxHead::kCrossEntropy;
  float parameter = 0.0f;
};

// The loss against class labels. `parameter` has been checked; everything else is checked here, with the errors of
// CrossEntropy().
Status RunLabelLoss(const SoftmaxLoss& loss, const RowShape& shape, const float* logits, const int32_t* labels,
                    const CrossEntropyOptions& options, const LossResults& results);

// The loss against class probabilities, likewise, with the errors of CrossEntropyWithProbs().
Status RunProbsLoss(const SoftmaxLoss& loss, const RowShape& shape, const float* logits, const float* target_probs,
                    const CrossEntropyOptions& options, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SOFTMAX_LOSS_H_
