// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_HINGE_EMBEDDING_LOSS_H_
#define SURPRISAL_SRC_HINGE_EMBEDDING_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Whether two things are alike (target 1) or not (-1), against a distance between them; and its gradient.
//
//   loss = (0 if target = 1, else max(0, margin - input)) + (0 if target = -1, else input)
//   mean = sum loss / elements of the broadcast shape
//   d loss / d input = (0 if target = 1 or input > margin, else -1) + (0 if target = -1, else 1)
//
// Inputs: `input`, distances, and `target`, 1 and -1, of shapes that broadcast together. results.grads: input.
// Options: `margin`, any number, by default 1.
// Errors: kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: any target that is neither 1 nor -1 has both terms, as in PyTorch; at the margin the gradient is the
//   active one; NaN inputs give NaN; a mean over nothing is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`.
// Source: torch.nn.functional.hinge_embedding_loss.
Status HingeEmbeddingLoss(const FloatArray& input, const FloatArray& target, float margin, Reduction reduction,
                          const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_HINGE_EMBEDDING_LOSS_H_
