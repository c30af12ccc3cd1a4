// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Logarithm, exponential and power of one double, for what is computed once a row. Our own, because libm's differ from
// platform to platform.

#ifndef SURPRISAL_SRC_SCALAR_MATH_H_
#define SURPRISAL_SRC_SCALAR_MATH_H_

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace surprisal {

inline constexpr double kLn2 = 0x1.62e42fefa39efp-1;

// The natural logarithm, to some 1e-15 of itself. log(0) = -inf, log(+inf) = +inf; NaN and negative numbers give NaN.
// Subnormal numbers count as the least normal one: no sum of squares of floats is that small.
inline double ScalarLog(double x) {
  if (!(x > 0.0)) return x == 0.0 ? -HUGE_VAL : std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(x)) return x;
  // x = 2^n m with sqrt(1/2) <= m < sqrt(2).
  constexpr int64_t kSqrtHalf = 0x3FE6A09E667F3BCD;
  const int64_t offset = std::bit_cast<int64_t>(x < 0x1p-1022 ? 0x1p-1022 : x) - kSqrtHalf;
  const double m = std::bit_cast<double>((offset & 0x000FFFFFFFFFFFFF) + kSqrtHalf);
  // log m = 2 artanh s = 2 (s + s^3 / 3 + s^5 / 5 + …), |s| < 0.172
  const double s = (m - 1.0) / (m + 1.0);
  double series = 0.0;
  for (int k = 21; k > 0; k -= 2) series = series * (s * s) + 1.0 / k;
  return static_cast<double>(offset >> 52) * kLn2 + 2.0 * s * series;
}

// exp(x), to some 1e-15 of itself, and for large |x| as much for each nat. exp(-inf) = 0, exp(+inf) = +inf, NaN gives
// NaN. Results above e^709.4 are +inf, results below e^-708.3 are 0.
inline double ScalarExp(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.4) return HUGE_VAL;
  if (x < -708.3) return 0.0;
  const double n = std::floor(x / kLn2 + 0.5);
  const double r = x - n * kLn2;
  double series = 1.0;
  for (int k = 13; k > 0; --k) series = series * r / k + 1.0;
  return series * std::bit_cast<double>((static_cast<int64_t>(n) + 1023) << 52);
}

// base^exponent for base >= 0, and NaN for base < 0.
inline double ScalarPower(double base, double exponent) { return ScalarExp(exponent * ScalarLog(base)); }

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SCALAR_MATH_H_
