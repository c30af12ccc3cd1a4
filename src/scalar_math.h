// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Logarithm, exponential and power of one double, for what is computed once a row. Our own, because libm's differ from
// platform to platform, and come with tables.

#ifndef SURPRISAL_SRC_SCALAR_MATH_H_
#define SURPRISAL_SRC_SCALAR_MATH_H_

namespace surprisal {

inline constexpr double kLn2 = 0x1.62e42fefa39efp-1;

// The natural logarithm, to some 1e-15 of itself, near 1 too. log(0) = -inf, log(+inf) = +inf; NaN and negative numbers
// give NaN. Subnormal numbers count as the least normal one: no sum of squares of floats is that small.
double ScalarLog(double x);

// log(1 + x), of x >= 0: within 1e-15 of itself, however small. +inf and NaN stay what they are.
double ScalarLog1p(double x);

// exp(x), to some 1e-15 of itself, and for large |x| as much for each nat. exp(-inf) = 0, exp(+inf) = +inf, NaN gives
// NaN. Results above e^709.4 are +inf, results below e^-708.3 are 0.
double ScalarExp(double x);

// base^exponent for base >= 0, and NaN for base < 0.
double ScalarPower(double base, double exponent);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SCALAR_MATH_H_
