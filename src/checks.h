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
inline Status CheckNonNegative(const float* numbers, size_t count, StatusCode code) {
  if (numbers == nullptr) return {};
  const auto good = [](float number) { return number >= 0.0f && number <= std::numeric_limits<float>::max(); };
  unsigned bad = 0;
  for (size_t i = 0; i < count; ++i) bad |= !good(numbers[i]);
  if (!bad) return {};
  size_t i = 0;
  while (good(numbers[i])) ++i;
  return {code, i, static_cast<double>(numbers[i])};
}

// Every number in [0, 1], or else kProbabilityInvalid; NaN is an offender.
inline Status CheckProbabilities(const float* probs, size_t count) {
  const auto good = [](float prob) { return prob >= 0.0f && prob <= 1.0f; };
  unsigned bad = 0;
  for (size_t i = 0; i < count; ++i) bad |= !good(probs[i]);
  if (!bad) return {};
  size_t i = 0;
  while (good(probs[i])) ++i;
  return {StatusCode::kProbabilityInvalid, i, static_cast<double>(probs[i])};
}

// No number below 0, or else kVarianceInvalid. NaN passes: it makes what it enters NaN.
inline Status CheckVariances(const float* variances, size_t count) {
  unsigned bad = 0;
  for (size_t i = 0; i < count; ++i) bad |= variances[i] < 0.0f;
  if (!bad) return {};
  size_t i = 0;
  while (!(variances[i] < 0.0f)) ++i;
  return {StatusCode::kVarianceInvalid, i, static_cast<double>(variances[i])};
}

// What labels, taken as unsigned, must be below: so negative ones are above. They are int32, so that more classes than
// an int32 can tell apart set no bound.
inline uint32_t LabelBound(size_t classes) {
  return classes > 0x7FFFFFFFu ? 0x80000000u : static_cast<uint32_t>(classes);
}

// Every label in [0, classes) or equal to `ignore_label`; *counted gets the number of those not ignored.
inline Status CheckLabels(const int32_t* labels, size_t count, size_t classes, int32_t ignore_label, size_t* counted) {
  const uint32_t bound = LabelBound(classes);
  uint32_t bad = 0;
  uint32_t ignored = 0;
  for (size_t i = 0; i < count; ++i) {
    const uint32_t is_ignored = labels[i] == ignore_label;
    bad |= (static_cast<uint32_t>(labels[i]) >= bound) & (is_ignored ^ 1u);
    ignored += is_ignored;
  }
  *counted = count - ignored;
  if (!bad) return {};
  size_t i = 0;
  while (labels[i] == ignore_label || static_cast<uint32_t>(labels[i]) < bound) ++i;
  return {StatusCode::kLabelOutOfRange, i, static_cast<double>(labels[i])};
}

// The same where no label is ignored.
inline Status CheckLabels(const int32_t* labels, size_t count, size_t classes) {
  const uint32_t bound = LabelBound(classes);
  for (size_t i = 0; i < count; ++i) {
    if (static_cast<uint32_t>(labels[i]) >= bound) {
      return {StatusCode::kLabelOutOfRange, i, static_cast<double>(labels[i])};
    }
  }
  return {};
}

}  // namespace surprisal

#endif  // SURPRISAL_SRC_CHECKS_H_
