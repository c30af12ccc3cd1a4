// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Measures of probability distributions: one value a row of [rows, outcomes]. They take probabilities, not logits.

#ifndef SURPRISAL_SRC_INFORMATION_H_
#define SURPRISAL_SRC_INFORMATION_H_

#include <cstddef>

#include "src/status.h"

namespace surprisal {

struct InformationOptions {
  // The logarithm's base: e gives nats, 2 bits, 10 hartleys. Others are rejected.
  double base = 2.718281828459045;
  // Divide each row by its sum, instead of rejecting rows that do not sum to 1.
  bool normalize = false;
};

// A row counts as a distribution if its sum is within this of 1: float32 rows of 100,000 outcomes still pass, a
// percentage or a forgotten outcome does not.
inline constexpr double kRowSumTolerance = 1e-4;

// Every function below
//   takes    `probs` (and `other_probs`) [rows, outcomes], each >= 0 and finite;
//   writes   one double a row (float32 would lose the last digits of perplexities);
//   errors   kProbabilityInvalid, kRowNotNormalized, kBaseInvalid; nothing is written then. With `normalize`, a row is
//            rejected if its sum overflows or is below 2^-126. Errors in `other_probs` have index + rows * outcomes
//            (values) or index + rows (rows);
//   counts   0 log 0 as 0; a zero of `other_probs` where `probs` is positive gives +inf; no rows give no values; a row
//   of
//            no outcomes is rejected, since its sum is 0;
//   accuracy kInformationBound (tests/core/bounds.h) against float64 arithmetic on the same float32 inputs. The same
//            bits on every variant but `relaxed`.

// -sum_j p_j log p_j. Source: torch.special.entr, summed; scipy.stats.entropy.
Status Entropy(size_t rows, size_t outcomes, const float* probs, const InformationOptions& options, double* values);

// base^entropy, which does not depend on the base: the number of equally likely outcomes that are as uncertain.
Status Perplexity(size_t rows, size_t outcomes, const float* probs, const InformationOptions& options, double* values);

// H(p, q) = -sum_j p_j log q_j, p = probs, q = other_probs.
Status DistributionCrossEntropy(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                                const InformationOptions& options, double* values);

// KL(p || q) = sum_j p_j log(p_j / q_j) = H(p, q) - H(p). Source: scipy.stats.entropy(p, q).
Status KlDivergence(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                    const InformationOptions& options, double* values);

// (KL(p || m) + KL(q || m)) / 2, m = (p + q) / 2: symmetric; between 0 and log 2, but for rounding.
// Source: scipy.spatial.distance.jensenshannon, squared.
Status JsDivergence(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                    const InformationOptions& options, double* values);

// -log p of each of `count` probabilities: the information in one outcome; +inf for 0.
// Errors: kProbabilityInvalid (also above 1), kBaseInvalid. Accuracy: kInformationBound.
Status Surprisal(size_t count, const float* probs, double base, float* values);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_INFORMATION_H_
