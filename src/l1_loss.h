// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_L1_LOSS_H_
#define SURPRISAL_SRC_L1_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Absolute error, and its gradients.
//
//   loss = |d|,  d = input - target;  mean = sum loss / elements of the broadcast shape
//   d loss / d input = sign(d),  d loss / d target = -sign(d)
//
// Inputs: `input`, `target` of shapes that broadcast together. results.grads: input, target.
// Errors: kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: the gradient is 0 where d is 0 or NaN; a mean over nothing is NaN; inf - inf is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`.
// Source: torch.nn.functional.l1_loss.
Status L1Loss(const FloatArray& input, const FloatArray& target, Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_L1_LOSS_H_
