// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_POLY1_CROSS_ENTROPY_H_
#define SURPRISAL_SRC_POLY1_CROSS_ENTROPY_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct Poly1CrossEntropyOptions {
  // Finite: what is added to the first coefficient of cross-entropy's series in 1 - p_t; 0 is cross-entropy.
  float epsilon = 1.0f;
  // As CrossEntropyOptions have them.
  const float* class_weights = nullptr;
  int32_t ignore_label = -100;
  Reduction reduction = Reduction::kMean;
};

// Poly-1 loss of the softmax of `logits` against class labels, and its gradient, in one call.
//
//   loss_i = w_t (-log p_t + eps (1 - p_t)),  p = softmax(logits_i), t = labels[i], w = class_weights, eps = epsilon
//   mean   = sum_i loss_i / sum of w_t over the rows not ignored;  sum = sum_i loss_i
//   d loss_i / d logits_ij = G_i w_t (1 + eps p_t) (p_j - [j = t]),
//               G_i = upstream gradient (over the denominator, for mean)
//
// Inputs: `logits` [outer, classes, inner]; `labels` [outer, inner], each in [0, classes) or equal to ignore_label.
//   results.losses: [outer, inner], nats. results.grads: logits; that array may be `logits` itself.
// Errors: kOptionInvalid (index 0: epsilon), kLabelOutOfRange, kWeightInvalid, kTooLarge (as CrossEntropy());
//   nothing is written then.
// Edge cases: as CrossEntropy(). epsilon = 0 gives its bits; one below -1 has the loss fall as p_t does.
// Accuracy: kSoftmaxLossBound, kSoftmaxLossGradBound (tests/core/bounds.h) against float64; with epsilon below 0, whose
//   term has the other sign, of the larger term. The same bits on every variant but `relaxed`.
// Source: Leng et al., "PolyLoss" (2022).
Status Poly1CrossEntropy(const RowShape& shape, const float* logits, const int32_t* labels,
                         const Poly1CrossEntropyOptions& options, const LossResults& results);

// The same against target probabilities, with its gradients.
//
//   loss_i = sum_j w_j q_ij (-log p_ij + eps (1 - p_ij)),  q = target_probs
//   mean   = sum_i loss_i / (outer * inner): never by weights;  sum = sum_i loss_i
//   d loss_i / d logits_ij = G_i (A_i p_ij - a_ij + eps p_ij (sum_k a_ik p_ik - a_ij)),
//               a_ij = w_j q_ij, A_i = sum_j a_ij
//   d loss_i / d q_ij      = G_i w_j (-log p_ij + eps (1 - p_ij))
//   d sum / d w_j          = sum_i G_i q_ij (-log p_ij + eps (1 - p_ij))
//
// Inputs: `logits` and `target_probs` [outer, classes, inner]; target probabilities are >= 0 and finite; their rows
//   need not sum to 1. options.ignore_label is not used. results.grads: logits, target_probs, options.class_weights, as
//   CrossEntropyWithProbs() has them.
// Errors: kOptionInvalid (index 0: epsilon), kProbabilityInvalid, kWeightInvalid, kOutOfMemory; nothing is
//   written then.
// Edge cases: as CrossEntropyWithProbs().
// Accuracy: as above.
// Source: optax.losses.poly_loss_cross_entropy (whose epsilon is 2 by default).
Status Poly1CrossEntropyWithProbs(const RowShape& shape, const float* logits, const float* target_probs,
                                  const Poly1CrossEntropyOptions& options, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_POLY1_CROSS_ENTROPY_H_
