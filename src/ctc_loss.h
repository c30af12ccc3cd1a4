// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_CTC_LOSS_H_
#define SURPRISAL_SRC_CTC_LOSS_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Connectionist temporal classification: how surprising a sequence of labels is, however it lies in time; and its
// gradient.
//
//   loss_n = -log sum over alignments of prod_t exp(log_probs[t, n, class at t]),  t < T_n = input_lengths[n]
//   mean   = mean_n(loss_n / max(target_lengths[n], 1));  sum = sum_n loss_n
//   d loss_n / d log_probs[t, n, k] = exp(log_probs[t, n, k]) - occupancy[t, n, k];  0 for t >= T_n
//
// An alignment gives each time step a class; the target is what is left of it when runs of one class are made one, and
// then the blanks are left out. occupancy is the probability of class k at t, given the target. This gradient is
// PyTorch's: what log_softmax's backward pass wants, and by itself the gradient with respect to logits where log_probs
// = log_softmax(logits). The derivative with respect to log_probs as free numbers would be -occupancy alone.
//
// Inputs: `log_probs` [T, N, C], or [T, C] of a single sample, T > 0, nats. `targets` of shape `targets_shape`: [N,
//   S], of which target_lengths[n] labels count in each row; or [sum of the lengths], one target behind the other;
//   [S] of a single sample. `input_lengths`, `target_lengths` [N]. results.grads: log_probs.
// Options: `blank`, a class (0 in the bindings), which may be a label, too, and is then one like any other;
//   `zero_infinity` (false): an infinite loss and its gradient become 0, but still count in the mean.
// Errors: kShapeInvalid, kOptionInvalid (blank, index 4), kLengthInvalid (index: n for input_lengths[n], N + n for
//   target_lengths[n]), kLabelOutOfRange (index: in `targets`), kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: a target that no alignment gives (too long, or -inf on all of them) has the loss +inf, and gradients of
//   NaN for t < T_n. With T_n = 0 the empty target has loss 0, every other +inf. NaN or +inf at the blank or at a
//   label of the target makes the sample NaN, loss and gradient (t < T_n). Where a log-probability is -inf the
//   gradient is 0 (PyTorch: NaN at the target's classes); a last label that is the blank has its occupancy (PyTorch
//   forgets it). A mean over no samples is NaN. log_probs need not be normalized, and may be as small as floats go:
//   no probability underflows.
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`. Scratch: 32 bytes for each time step and label of a sample, if there is a gradient.
// Source: torch.nn.functional.ctc_loss; Graves et al. 2006.
Status CtcLoss(const FloatArray& log_probs, const int32_t* targets, const Shape& targets_shape,
               const int32_t* input_lengths, const int32_t* target_lengths, int32_t blank, bool zero_infinity,
               Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_CTC_LOSS_H_
