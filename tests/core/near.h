// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Whether a number is as near to another as a bound asks.

#ifndef SURPRISAL_TESTS_CORE_NEAR_H_
#define SURPRISAL_TESTS_CORE_NEAR_H_

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "tests/core/bounds.h"

namespace surprisal {

inline double LargestMagnitude(std::span<const double> values) {
  double largest = 0.0;
  for (const double value : values) {
    if (std::isfinite(value)) largest = std::max(largest, std::fabs(value));
  }
  return largest;
}

// The error as a share of what is allowed: near is what is at most 1. What is not finite is exact or infinitely far
// off.
inline double ErrorShare(double got, double want, const Bound& bound, double scale) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  if (std::isnan(want)) return std::isnan(got) ? 0.0 : kFar;
  if (got == want) return 0.0;
  if (std::isinf(want) || !std::isfinite(got)) return kFar;
  return std::fabs(got - want) / (bound.relative * std::fabs(want) + bound.of_scale * scale + bound.absolute);
}

inline bool IsNear(double got, double want, const Bound& bound, double scale) {
  return ErrorShare(got, want, bound, scale) <= 1.0;
}

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_NEAR_H_
