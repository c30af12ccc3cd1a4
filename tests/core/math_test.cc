// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The vector exp and log against libm in double: a sample of all 2^32 floats, and every float around the special ones.
// With SURPRISAL_EXHAUSTIVE=1 in the environment (native builds), all of them; that takes minutes.

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <limits>
#include <string_view>
#include <vector>

#include "src/simd/activations-inl.h"
#include "src/simd/math-inl.h"
#include "src/simd/scaled_exp2-inl.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

const SoftmaxExponential kPowerOf2(kLog2E);  // of which the scale is 1

// `count` is a multiple of kBlock.
template <class Function>
void ForAll(const float* from, float* to, size_t count, const Function& function) {
  const hn::ScalableTag<float> d;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) hn::StoreU(function(d, hn::LoadU(d, from + i)), d, to + i);
}

void ExpOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return Exp(d, x); });
}
void Exp2ProductOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return Exp2Product(d, x, kPowerOf2); });
}
void ScaledExp2OfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR {
    return ScaledExp2(d, x, kPowerOf2, MakeExpReference(d, hn::Zero(d), kPowerOf2));
  });
}
void ExpOfNegativeOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return ExpOfNegative(d, x); });
}
void LogOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return Log(d, x); });
}
void Log1pNonNegativeOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return Log1pNonNegative(d, x); });
}
void Log1pOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return Log1p(d, x); });
}
void Log1pOfUnitOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return Log1pOfUnit(d, x); });
}
void OneMinusExpOfNegativeOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return OneMinusExpOfNegative(d, x); });
}
void SigmoidOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return Sigmoid(d, x, LogisticOf(d, x)); });
}
void SoftplusOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return Softplus(d, x, LogisticOf(d, x)); });
}
// The low parts of exp, whose high parts are those of ExpOfAll.
void LowOfExpOfAll(const float* from, float* to, size_t count) {
  ForAll(from, to, count, [](auto d, auto x) HWY_ATTR { return ExpInParts(d, x).low; });
}
void PowOfProbOfAll(const float* from, float exponent, float* to, size_t count) {
  ForAll(from, to, count, [exponent](auto d, auto x) HWY_ATTR { return PowOfProb(d, x, exponent); });
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kMaxFloat = std::numeric_limits<float>::max();
constexpr float kExp2Flushed = -126.5f;  // the largest exponent whose power is 0
constexpr float kOf0 = HWY_NAMESPACE::SoftmaxExponential::Scaled::kOfZero;
constexpr float kScaledExp2Kept = -126.03125f;  // the smallest whose scaled power is not
constexpr size_t kBlock = 1024;

double Exp2OrFlush(double x) { return x <= static_cast<double>(kExp2Flushed) ? 0.0 : std::exp2(x); }
double ScaledExp2OrFlush(double x) {
  return x < static_cast<double>(kScaledExp2Kept) ? 0.0 : static_cast<double>(kOf0) * std::exp2(x);
}
double PlainExp(double x) { return std::exp(x); }
double PlainExpOfNegative(double x) { return std::exp(-x); }
double PlainLog(double x) { return std::log(x); }
double PlainLog1p(double x) { return std::log1p(x); }
double PlainOneMinusExp(double x) { return -std::expm1(-x); }
double PlainSigmoid(double x) { return x > 0.0 ? 1.0 / (1.0 + std::exp(-x)) : std::exp(x) / (1.0 + std::exp(x)); }
double PlainSoftplus(double x) { return (x > 0.0 ? x : 0.0) + std::log1p(std::exp(-std::fabs(x))); }

struct Function {
  const char* name;
  void (*of_all)(const float*, float*, size_t);
  double (*exact)(double);
  float low, high;  // the domain; NaN belongs to every domain
  double ulp;
};

constexpr Function kFunctions[] = {
    {"Exp", HWY_NAMESPACE::ExpOfAll, PlainExp, -kInf, kInf, kExpUlp},
    {"Exp2Product", HWY_NAMESPACE::Exp2ProductOfAll, Exp2OrFlush, -kInf, 0.0f, kExpUlp},
    {"Log", HWY_NAMESPACE::LogOfAll, PlainLog, -kInf, kInf, kLogUlp},
    {"Log1pNonNegative", HWY_NAMESPACE::Log1pNonNegativeOfAll, PlainLog1p, 0.0f, kInf, kLogUlp},
    {"Log1p", HWY_NAMESPACE::Log1pOfAll, PlainLog1p, -1.0f, kInf, kLogUlp},
    {"OneMinusExpOfNegative", HWY_NAMESPACE::OneMinusExpOfNegativeOfAll, PlainOneMinusExp, 0.0f, kInf, kExpm1Ulp},
    {"Sigmoid", HWY_NAMESPACE::SigmoidOfAll, PlainSigmoid, -kInf, kInf, kSigmoidUlp},
    {"Softplus", HWY_NAMESPACE::SoftplusOfAll, PlainSoftplus, -kInf, kInf, kSoftplusUlp},
    {"ExpOfNegative", HWY_NAMESPACE::ExpOfNegativeOfAll, PlainExpOfNegative, 0.0f, kInf, kExpUlp},
    {"Log1pOfUnit", HWY_NAMESPACE::Log1pOfUnitOfAll, PlainLog1p, 0.0f, 1.0f, kLogUlp},
    {"ScaledExp2", HWY_NAMESPACE::ScaledExp2OfAll, ScaledExp2OrFlush, -kInf, 100.0f, kScaledExpUlp},
};

constexpr uint32_t kNanBits[] = {0x7FC00000, 0x7F800001, 0x7FA00000, 0x7FFFFFFF, 0x7FC12345,
                                 0xFFC00000, 0xFF800001, 0xFFA00000, 0xFFFFFFFF, 0xFFC54321};

// Where something changes: the ends of the domains, of the results, of the normal numbers; rounding to the next power
// of 2.
constexpr float kSpecial[] = {0.0f,       1.0f,        -1.0f,        0x1p-126f,       0x1p-149f, 0x1p24f,
                              0x1p23f,    kMaxFloat,   kExp2Flushed, kScaledExp2Kept, 88.72284f, -0.5f,
                              88.3763f,   89.0f,       -87.3366f,    -103.278f,       -103.972f, -104.0f,
                              0.3465736f, -0.3465736f, 0.707107f,    1.414214f,       2.0f,      0.5f,
                              1e-7f,      -1e-7f,      -17.0f,       -1e30f,          1e30f,     87.3366f,
                              103.278f,   103.972f,    104.0f};

// The floats that are handed out in blocks, with what the functions make of them.
class Checker {
 public:
  explicit Checker(const Function& function) : function_(function), x_(kBlock), y_(kBlock) {}

  void Add(float x) {
    if (!std::isnan(x) && (x < function_.low || x > function_.high)) return;
    x_[count_++] = x;
    if (count_ == kBlock) Flush();
  }
  void Flush() {
    for (size_t i = count_; i < kBlock; ++i) x_[i] = 0.0f;
    function_.of_all(x_.data(), y_.data(), kBlock);
    for (size_t i = 0; i < count_; ++i) Check(x_[i], y_[i]);
    checked_ += count_;
    count_ = 0;
  }

  uint64_t checked() const { return checked_; }
  double worst() const { return worst_; }

 private:
  void Check(float x, float y) {
    const double want = function_.exact(static_cast<double>(x));
    const double got = static_cast<double>(y);
    if (std::isnan(want) || std::isinf(want) || want == 0.0) {
      if (std::isnan(want) ? !std::isnan(got) : got != want) Fail(x, y, want);
      return;
    }
    // Beyond the floats, infinity stands for 2^128: the next number, if there were one.
    const double clamped = std::fmin(want, 0x1p128);
    const double ulp = std::fabs((std::isinf(got) && got > 0.0 ? 0x1p128 : got) - clamped) / FloatUlp(clamped);
    if (!(ulp <= function_.ulp)) Fail(x, y, want);
    if (ulp > worst_) worst_ = ulp;
  }
  void Fail(float x, float y, double want) {
    if (++failures_ > 10) return;
    ADD_FAILURE() << function_.name << "(" << std::setprecision(9) << x << " = 0x" << std::hex
                  << std::bit_cast<uint32_t>(x) << std::dec << ") is " << y << ", not " << std::setprecision(17) << want
                  << ": off by " << (static_cast<double>(y) - want) / FloatUlp(want) << " ULP";
  }

  const Function& function_;
  std::vector<float> x_, y_;
  size_t count_ = 0;
  uint64_t checked_ = 0;
  int failures_ = 0;
  double worst_ = 0.0;
};

TEST(MathTest, EveryFloatIsWithinItsBound) {
  const char* exhaustive = std::getenv("SURPRISAL_EXHAUSTIVE");
  const bool every = exhaustive != nullptr && std::string_view(exhaustive) == "1";
  // A prime, so that the sample has all low bits.
  const uint64_t stride = every ? 1 : 6007;
  for (const Function& function : kFunctions) {
    Checker checker(function);
    for (uint64_t bits = 0; bits <= 0xFFFFFFFF; bits += stride)
      checker.Add(std::bit_cast<float>(static_cast<uint32_t>(bits)));
    checker.Flush();
    // The smallest domain is that from 0 to 1.
    EXPECT_GT(checker.checked(), 0x40000000u / stride) << function.name;
    std::cout << "  " << function.name << ": at most " << checker.worst() << " ULP in " << checker.checked()
              << " floats\n";
  }
}

TEST(MathTest, EveryFloatAroundTheSpecialOnes) {
  constexpr int kAround = 1500;
  for (const Function& function : kFunctions) {
    Checker checker(function);
    for (const float special : kSpecial) {
      const auto center = std::bit_cast<int32_t>(special);
      for (int step = -kAround; step <= kAround; ++step) {
        checker.Add(std::bit_cast<float>(static_cast<uint32_t>(center) + static_cast<uint32_t>(step)));
      }
    }
    checker.Flush();
    EXPECT_GT(checker.checked(), 10 * kAround) << function.name;
  }
}

TEST(MathTest, ExactValues) {
  struct Case {
    int function;
    float x;
    float want;
  };
  constexpr Case kCases[] = {
      {0, 0.0f, 1.0f},           {0, -0.0f, 1.0f},        {0, -kInf, 0.0f},
      {0, kInf, kInf},           {0, 88.8f, kInf},        {0, kMaxFloat, kInf},
      {0, -kMaxFloat, 0.0f},     {0, -104.1f, 0.0f},      {0, 0x1p-149f, 1.0f},
      {1, 0.0f, 1.0f},           {1, -0.0f, 1.0f},        {1, -kInf, 0.0f},
      {1, -kMaxFloat, 0.0f},     {1, kExp2Flushed, 0.0f}, {1, -126.0f, 0x1p-126f},
      {1, -1.0f, 0.5f},          {1, -0x1p-149f, 1.0f},   {2, 1.0f, 0.0f},
      {2, 0.0f, -kInf},          {2, -0.0f, -kInf},       {2, kInf, kInf},
      {3, 0.0f, 0.0f},           {3, kInf, kInf},         {3, 0x1p-149f, 0x1p-149f},
      {3, 0x1p-126f, 0x1p-126f}, {3, 1e-20f, 1e-20f},     {4, -1.0f, -kInf},
      {4, 0.0f, 0.0f},           {4, kInf, kInf},         {4, -0x1p-149f, -0x1p-149f},
      {4, -1e-20f, -1e-20f},     {5, 0.0f, 0.0f},         {5, kInf, 1.0f},
      {5, kMaxFloat, 1.0f},      {5, 1e-20f, 1e-20f},     {6, 0.0f, 0.5f},
      {6, kInf, 1.0f},           {6, -kInf, 0.0f},        {6, 30.0f, 1.0f},
      {7, kInf, kInf},           {7, -kInf, 0.0f},        {7, kMaxFloat, kMaxFloat},
      {8, 0.0f, 1.0f},           {8, kInf, 0.0f},         {8, kMaxFloat, 0.0f},
      {8, 104.1f, 0.0f},         {8, 0x1p-149f, 1.0f},    {9, 0.0f, 0.0f},
      {9, 0x1p-149f, 0x1p-149f}, {9, 1e-20f, 1e-20f},     {10, 0.0f, kOf0},
      {10, -0.0f, kOf0},         {10, -kInf, 0.0f},       {10, -kMaxFloat, 0.0f},
  };
  for (const Case& c : kCases) {
    const Function& function = kFunctions[c.function];
    const std::vector<float> x(kBlock, c.x);
    std::vector<float> y(kBlock, -5.0f);
    function.of_all(x.data(), y.data(), kBlock);
    // In every lane.
    for (size_t i = 0; i < 64; ++i) EXPECT_EQ(y[i], c.want) << function.name << "(" << c.x << "), lane " << i;
  }
}

// The two parts of exp together are closer than one float can be.
TEST(MathTest, ExpInPartsIsCloserThanAFloat) {
  std::vector<float> x(kBlock), high(kBlock), low(kBlock);
  double worst = 0.0;
  for (float from = -80.0f; from < 88.0f; from += 1.0f) {
    for (size_t i = 0; i < kBlock; ++i) x[i] = from + static_cast<float>(i) * (1.0f / kBlock);
    HWY_NAMESPACE::ExpOfAll(x.data(), high.data(), kBlock);
    HWY_NAMESPACE::LowOfExpOfAll(x.data(), low.data(), kBlock);
    for (size_t i = 0; i < kBlock; ++i) {
      const double want = std::exp(static_cast<double>(x[i]));
      const double got = static_cast<double>(high[i]) + static_cast<double>(low[i]);
      worst = std::max(worst, std::fabs(got - want) / FloatUlp(want));
    }
  }
  EXPECT_LE(worst, kExpInPartsUlp);
  std::cout << "  ExpInParts: at most " << worst << " ULP\n";
}

TEST(MathTest, PowersOfProbabilities) {
  std::vector<float> base(kBlock), power(kBlock);
  for (const float exponent : {0.0f, 0.25f, 0.5f, 1.0f, 2.0f, 3.5f, 20.0f}) {
    for (size_t i = 0; i < kBlock; ++i) base[i] = static_cast<float>(i) * (1.0f / (kBlock - 1));
    base[1] = 0x1p-149f;
    base[2] = 1e-30f;
    HWY_NAMESPACE::PowOfProbOfAll(base.data(), exponent, power.data(), kBlock);
    EXPECT_EQ(power[0], exponent == 0.0f ? 1.0f : 0.0f) << exponent;
    EXPECT_EQ(power[kBlock - 1], 1.0f) << exponent;
    for (size_t i = 0; i < kBlock; ++i) {
      const double want = std::pow(static_cast<double>(base[i]), static_cast<double>(exponent));
      EXPECT_TRUE(Near(static_cast<double>(power[i]), want, kPowBound)) << base[i] << " ^ " << exponent;
    }
  }
}

TEST(MathTest, NanAndTheUndefinedGiveNan) {
  for (const Function& function : kFunctions) {
    std::vector<float> x(kBlock, 1.0f), y(kBlock, -5.0f);
    size_t count = 0;
    for (const uint32_t bits : kNanBits) x[count++] = std::bit_cast<float>(bits);
    if (function.exact == PlainLog) {
      for (const float negative : {-1.0f, -0x1p-149f, -0x1p-126f, -kMaxFloat, -kInf}) x[count++] = negative;
    }
    if (function.high <= 0.0f) std::fill(x.begin() + static_cast<std::ptrdiff_t>(count), x.end(), -1.0f);
    function.of_all(x.data(), y.data(), kBlock);
    for (size_t i = 0; i < count; ++i) EXPECT_TRUE(std::isnan(y[i])) << function.name << "(" << x[i] << ") is " << y[i];
    // The neighbours in the vector are untouched by it.
    for (size_t i = count; i < 64; ++i) EXPECT_TRUE(std::isfinite(y[i])) << function.name << ", lane " << i;
  }
}

}  // namespace
}  // namespace surprisal
