// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/scalar_math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace surprisal {

double ScalarLog(double x) {
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

double ScalarLog1p(double x) {
  if (!(x <= std::numeric_limits<double>::max())) return x;
  const double sum = 1.0 + x;
  // What rounding did to the sum it did to the logarithm, in the same proportion.
  return sum == 1.0 ? x : ScalarLog(sum) * (x / (sum - 1.0));
}

double ScalarExp(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.4) return HUGE_VAL;
  if (x < -708.3) return 0.0;
  const double n = std::floor(x / kLn2 + 0.5);
  const double r = x - n * kLn2;
  double series = 1.0;
  for (int k = 13; k > 0; --k) series = series * r / k + 1.0;
  return series * std::bit_cast<double>((static_cast<int64_t>(n) + 1023) << 52);
}

double ScalarPower(double base, double exponent) { return ScalarExp(exponent * ScalarLog(base)); }

}  // namespace surprisal
