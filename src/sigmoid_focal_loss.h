// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_SIGMOID_FOCAL_LOSS_H_
#define SURPRISAL_SRC_SIGMOID_FOCAL_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Focal loss of the sigmoids of logits: cross-entropy that counts the less, the surer the logit is of the target; in
// nats; and its gradient.
//
//   loss = a q^gamma ce,  ce = target softplus(-input) + (1 - target) softplus(input),
//          q = (1 - target) sigmoid(input) + target sigmoid(-input), the probability of error,
//          a = alpha target + (1 - alpha) (1 - target), or 1 if alpha < 0
//   mean = sum loss / elements
//   d loss / d input = a q^gamma (p - target + gamma ce (1 - 2 target) p (1 - p) / q),  p = sigmoid(input)
//
// Inputs: `input`, logits; `target` of the same shape, in [0, 1]. results.grads: input.
// Options: `alpha`, the weight of positives, by default 0.25; negative means that nothing is weighted. `gamma` >= 0, by
//   default 2; 0 is BinaryCrossEntropyWithLogits. `reduction` is kNone by default in the JavaScript API.
// Errors: kOptionInvalid (gamma negative or NaN), kShapeInvalid; nothing is written then.
// Edge cases: an infinite logit gives the limit: 0 where it is right, +inf where it is wrong (torchvision: mostly NaN),
//   and a finite gradient; nothing saturates, be gamma < 1; NaN gives NaN; a target outside [0, 1] may give NaN; a mean
//   over nothing is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h), for targets in [0, 1]. The same bits on
//   every variant but `relaxed`.
// Source: torchvision.ops.sigmoid_focal_loss, in a form that does not saturate.
Status SigmoidFocalLoss(const FloatArray& input, const FloatArray& target, float alpha, float gamma,
                        Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SIGMOID_FOCAL_LOSS_H_
