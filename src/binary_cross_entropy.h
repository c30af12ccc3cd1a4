// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_BINARY_CROSS_ENTROPY_H_
#define SURPRISAL_SRC_BINARY_CROSS_ENTROPY_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Cross-entropy of probabilities against targets in [0, 1], in nats, and its gradients.
//
//   loss = -w (target max(log(input), -100) + (1 - target) max(log(1 - input), -100)),  w = weight
//   mean = sum loss / elements: never by weights
//   d loss / d input  = w (input - target) / max(input (1 - input), 1e-12)
//   d loss / d target = w (log(1 - input) - log(input)), not clamped
//
// Inputs: `input`, probabilities; `target` of the same shape, in [0, 1], though any number serves; `weight`, any
//   numbers, that broadcasts to that shape, or null. results.grads: input, target.
// Errors: kProbabilityInvalid (an input outside [0, 1], or NaN), kShapeInvalid; nothing is written then.
// Edge cases: at 0 and 1 the loss is clamped to 100, but the gradient is +-1e12 and not 0, as in PyTorch; a NaN target
//   gives NaN; a mean over nothing is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h), for targets in [0, 1]; elsewhere the terms
//   have different signs, and the bound is relative to the larger. The same bits on every variant but `relaxed`.
// Source: torch.nn.functional.binary_cross_entropy.
Status BinaryCrossEntropy(const FloatArray& input, const FloatArray& target, const FloatArray& weight,
                          Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_BINARY_CROSS_ENTROPY_H_
