// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_BINARY_CROSS_ENTROPY_WITH_LOGITS_H_
#define SURPRISAL_SRC_BINARY_CROSS_ENTROPY_WITH_LOGITS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Cross-entropy of the sigmoids of logits against targets in [0, 1], in nats, and its gradients.
//
//   loss = w (p target softplus(-input) + (1 - target) softplus(input)),  w = weight, p = pos_weight,
//          softplus(x) = log(1 + exp(x))
//   mean = sum loss / elements: never by weights
//   d loss / d input  = w ((1 - target) sigmoid(input) - p target sigmoid(-input))
//   d loss / d target = w (p softplus(-input) - softplus(input))
//
// Inputs: `input`, logits; `target` of the same shape, in [0, 1], though any number serves; `weight` and `pos_weight`,
//   any numbers, that broadcast to that shape, or null for 1. results.grads: input, target.
// Errors: kShapeInvalid; nothing is written then.
// Edge cases: an infinite logit gives the limit: 0 where it is right, +inf where it is wrong (PyTorch: mostly NaN); a
//   weight of 0 does not protect: 0 * inf is NaN, but a target or a pos_weight of 0 does; NaN gives NaN; a mean over
//   nothing is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h), for targets in [0, 1] and weights >= 0;
//   where the terms have different signs, relative to the larger. A loss of 1e-9 is 1e-9, not 0. The same bits on every
//   variant but `relaxed`.
// Source: torch.nn.functional.binary_cross_entropy_with_logits.
Status BinaryCrossEntropyWithLogits(const FloatArray& input, const FloatArray& target, const FloatArray& weight,
                                    const FloatArray& pos_weight, Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_BINARY_CROSS_ENTROPY_WITH_LOGITS_H_
