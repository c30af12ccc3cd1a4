// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_CROSS_ENTROPY_H_
#define SURPRISAL_SRC_CROSS_ENTROPY_H_

#include <cstddef>
#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct CrossEntropyOptions {
  // [classes], each >= 0 and finite; null means all ones.
  const float* class_weights = nullptr;
  // Rows with this label are left out, whatever the row holds. Labels only; it may lie outside [0, classes).
  int32_t ignore_label = -100;
  // In [0, 1]: how much of the target's mass is spread evenly over the classes.
  float label_smoothing = 0.0f;
  Reduction reduction = Reduction::kMean;
};

// Cross-entropy of the softmax of `logits` against class labels, and its gradient, in one call.
//
//   log_probs = log_softmax(logits) along the class axis
//   loss_i    = -sum_j a_ij log_probs_ij,  a_ij = (1 - eps) w_t [j = t] + (eps / C) w_j,
//               t = labels[i], eps = label_smoothing, w = class_weights, C = shape.classes
//   mean      = sum_i loss_i / sum of w_t over the rows not ignored;  sum = sum_i loss_i
//   d loss_i / d logits_ij = G_i (A_i softmax(logits)_ij - a_ij),  A_i = sum_j a_ij,
//               G_i = upstream gradient (over the denominator, for mean)
//
// Inputs: `logits` [outer, classes, inner]; `labels` [outer, inner], each in [0, classes) or equal to ignore_label.
//   results.losses: [outer, inner], nats. results.grads: logits; that array may be `logits` itself.
// Errors: kLabelOutOfRange, kWeightInvalid, kLabelSmoothingInvalid, kTooLarge (classes times inner beyond 2^31 - 1);
//   nothing is written then.
// Edge cases: a mean over no rows, or over a sum of weights of 0, is NaN; the gradient is then 0 (NaN in the rows
//   that are not ignored, if their weights are what sums to 0). An ignored row has loss 0 and gradient 0, whatever
//   it holds. A NaN or +inf logit, or a row of -inf only, makes its row NaN. -inf at the label gives +inf with a
//   finite gradient; -inf elsewhere is a probability of 0, and +inf with label_smoothing > 0. A weight of 0 does
//   not protect: 0 * inf is NaN.
// Accuracy: kCrossEntropyBound, kCrossEntropyGradBound (tests/core/bounds.h) against float64; where a row is
//   saturated, a loss of 1e-9 is 1e-9, not 0 (kSaturatedBound, and kErrorPerNat for each nat between the logits),
//   because 1 - p is never formed. Gradients of the largest entry or, where smoothing or probabilities make all entries
//   small, of G_i A_i. The same bits on every variant but `relaxed`.
// Source: torch.nn.functional.cross_entropy.
Status CrossEntropy(const RowShape& shape, const float* logits, const int32_t* labels,
                    const CrossEntropyOptions& options, const LossResults& results);

// Cross-entropy of the softmax of `logits` against target probabilities, and its gradients, in one call.
//
//   loss_i = -sum_j a_ij log_probs_ij,  a_ij = w_j ((1 - eps) q_ij + eps / C),  q = target_probs
//   mean   = sum_i loss_i / (outer * inner): never by weights;  sum = sum_i loss_i
//   d loss_i / d logits_ij = G_i (A_i softmax(logits)_ij - a_ij)
//   d loss_i / d q_ij      = -G_i w_j (1 - eps) log_probs_ij
//   d sum / d w_j          = -sum_i G_i ((1 - eps) q_ij + eps / C) log_probs_ij
//
// Inputs: `logits` and `target_probs` [outer, classes, inner]; target probabilities are >= 0 and finite; their rows
//   need not sum to 1. options.ignore_label is not used. results.grads: logits, target_probs, and
//   options.class_weights, [classes], be they null; the first may be `logits` itself.
// Errors: kProbabilityInvalid, kWeightInvalid, kLabelSmoothingInvalid, kOutOfMemory (for the gradient with respect to
//   the weights, whose sums are in double); nothing is written then.
// Edge cases: as above; a term whose probability (after smoothing) is 0 is 0 even where log_probs is -inf, in the
//   gradient with respect to the weights too; without classes the losses are 0 and their mean is NaN.
// Accuracy: as above; of the gradient with respect to the weights, a sum over rows, of the sum of its terms'
//   magnitudes.
// Source: torch.nn.functional.cross_entropy with a floating-point target.
Status CrossEntropyWithProbs(const RowShape& shape, const float* logits, const float* target_probs,
                             const CrossEntropyOptions& options, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_CROSS_ENTROPY_H_
