// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_MULTILABEL_SOFT_MARGIN_LOSS_H_
#define SURPRISAL_SRC_MULTILABEL_SOFT_MARGIN_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Cross-entropy of the sigmoids of logits against targets in [0, 1], in nats, as the mean over the classes, which are
// the last axis; and its gradients.
//
//   loss_i = mean_j w_ij (target_ij softplus(-input_ij) + (1 - target_ij) softplus(input_ij)),  w = weight
//   mean   = sum_i loss_i / rows
//   d loss_i / d input_ij  = w_ij ((1 - target_ij) sigmoid(input_ij) - target_ij sigmoid(-input_ij)) / classes
//   d loss_i / d target_ij = -w_ij input_ij / classes
//   d loss_i / d w_ij      = (target_ij softplus(-input_ij) + (1 - target_ij) softplus(input_ij)) / classes
//
// Inputs: `input`, logits, and `target`, of shapes that broadcast together, with at least one axis; `weight`, any
//   numbers, that broadcasts to the common shape, or null. Losses, and their upstream gradient for kNone, have the
//   common shape without its last axis. results.grads: input, target, weight.
// Errors: kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: as BinaryCrossEntropyWithLogits; without classes the losses are NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`.
// Source: torch.nn.functional.multilabel_soft_margin_loss.
Status MultilabelSoftMarginLoss(const FloatArray& input, const FloatArray& target, const FloatArray& weight,
                                Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_MULTILABEL_SOFT_MARGIN_LOSS_H_
