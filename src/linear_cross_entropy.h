// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_LINEAR_CROSS_ENTROPY_H_
#define SURPRISAL_SRC_LINEAR_CROSS_ENTROPY_H_

#include <cstdint>

#include "src/cross_entropy.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Cross-entropy of a linear layer's outputs against class labels, and its gradients, without the array of these
// outputs: a language model's last layer and loss in one call.
//
//   logits = hidden weight^T + bias;  loss, mean, sum and d loss_i / d logits_ij: as of CrossEntropy(), that of row i
//   d / d hidden_i = sum_j g_ij weight_j,  d / d weight_j = sum_i g_ij hidden_i,  d / d bias_j = sum_i g_ij,
//   g = the gradient with respect to the logits
//
// Inputs: `hidden` [..., D], whose leading axes number the rows; `weight` [C, D], the layout of torch.nn.Linear; `bias`
//   [C], data null: none; `labels`, one a row, each in [0, C) or equal to ignore_label. results.losses: one a row, in
//   nats. results.grads: hidden, weight, bias.
// Errors: kShapeInvalid, and those of CrossEntropy(); kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: as of CrossEntropy(), with the logits that there would be: what the layer makes infinite or NaN is. An
//   ignored row is left out before the product: it costs nothing, has loss 0 and gradient 0, and adds nothing to those
//   of the layer, whatever it holds. D = 0: the logits are the bias.
// Accuracy: a logit is off by at most kLinearLogitError S_ij, S_ij = sum_k |hidden_ik weight_jk| + |bias_j|; the loss
//   by what CrossEntropy() is, and by twice that of the row's largest S. Gradients: kLinearCrossEntropyGradBound, and
//   twice kLinearLogitError S, of the largest sum of the terms' magnitudes. (tests/core/bounds.h.) The same bits on
//   every variant but `relaxed`.
// Scratch: up to 64 rows, of `hidden`, and of 128 logits; with gradients of all their logits, the rows then so few that
//   this is at most an eighth of `weight`, or 4 rows; and three more copies of the rows.
// Source: torch.nn.functional.cross_entropy(torch.nn.functional.linear(hidden, weight, bias), labels). Wijmans et al.
//   2024, arXiv:2411.09009.
Status LinearCrossEntropy(const FloatArray& hidden, const FloatArray& weight, const FloatArray& bias,
                          const int32_t* labels, const CrossEntropyOptions& options, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_LINEAR_CROSS_ENTROPY_H_
