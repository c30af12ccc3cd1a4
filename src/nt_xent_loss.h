// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_NT_XENT_LOSS_H_
#define SURPRISAL_SRC_NT_XENT_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// NT-Xent, the loss of SimCLR: how well each of two views tells its other view from all other examples; and the
// gradients.
//
//   z = [z1; z2],  s_ij = unit(z_i) . unit(z_j) / temperature,  unit(a) = a / max(|a|, 1e-12)
//   value = 1 / 2N sum_i -log( exp(s_ij) / sum_{k != i} exp(s_ik) ),  j = i + N or i - N
//   d value / d s_ik = (p_ik - [k = j]) / 2N,  p_i = softmax(s_i without s_ii)
//
// Inputs: `z1`, `z2` [N, D]. results: the value alone, a mean; grads: z1, z2.
// Options: `temperature` (0.5), from kMinTemperature to kMaxTemperature (src/softmax.h).
// Errors: kShapeInvalid, kTemperatureInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: N = 0: NaN. N = 1: 0, for there is one candidate. A zero vector has similarities of 0, and gradients of
//   1e12. NaN or an infinity makes the value NaN.
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`. Scratch: 16 rows of similarities, and the gradients wanted once more, in double.
// Source: Chen et al. 2020.
Status NtXentLoss(const FloatArray& z1, const FloatArray& z2, double temperature, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_NT_XENT_LOSS_H_
