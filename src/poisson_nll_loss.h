// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_POISSON_NLL_LOSS_H_
#define SURPRISAL_SRC_POISSON_NLL_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Negative log-likelihood of counts under Poisson distributions, in nats, and its gradients.
//
//   loss = exp(input) - target input  if log_input, else  input - target log(input + eps)
//          + (full and target > 1 ? target log(target) - target + log(2 pi target) / 2 : 0)   (Stirling)
//   mean = sum loss / elements of the broadcast shape
//   d loss / d input  = exp(input) - target, or 1 - target / (input + eps)
//   d loss / d target = -input, or -log(input + eps); + log(target) + 1 / (2 target) where the last term is
//
// Inputs: `input`, the rates or their logarithms, and `target`, counts, though any number serves; of shapes that
//   broadcast together. results.grads: input, target.
// Options: `log_input`, by default true; `full`, whether Stirling's approximation of log(target!) belongs to the loss,
//   by default false; `eps`, against log(0), by default 1e-8, not used if log_input.
// Errors: kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: a negative rate gives NaN; what exceeds a float is +inf; NaN gives NaN; a mean over nothing is NaN. Where
//   target <= 1, the last term has no gradient (in PyTorch NaN, at target <= 0).
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h); but the terms have either sign, and where
//   they nearly cancel it is kLikelihoodBound, of the larger term. The same bits on every variant but `relaxed`.
// Source: torch.nn.functional.poisson_nll_loss.
Status PoissonNllLoss(const FloatArray& input, const FloatArray& target, bool log_input, bool full, float eps,
                      Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_POISSON_NLL_LOSS_H_
