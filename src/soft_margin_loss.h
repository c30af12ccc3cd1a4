// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_SOFT_MARGIN_LOSS_H_
#define SURPRISAL_SRC_SOFT_MARGIN_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The logistic loss of scores against labels of -1 and 1, and its gradient.
//
//   loss = log(1 + exp(-target input));  mean = sum loss / elements
//   d loss / d input = -target sigmoid(-target input)
//
// Inputs: `input`, scores; `target` of the same shape, usually -1 and 1, though any number serves. results.grads:
//   input. Errors: kShapeInvalid; nothing is written then. Edge cases: nothing overflows before the loss does
//   (PyTorch's form does, at 88); a target of 0 gives ln 2; +-inf gives 0 or +inf; NaN gives NaN; a mean over nothing
//   is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`.
// Source: torch.nn.functional.soft_margin_loss, in the stable form.
Status SoftMarginLoss(const FloatArray& input, const FloatArray& target, Reduction reduction,
                      const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SOFT_MARGIN_LOSS_H_
