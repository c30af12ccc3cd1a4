// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_SMOOTH_L1_LOSS_H_
#define SURPRISAL_SRC_SMOOTH_L1_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Absolute error, squared near 0, and its gradients.
//
//   loss = d^2 / (2 beta) if |d| < beta, else |d| - beta / 2;  d = input - target
//   mean = sum loss / elements of the broadcast shape
//   d loss / d input = clip(d / beta, -1, 1),  d loss / d target = -d loss / d input
//
// Inputs: `input`, `target` of shapes that broadcast together. results.grads: input, target.
// Options: `beta` >= 0, in the unit of the inputs, by default 1.
// Errors: kOptionInvalid (beta negative or NaN), kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: beta = 0 is L1Loss, but that both gradients are -1 where d is 0, as in PyTorch; NaN gives NaN, in the
//   gradient too; +-inf gives +inf with a gradient of +-1; a mean over nothing is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`.
// Source: torch.nn.functional.smooth_l1_loss.
Status SmoothL1Loss(const FloatArray& input, const FloatArray& target, float beta, Reduction reduction,
                    const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SMOOTH_L1_LOSS_H_
