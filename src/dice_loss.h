// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_DICE_LOSS_H_
#define SURPRISAL_SRC_DICE_LOSS_H_

#include "src/regions.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// How little a predicted mask and the true one overlap, and the gradients.
//
//   loss = 1 - (2 I + smooth) / (P + T + smooth)
//   I = sum p t,  P = sum p,  T = sum t, over a class of a sample;  p = activation(input);  mean = sum loss / (n c)
//   d loss / d p = ((2 I + smooth) - 2 t (P + T + smooth)) / (P + T + smooth)^2;  by t the same with p and t exchanged;
//   by the input through the activation
//
// Inputs: `input`, `target` [n, c, d1, …] of one shape, with at least two axes; probabilities in [0, 1], or logits as
//   the activation has it. The losses are [n, c]. results.grads: input, target.
// Options: smooth (1 elsewhere), >= 0 and finite; activation.
// Errors: kShapeInvalid, kOptionInvalid (index 2: smooth), kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: a mean over nothing is NaN. With smooth = 0 a class that neither mask has is 0 / 0, NaN. NaN in a class's
//   mask gives NaN.
// Accuracy: kRegionBound, kRegionGradBound (tests/core/bounds.h). The same bits on every variant but `relaxed`.
// Source: Milletari et al., 2016, without their squares.
Status DiceLoss(const FloatArray& input, const FloatArray& target, float smooth, Activation activation,
                Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_DICE_LOSS_H_
