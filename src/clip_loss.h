// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_CLIP_LOSS_H_
#define SURPRISAL_SRC_CLIP_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The loss of CLIP: how well each image tells its text from the others, and each text its image; and the gradients.
//
//   s_ij = logit_scale unit(image_i) . unit(text_j),  unit(a) = a / max(|a|, 1e-12)
//   value = (CE(s, diagonal) + CE(s^T, diagonal)) / 2,  CE the mean cross-entropy of the rows' softmax
//   d value / d s_ij = (p_ij + q_ij - 2 [i = j]) / 2N,  p = softmax along the rows, q along the columns
//
// Inputs: `image`, `text` [N, D]. results: the value alone, a mean; grads: image, text.
// Options: `logit_scale` (1 / 0.07), finite; the inverse of a temperature.
// Errors: kShapeInvalid, kOptionInvalid (logit_scale, index 2), kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: N = 0: NaN. N = 1: 0. A zero vector has similarities of 0, and gradients of 1e12. NaN or an infinity
//   makes the value NaN.
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`. Scratch: 16 rows of similarities, and the gradients wanted once more, in double.
// Source: Radford et al. 2021.
Status ClipLoss(const FloatArray& image, const FloatArray& text, double logit_scale, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_CLIP_LOSS_H_
