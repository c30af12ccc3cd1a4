// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The natural logarithm of a double, for the few a loss needs where a float's is not enough. Our own: libm's differ
// from platform to platform.

#ifndef SURPRISAL_SRC_DOUBLE_LOG_H_
#define SURPRISAL_SRC_DOUBLE_LOG_H_

#include <bit>
#include <cstdint>
#include <limits>

namespace surprisal {

inline constexpr double kLn2 = 0x1.62e42fefa39efp-1;

// log(number), of a positive normal number: within 1e-15 of itself, near 1 too.
inline double DoubleLog(double number) {
  // number = 2^n m with sqrt(1/2) <= m < sqrt(2).
  constexpr uint64_t kSqrtHalf = std::bit_cast<uint64_t>(0x1.6a09e667f3bcdp-1);
  constexpr uint64_t kFraction = (uint64_t{1} << 52) - 1;
  const uint64_t offset = std::bit_cast<uint64_t>(number) - kSqrtHalf;
  const double n = static_cast<double>(static_cast<int32_t>(static_cast<int64_t>(offset) >> 52));
  const double m = std::bit_cast<double>((offset & kFraction) + kSqrtHalf);
  // log(m) = 2 artanh(s) = 2 (s + s^3 / 3 + s^5 / 5 + ...), |s| < 0.172
  const double s = (m - 1.0) / (m + 1.0);
  double series = 0.0;
  for (int odd = 21; odd > 0; odd -= 2) series = series * (s * s) + 1.0 / odd;
  return n * kLn2 + 2.0 * s * series;
}

// log(1 + number), of a number >= 0: within 1e-15 of itself, however small. +inf and NaN stay what they are.
inline double DoubleLog1p(double number) {
  if (!(number <= std::numeric_limits<double>::max())) return number;
  const double sum = 1.0 + number;
  // What rounding did to the sum it did to the logarithm, in the same proportion.
  return sum == 1.0 ? number : DoubleLog(sum) * (number / (sum - 1.0));
}

}  // namespace surprisal

#endif  // SURPRISAL_SRC_DOUBLE_LOG_H_
