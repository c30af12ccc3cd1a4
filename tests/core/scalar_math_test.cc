// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/scalar_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace surprisal {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(ScalarMathTest, Log) {
  for (const double number : {0x1p-1022, 1e-300, 0.1, 0.70710678118654746, 0.70710678118654757, 0.9999999999999999, 1.0,
                              1.0000000000000002, 1.1, 1.4142135623730951, 2.0, 3.0, 1e10, 1.7e308}) {
    EXPECT_NEAR(ScalarLog(number), std::log(number), 2e-16 + 4e-16 * std::fabs(std::log(number))) << number;
  }
  EXPECT_EQ(ScalarLog(0.0), -kInf);
  EXPECT_EQ(ScalarLog(kInf), kInf);
  EXPECT_TRUE(std::isnan(ScalarLog(-1.0)));
  EXPECT_TRUE(std::isnan(ScalarLog(kNaN)));
}

TEST(ScalarMathTest, LogOfOnePlusALittle) {
  for (const double number : {0.0, 1e-320, 1e-300, 1e-17, 1.2e-16, 1e-9, 0.01, 0.4, 1.0, 5.0, 1e300}) {
    EXPECT_NEAR(ScalarLog1p(number), std::log1p(number), 1e-15 * std::log1p(number)) << number;
  }
  EXPECT_EQ(ScalarLog1p(kInf), kInf);
  EXPECT_TRUE(std::isnan(ScalarLog1p(kNaN)));
}

TEST(ScalarMathTest, Exp) {
  for (const double number :
       {-708.0, -100.0, -1.0, -0.3466, -1e-9, 0.0, 1e-17, 0.3465, 0.3466, 1.0, 2.302585, 50.0, 709.0}) {
    EXPECT_NEAR(ScalarExp(number), std::exp(number), (1e-15 + 1e-15 * std::fabs(number)) * std::exp(number)) << number;
  }
  EXPECT_EQ(ScalarExp(0.0), 1.0);
  EXPECT_EQ(ScalarExp(-kInf), 0.0);
  EXPECT_EQ(ScalarExp(kInf), kInf);
  EXPECT_TRUE(std::isnan(ScalarExp(kNaN)));
}

TEST(ScalarMathTest, Power) {
  for (const double base : {1e-30, 0.5, 1.0, 3.0, 1e20}) {
    for (const double exponent : {-2.0, -0.5, 0.0, 1.0 / 3.0, 1.0, 7.5}) {
      const double want = std::pow(base, exponent);
      EXPECT_NEAR(ScalarPower(base, exponent), want, 1e-13 * want) << base << " " << exponent;
    }
  }
  EXPECT_EQ(ScalarPower(0.0, 2.0), 0.0);
}

}  // namespace
}  // namespace surprisal
