// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Checks of input that several losses share. Each returns the first offender. They scan without branching, which
// compilers vectorise, and look for the offender only if there is one.

#ifndef SURPRISAL_SRC_CHECKS_H_
#define SURPRISAL_SRC_CHECKS_H_

#include <cstddef>
#include <cstdint>
#include <limits>

#include "src/status.h"

namespace surprisal {

// Every number >= 0 and finite, or else `code`; NaN is an offender. Null counts as no numbers.
Status CheckNonNegative(const float* numbers, size_t count, StatusCode code);

// Every number in [0, 1], or else kProbabilityInvalid; NaN is an offender.
Status CheckProbabilities(const float* probs, size_t count);

// No number below 0, or else kVarianceInvalid. NaN passes: it makes what it enters NaN.
Status CheckVariances(const float* variances, size_t count);

// What labels, taken as unsigned, must be below: so negative ones are above. They are int32, so that more classes than
// an int32 can tell apart set no bound.
inline uint32_t LabelBound(size_t classes) {
  return classes > 0x7FFFFFFFu ? 0x80000000u : static_cast<uint32_t>(classes);
}

// Every label in [0, classes) or equal to `ignore_label`; *counted gets the number of those not ignored.
Status CheckLabels(const int32_t* labels, size_t count, size_t classes, int32_t ignore_label, size_t* counted);

// The same where no label is ignored.
Status CheckLabels(const int32_t* labels, size_t count, size_t classes);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_CHECKS_H_
