// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_HUBER_LOSS_H_
#define SURPRISAL_SRC_HUBER_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Squared error near 0, absolute error beyond, and its gradients.
//
//   loss = d^2 / 2 if |d| < delta, else delta (|d| - delta / 2);  d = input - target
//   mean = sum loss / elements of the broadcast shape
//   d loss / d input = clip(d, -delta, delta),  d loss / d target = -d loss / d input
//
// Inputs: `input`, `target` of shapes that broadcast together. results.grads: input, target.
// Options: `delta` > 0, in the unit of the inputs, by default 1.
// Errors: kOptionInvalid (delta not positive, or NaN), kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: NaN gives NaN, in the gradient too; +-inf gives +inf with a gradient of +-delta; a mean over nothing is
//   NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`.
// Source: torch.nn.functional.huber_loss.
Status HuberLoss(const FloatArray& input, const FloatArray& target, float delta, Reduction reduction,
                 const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_HUBER_LOSS_H_
