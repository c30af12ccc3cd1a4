// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_ACTIVATIONS_H_
#define SURPRISAL_SRC_ACTIVATIONS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Maps of logits, and their gradients: results.losses gets a number for each element, results.grads[0] the derivative
// there times results.grad_output; results.value is not used. The gradient may be written over the input.
//
// Inputs: `input` of any shape. Errors: kTooLarge.
// Edge cases: +-inf gives the limits; NaN gives NaN.
//
// Accuracy: kActivationBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`.

// 1 / (1 + exp(-input)); derivative sigmoid(input) sigmoid(-input). Source: torch.sigmoid.
Status Sigmoid(const FloatArray& input, const LossResults& results);

// log(sigmoid(input)) = -log(1 + exp(-input)); derivative sigmoid(-input). Source: torch.nn.functional.logsigmoid.
Status LogSigmoid(const FloatArray& input, const LossResults& results);

// log(1 + exp(beta input)) / beta, or the input itself where beta input > threshold; derivative sigmoid(beta input), or
// 1. Options: `beta`, by default 1; `threshold`, by default 20. Source: torch.nn.functional.softplus.
Status Softplus(const FloatArray& input, float beta, float threshold, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_ACTIVATIONS_H_
