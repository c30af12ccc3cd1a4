// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Measures of probability distributions, and their gradients: one value a row of [rows, outcomes]. They take
// probabilities, not logits.

#ifndef SURPRISAL_SRC_INFORMATION_H_
#define SURPRISAL_SRC_INFORMATION_H_

#include <cstddef>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct InformationOptions {
  // The logarithm's base: e gives nats, 2 bits, 10 hartleys. Others are rejected.
  double base = 2.718281828459045;
  // Divide each row by its sum, instead of rejecting rows that do not sum to 1.
  bool normalize = false;
};

// Where the results go. A null pointer means "not wanted". No two arrays may overlap.
struct InformationResults {
  double* values = nullptr;            // [rows]; float32 would lose the last digits of perplexities
  float* grad_probs = nullptr;         // [rows, outcomes]
  float* grad_other_probs = nullptr;   // [rows, outcomes]; measures of two distributions only
  const float* grad_output = nullptr;  // the upstream gradient, [rows]; null means ones
};

// A row counts as a distribution if its sum is within this of 1: float32 rows of 100,000 outcomes still pass, a
// percentage or a forgotten outcome does not.
inline constexpr double kRowSumTolerance = 1e-4;

// Every function below
//   takes    `probs` (and `other_probs`) [rows, outcomes], each >= 0 and finite; p and q in the formulas;
//   writes   one value a row, and the gradients, which are dp_j and dq_j times grad_output, over the logarithm of the
//            base. With `normalize` they are with respect to the numbers as given, which are S p:
//            (dp_j - sum_k p_k dp_k) / S;
//   errors   kProbabilityInvalid, kRowNotNormalized, kBaseInvalid; nothing is written then. With `normalize`, a row is
//            rejected if its sum overflows or is below 2^-126. Errors in `other_probs` have index + rows * outcomes
//            (values) or index + rows (rows);
//   counts   0 log 0 as 0; a zero of `other_probs` where `probs` is positive gives +inf; no rows give no values; a row
//            of no outcomes is rejected, since its sum is 0. Derivatives at 0 are one-sided, and may be infinite; so
//            they are with `normalize`, but where the value itself is +inf dp_j is NaN at q_j = 0 and -inf elsewhere.
//            An upstream gradient of 0 does not protect: 0 * inf is NaN;
//   accuracy kInformationBound (tests/core/bounds.h) against float64 arithmetic on the same float32 inputs; gradients
//            kInformationGradBound of the largest that there is without `normalize`, or at least of 1 nat, over S. The
//            same bits on every variant but `relaxed`.

// -sum_j p_j log p_j. Source: torch.special.entr, summed; scipy.stats.entropy.
//   dp_j = -log p_j - 1: +inf at p_j = 0.
Status Entropy(size_t rows, size_t outcomes, const float* probs, const InformationOptions& options,
               const InformationResults& results);

// base^entropy, which does not depend on the base: the number of equally likely outcomes that are as uncertain.
//   dp_j = perplexity * (-log p_j - 1): +inf at p_j = 0. It does not depend on the base, either.
Status Perplexity(size_t rows, size_t outcomes, const float* probs, const InformationOptions& options,
                  const InformationResults& results);

// H(p, q) = -sum_j p_j log q_j, p = probs, q = other_probs.
//   dp_j = -log q_j: +inf at q_j = 0;  dq_j = -p_j / q_j: 0 at p_j = 0, else -inf at q_j = 0.
Status DistributionCrossEntropy(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                                const InformationOptions& options, const InformationResults& results);

// KL(p || q) = sum_j p_j log(p_j / q_j) = H(p, q) - H(p). Source: scipy.stats.entropy(p, q).
//   dp_j = log(p_j / q_j) + 1: +inf at q_j = 0, else -inf at p_j = 0;  dq_j as the cross-entropy's.
Status KlDivergence(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                    const InformationOptions& options, const InformationResults& results);

// (KL(p || m) + KL(q || m)) / 2, m = (p + q) / 2: symmetric; between 0 and log 2, but for rounding.
// Source: scipy.spatial.distance.jensenshannon, squared.
//   dp_j = log(p_j / m_j) / 2: log(2) / 2 at q_j = 0, else -inf at p_j = 0;  dq_j likewise.
Status JsDivergence(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                    const InformationOptions& options, const InformationResults& results);

// -log p of each of `count` probabilities: the information in one outcome; +inf for 0.
//   dp = -1 / p: -inf at 0, and beyond the largest float.
// results: losses, grad_output and the gradient are [count].
// Errors: kProbabilityInvalid (also above 1), kBaseInvalid; nothing is written then.
// Accuracy: kInformationBound; the gradient kInformationGradBound of itself.
Status Surprisal(size_t count, const float* probs, double base, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_INFORMATION_H_
