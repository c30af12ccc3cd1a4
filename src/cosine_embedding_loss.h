// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_COSINE_EMBEDDING_LOSS_H_
#define SURPRISAL_SRC_COSINE_EMBEDDING_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Draws vectors together, or drives them apart, by their cosine; and the gradients.
//
//   loss = 1 - cos              where target = 1
//          max(0, cos - margin) where target = -1
//          0                    for other targets
//   cos = a . b / sqrt((|a|^2 + e) (|b|^2 + e)),  e = 1e-12 as a float;  mean = sum loss / losses
//   d cos / d a = b / sqrt((|a|^2 + e) (|b|^2 + e)) - cos a / (|a|^2 + e);  at cos = margin the hinge has it, too
//
// Inputs: `input1`, `input2` [n, d], [d] or more leading axes, of the same rank, whose sizes broadcast. Vectors run
//   along the last axis, and repeat themselves as if written out (PyTorch takes their norms before that). `target` has
//   one axis less, and broadcasts to the losses. results.grads: input1, input2; there is none for the target.
// Options: margin (0 in PyTorch), any number.
// Errors: kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: a mean over nothing is NaN. A vector of zeros, or of no numbers, has cosine 0 with all; its gradient is
//   of the size of 1e6. Infinities and NaN in a vector, or a NaN target, give NaN, gradients included; for targets that
//   are neither 1 nor -1 a row counts for nothing, whatever it holds (PyTorch makes its gradient NaN). Squared norms
//   do not overflow: vectors of 1e25 have the cosine of their directions, where PyTorch's float32 gives 0 and NaN.
// Accuracy: kPairBound, kPairGradBound (tests/core/bounds.h): all in double, so that vectors which nearly agree keep
//   their gradients. The same bits on every variant. Source: torch.nn.functional.cosine_embedding_loss.
Status CosineEmbeddingLoss(const FloatArray& input1, const FloatArray& input2, const FloatArray& target, float margin,
                           Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_COSINE_EMBEDDING_LOSS_H_
