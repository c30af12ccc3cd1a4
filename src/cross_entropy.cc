// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/cross_entropy.h"

#include "src/softmax_loss.h"

namespace surprisal {

Status CrossEntropy(const RowShape& shape, const float* logits, const int32_t* labels,
                    const CrossEntropyOptions& options, const LossResults& results) {
  return RunLabelLoss({}, shape, logits, labels, options, results);
}

Status CrossEntropyWithProbs(const RowShape& shape, const float* logits, const float* target_probs,
                             const CrossEntropyOptions& options, const LossResults& results) {
  return RunProbsLoss({}, shape, logits, target_probs, options, results);
}

}  // namespace surprisal
