// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_LOG_COSH_LOSS_H_
#define SURPRISAL_SRC_LOG_COSH_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The logarithm of the hyperbolic cosine of the error: d^2 / 2 near 0, |d| - ln 2 far away; and its gradients.
//
//   loss = log(cosh(d)),  d = input - target;  mean = sum loss / elements of the broadcast shape
//   d loss / d input = tanh(d),  d loss / d target = -tanh(d)
//
// Inputs: `input`, `target` of shapes that broadcast together. results.grads: input, target.
// Errors: kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: +-inf gives +inf with a gradient of +-1; NaN gives NaN; a mean over nothing is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`. However small d is, the loss has its relative accuracy.
// Source: ours; Keras has it as LogCosh.
Status LogCoshLoss(const FloatArray& input, const FloatArray& target, Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_LOG_COSH_LOSS_H_
