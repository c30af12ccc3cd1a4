// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_QUANTILE_LOSS_H_
#define SURPRISAL_SRC_QUANTILE_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The pinball loss, whose minimum is a quantile of the targets; and its gradients.
//
//   loss = max(q e, (q - 1) e),  e = target - input,  q = quantile;  mean = sum loss / elements of the broadcast shape
//   d loss / d input = -q if e > 0, 1 - q if e < 0, 1/2 - q if e = 0;  d loss / d target = -d loss / d input
//
// Inputs: `input`, `target` of shapes that broadcast together. results.grads: input, target.
// Options: `quantile` in [0, 1], by default 0.5, where it is half of L1Loss.
// Errors: kOptionInvalid (quantile outside [0, 1], or NaN), kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written
//   then.
// Edge cases: where e is NaN, so is the loss, and the gradient is as for 0; 0 * inf, of quantile 0 or 1, is NaN; a mean
//   over nothing is NaN.
//
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`.
// Source: ours; scikit-learn's mean_pinball_loss.
Status QuantileLoss(const FloatArray& input, const FloatArray& target, float quantile, Reduction reduction,
                    const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_QUANTILE_LOSS_H_
