// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_Z_LOSS_CROSS_ENTROPY_H_
#define SURPRISAL_SRC_Z_LOSS_CROSS_ENTROPY_H_

#include <cstdint>

#include "src/cross_entropy.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct ZLossCrossEntropyOptions {
  // >= 0 and finite: the coefficient of log-sum-exp^2; 0 is cross-entropy.
  float z_loss = 1e-4f;
  CrossEntropyOptions cross_entropy;
};

// Cross-entropy plus the z-loss, which keeps the logits' log-sum-exp near 0, against class labels, and its gradient, in
// one call.
//
//   loss_i = cross-entropy_i + z lse_i^2,  lse_i = log sum_j exp(logits_ij), z = z_loss
//   mean   = mean of the cross-entropies, as CrossEntropy() takes it, + z sum_i lse_i^2 / number of rows not ignored:
//            class weights and smoothing are not the z-loss's;  sum = sum_i loss_i
//   d loss_i / d logits_ij = cross-entropy's + G_i 2 z lse_i softmax(logits)_ij,
//            G_i = upstream gradient (over the number of rows not ignored, for mean)
//
// Inputs: `logits` [outer, classes, inner]; `labels` [outer, inner], each in [0, classes) or equal to ignore_label.
//   results.losses: [outer, inner], nats. results.grads: logits; that array may be `logits` itself.
// Errors: kOptionInvalid (index 0: z_loss), those of CrossEntropy(); nothing is written then.
// Edge cases: as CrossEntropy(); an ignored row has no z-loss either. z_loss = 0 gives the bits of CrossEntropy().
// Accuracy: kSoftmaxLossBound, kSoftmaxLossGradBound (tests/core/bounds.h) against float64. The same bits on every
//   variant but `relaxed`.
// Source: Chowdhery et al., "PaLM" (2022), section 5, where z is 1e-4.
Status ZLossCrossEntropy(const RowShape& shape, const float* logits, const int32_t* labels,
                         const ZLossCrossEntropyOptions& options, const LossResults& results);

// The same against target probabilities: of CrossEntropyWithProbs(), with its inputs, errors and gradients. Both parts
// have their mean over all rows.
Status ZLossCrossEntropyWithProbs(const RowShape& shape, const float* logits, const float* target_probs,
                                  const ZLossCrossEntropyOptions& options, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_Z_LOSS_CROSS_ENTROPY_H_
