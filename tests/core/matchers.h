// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Comparisons of arrays that say where and by how much. A finite number is never close to an infinity, and NaN equals
// NaN alone.

#ifndef SURPRISAL_TESTS_CORE_MATCHERS_H_
#define SURPRISAL_TESTS_CORE_MATCHERS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <span>

#include "src/status.h"
#include "tests/core/bounds.h"
#include "tests/core/near.h"

namespace surprisal {

// The spacing of floats at `value`.
inline double FloatUlp(double value) {
  const double magnitude = std::fabs(value);
  if (!(magnitude >= 0x1p-126)) return 0x1p-149;
  return std::ldexp(1.0, std::ilogb(magnitude) - 23);
}

template <class Got>
::testing::AssertionResult Near(const Got& got, std::span<const double> want, const Bound& bound, double scale = 0.0) {
  if (got.size() != want.size()) {
    return ::testing::AssertionFailure() << got.size() << " numbers, not " << want.size();
  }
  scale = std::max(scale, LargestMagnitude(want));
  constexpr int kReported = 5;
  int failures = 0;
  ::testing::AssertionResult result = ::testing::AssertionFailure();
  result << std::setprecision(10);
  for (size_t i = 0; i < want.size(); ++i) {
    const double value = static_cast<double>(got[i]);
    if (IsNear(value, want[i], bound, scale)) continue;
    if (++failures > kReported) continue;
    const double error = value - want[i];
    result << "\n  [" << i << "] got " << value << ", want " << want[i] << ": off by " << error << ", relative "
           << error / std::fabs(want[i]) << ", of scale " << error / scale << ", " << error / FloatUlp(want[i])
           << " ULP";
  }
  if (failures == 0) return ::testing::AssertionSuccess();
  return result << "\n  " << failures << " of " << want.size() << " numbers are out of bounds";
}

inline ::testing::AssertionResult Near(double got, double want, const Bound& bound, double scale = 0.0) {
  return Near(std::span<const double>(&got, 1), std::span<const double>(&want, 1), bound, scale);
}

// The same bits, but for -0 and 0, and NaN and NaN.
template <class Got, class Want>
::testing::AssertionResult Same(const Got& got, const Want& want) {
  if (got.size() != want.size()) {
    return ::testing::AssertionFailure() << got.size() << " numbers, not " << want.size();
  }
  for (size_t i = 0; i < want.size(); ++i) {
    if (got[i] == want[i] || (std::isnan(got[i]) && std::isnan(want[i]))) continue;
    return ::testing::AssertionFailure() << "[" << i << "] got " << std::setprecision(17) << got[i] << ", want "
                                         << want[i];
  }
  return ::testing::AssertionSuccess();
}

// That `status` is an error, with what it says of its cause.
inline ::testing::AssertionResult IsStatus(const Status& status, StatusCode code, size_t index, double got) {
  const bool same_got = status.got == got || (std::isnan(status.got) && std::isnan(got));
  if (status.code == code && status.index == index && same_got) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "code " << static_cast<int>(status.code) << ", index " << status.index
                                       << ", got " << status.got << "; want code " << static_cast<int>(code)
                                       << ", index " << index << ", got " << got;
}

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_MATCHERS_H_
