// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_KL_DIV_H_
#define SURPRISAL_SRC_KL_DIV_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Kullback-Leibler divergence of log-probabilities from target probabilities, in nats, element by element; and its
// gradients.
//
//   loss = target (log(target) - input), or, with log_target, exp(target) (target - input)
//   mean = sum loss / elements of the broadcast shape;  batchmean = sum loss / size of input's first axis
//   d loss / d input  = -target, or -exp(target)
//   d loss / d target = log(target) + 1 - input, or exp(target) (target - input + 1)
//
// Inputs: `input`, log-probabilities, and `target`, probabilities or their logarithms, of shapes that broadcast
//   together; neither is checked. results.grads: input, target.
// Options: `log_target`, by default false; `reduction`, also kBatchMean.
// Errors: kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: a probability of 0 gives 0, whatever the input but NaN; its own gradient is then -inf, that of its
//   logarithm 0. A negative target gives NaN; -inf inputs elsewhere +inf; NaN gives NaN; a mean over nothing is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h), for probabilities; where a target exceeds
//   1, relative to target log(target), from which something is taken away. The same bits on every variant but
//   `relaxed`.
// Source: torch.nn.functional.kl_div.
Status KlDiv(const FloatArray& input, const FloatArray& target, bool log_target, Reduction reduction,
             const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_KL_DIV_H_
