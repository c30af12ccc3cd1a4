// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_GAUSSIAN_NLL_LOSS_H_
#define SURPRISAL_SRC_GAUSSIAN_NLL_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Negative log-likelihood of targets under normal distributions, in nats, and its gradients.
//
//   loss = (log(v) + d^2 / v) / 2 + (full ? log(2 pi) / 2 : 0),  d = input - target,  v = max(var, eps)
//   mean = sum loss / elements of the broadcast shape
//   d loss / d input = d / v,  d loss / d target = -d / v,  d loss / d var = (1 / v - d^2 / v^2) / 2: as if nothing had
//   been clamped
//
// Inputs: `input`, the expectations, and `target` of shapes that broadcast together; `var`, the variances, >= 0, of
//   input's shape, or of that without its last axis, or with 1 there. results.grads: input, target, var.
// Options: `full`, by default false; `eps`, any number, by default 1e-6.
// Errors: kVarianceInvalid, kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: a variance of 0, with an eps of 0 or less, gives NaN where d is 0; NaN gives NaN; a variance of +inf
//   gives +inf; a mean over nothing is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h); but the terms have either sign, and where
//   they nearly cancel it is kLikelihoodBound, of the larger term. The same bits on every variant but `relaxed`.
// Source: torch.nn.functional.gaussian_nll_loss.
Status GaussianNllLoss(const FloatArray& input, const FloatArray& target, const FloatArray& var, bool full, float eps,
                       Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_GAUSSIAN_NLL_LOSS_H_
