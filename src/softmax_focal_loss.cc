// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/softmax_focal_loss.h"

#include <limits>

#include "src/softmax_loss.h"

namespace surprisal {

Status SoftmaxFocalLoss(const RowShape& shape, const float* logits, const int32_t* labels,
                        const SoftmaxFocalLossOptions& options, const LossResults& results) {
  const float gamma = options.gamma;
  if (!(gamma >= 0.0f && gamma <= std::numeric_limits<float>::max())) {
    return {StatusCode::kOptionInvalid, 0, static_cast<double>(gamma)};
  }
  const CrossEntropyOptions common = {
      .class_weights = options.class_weights, .ignore_label = options.ignore_label, .reduction = options.reduction};
  return RunLabelLoss({SoftmaxHead::kFocal, gamma}, shape, logits, labels, common, results);
}

}  // namespace surprisal
