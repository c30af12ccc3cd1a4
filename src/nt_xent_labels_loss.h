// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_NT_XENT_LABELS_LOSS_H_
#define SURPRISAL_SRC_NT_XENT_LABELS_LOSS_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// NT-Xent with labels: how well each embedding tells each other one of its label from those of other labels; and the
// gradient.
//
//   s_ij = unit(embeddings_i) . unit(embeddings_j) / temperature,  unit(a) = a / max(|a|, 1e-12)
//   value = mean over the pairs (i, j), i != j, of one label, of
//           -log( exp(s_ij) / (exp(s_ij) + sum_k exp(s_ik)) ),  k of other labels
//   d value / d s_ij = -(1 - p_ij) / pairs,  p_ij = the ratio above
//   d value / d s_ik = sum_j (1 - p_ij) exp(s_ik) / sum_l exp(s_il) / pairs,  l of other labels
//
// Other embeddings of i's label are not in the denominator. Where each label stands twice, this is NtXentLoss.
//
// Inputs: `embeddings` [N, D]; `labels` [N], any integers. results: the value alone, a mean; grads: embeddings.
// Options: `temperature` (0.07), from kMinTemperature to kMaxTemperature (src/softmax.h).
// Errors: kShapeInvalid, kTemperatureInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: no two of one label (or N = 0): NaN, with a gradient of 0. One label alone: 0. A zero vector has
//   similarities of 0, and gradients of 1e12. NaN or an infinity makes the value NaN, if any row with a pair meets
//   it.
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`. Scratch: 16 rows of similarities, and the gradient wanted once more, in double.
// Source: optax.losses.ntxent.
Status NtXentLabelsLoss(const FloatArray& embeddings, const int32_t* labels, double temperature,
                        const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_NT_XENT_LABELS_LOSS_H_
