// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_MARGIN_RANKING_LOSS_H_
#define SURPRISAL_SRC_MARGIN_RANKING_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Which of two scores should be the greater, by a margin; and its gradients.
//
//   loss = max(0, u),  u = margin - target (input1 - input2);  mean = sum loss / elements of the broadcast shape
//   d loss / d input1 = -target if u >= 0, else 0;  d loss / d input2 = -d loss / d input1
//
// Inputs: `input1`, `input2`, scores, and `target`, 1 where the first should be greater and -1 where the second, of the
//   same number of axes, that broadcast together. results.grads: input1, input2; the target has none.
// Options: `margin`, any number, by default 0.
// Errors: kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: at u = 0 the gradient is the active one; NaN gives NaN, with a gradient of 0 unless the target is NaN; a
//   mean over nothing is NaN.
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`.
// Source: torch.nn.functional.margin_ranking_loss.
Status MarginRankingLoss(const FloatArray& input1, const FloatArray& input2, const FloatArray& target, float margin,
                         Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_MARGIN_RANKING_LOSS_H_
