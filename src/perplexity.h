// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_PERPLEXITY_H_
#define SURPRISAL_SRC_PERPLEXITY_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Perplexity of the softmax of `logits` at class labels, and its gradient: the number of equally likely classes that
// would be as surprising. (That of a distribution is in information.h.)
//
//   perplexity = exp(mean over the rows not ignored of -log softmax(logits_i)_t),  t = labels[i]
//   d perplexity / d logits = perplexity * that of the mean's gradient
//
// Inputs: `logits` [outer, classes, inner]; `labels` [outer, inner], each in [0, classes) or equal to ignore_label.
//   results.value; results.grad_output: one number. results.grads: logits; that array may be `logits` itself.
// Errors: kLabelOutOfRange, kTooLarge (as CrossEntropy()); nothing is written then.
// Edge cases: NaN if every row is ignored. A NaN or +inf logit, or a row of -inf only, makes it NaN, and so the
// gradient
//   of every row that is not ignored; that of ignored rows is 0. -inf at a label makes it +inf, and the gradient +-inf,
//   or NaN where the mean's is 0.
// Accuracy: kPerplexityBound, kPerplexityGradBound (tests/core/bounds.h) against float64. The same bits on every
// variant
//   but `relaxed`.
// Source: exp of torch.nn.functional.cross_entropy.
Status Perplexity(const RowShape& shape, const float* logits, const int32_t* labels, int32_t ignore_label,
                  const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_PERPLEXITY_H_
