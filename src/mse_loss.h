// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_MSE_LOSS_H_
#define SURPRISAL_SRC_MSE_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Squared error, and its gradients.
//
//   loss = d^2,  d = input - target;  mean = sum loss / elements of the broadcast shape
//   d loss / d input = 2 d,  d loss / d target = -2 d
//
// Inputs: `input`, `target` of shapes that broadcast together. results.grads: input, target.
// Errors: kShapeInvalid, kOutOfMemory; nothing is written then.
// Edge cases: a mean over nothing is NaN; inf - inf is NaN; what exceeds a float is +inf, with a finite gradient.
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
// `relaxed`. Source: torch.nn.functional.mse_loss.
Status MseLoss(const FloatArray& input, const FloatArray& target, Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_MSE_LOSS_H_
