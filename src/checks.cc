// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/checks.h"

#include <limits>

namespace surprisal {

Status CheckNonNegative(const float* numbers, size_t count, StatusCode code) {
  if (numbers == nullptr) return {};
  const auto good = [](float number) { return number >= 0.0f && number <= std::numeric_limits<float>::max(); };
  unsigned bad = 0;
  for (size_t i = 0; i < count; ++i) bad |= !good(numbers[i]);
  if (!bad) return {};
  size_t i = 0;
  while (good(numbers[i])) ++i;
  return {code, i, static_cast<double>(numbers[i])};
}

Status CheckProbabilities(const float* probs, size_t count) {
  const auto good = [](float prob) { return prob >= 0.0f && prob <= 1.0f; };
  unsigned bad = 0;
  for (size_t i = 0; i < count; ++i) bad |= !good(probs[i]);
  if (!bad) return {};
  size_t i = 0;
  while (good(probs[i])) ++i;
  return {StatusCode::kProbabilityInvalid, i, static_cast<double>(probs[i])};
}

Status CheckVariances(const float* variances, size_t count) {
  unsigned bad = 0;
  for (size_t i = 0; i < count; ++i) bad |= variances[i] < 0.0f;
  if (!bad) return {};
  size_t i = 0;
  while (!(variances[i] < 0.0f)) ++i;
  return {StatusCode::kVarianceInvalid, i, static_cast<double>(variances[i])};
}

Status CheckLabels(const int32_t* labels, size_t count, size_t classes, int32_t ignore_label, size_t* counted) {
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

Status CheckLabels(const int32_t* labels, size_t count, size_t classes) {
  const uint32_t bound = LabelBound(classes);
  for (size_t i = 0; i < count; ++i) {
    if (static_cast<uint32_t>(labels[i]) >= bound) {
      return {StatusCode::kLabelOutOfRange, i, static_cast<double>(labels[i])};
    }
  }
  return {};
}

}  // namespace surprisal
