// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Where several rows meet several, a loaded number serves all of its partners: eight sums are under way at a time,
// which with their operands fit the 16 registers that there are.

#include <algorithm>
#include <cmath>

#include "src/simd/double_exp-inl.h"
#include "src/simd/lanes-inl.h"
#include "src/simd/products-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

using ProductD = hn::ScalableTag<double>;

// As many floats as doubles fit a vector.
HWY_INLINE hn::Vec<ProductD> LoadDoubles(const float* from) {
  const hn::Rebind<float, ProductD> df;
  return hn::PromoteTo(ProductD(), hn::LoadU(df, from));
}

// products[i * stride + j] = sum_k a[i * dims + k] b[j * dims + k], for i < kA and j < kB.
template <size_t kA, size_t kB>
HWY_NOINLINE void BlockOfProducts(size_t dims, const float* a, const float* b, size_t stride, double* products) {
  const ProductD d;
  using V = hn::Vec<ProductD>;
  V sums[kA][kB];
  for (size_t i = 0; i < kA; ++i) {
    for (size_t j = 0; j < kB; ++j) sums[i][j] = hn::Zero(d);
  }
  size_t k = 0;
  // Whole vectors
  for (; k + hn::Lanes(d) <= dims; k += hn::Lanes(d)) {
    V left[kA];
    for (size_t i = 0; i < kA; ++i) left[i] = LoadDoubles(a + i * dims + k);
    for (size_t j = 0; j < kB; ++j) {
      const V right = LoadDoubles(b + j * dims + k);
      for (size_t i = 0; i < kA; ++i) sums[i][j] = hn::Add(sums[i][j], hn::Mul(left[i], right));
    }
  }
  for (size_t i = 0; i < kA; ++i) {
    for (size_t j = 0; j < kB; ++j) {
      double sum = SumAcross(d, sums[i][j]);
      // Remainder
      for (size_t rest = k; rest < dims; ++rest) {
        sum += static_cast<double>(a[i * dims + rest]) * static_cast<double>(b[j * dims + rest]);
      }
      products[i * stride + j] = sum;
    }
  }
}

void AllProducts(size_t dims, size_t a_count, const float* a, size_t b_count, const float* b, size_t stride,
                 double* products) {
  constexpr size_t kA = 4, kB = 2;
  const size_t a_whole = a_count / kA * kA;
  const size_t b_whole = b_count / kB * kB;
  for (size_t j = 0; j < b_whole; j += kB) {
    for (size_t i = 0; i < a_whole; i += kA) {
      BlockOfProducts<kA, kB>(dims, a + i * dims, b + j * dims, stride, products + i * stride + j);
    }
  }
  for (size_t i = 0; i < a_count; ++i) {
    for (size_t j = i < a_whole ? b_whole : 0; j < b_count; ++j) {
      BlockOfProducts<1, 1>(dims, a + i * dims, b + j * dims, stride, products + i * stride + j);
    }
  }
}

// sums[i * dims + k] += sum_j factors_ij rows[j * dims + k], for i < kCombinations and the kVectors vectors from k on.
template <size_t kCombinations, size_t kVectors>
HWY_INLINE void AddBlockOfCombinations(size_t dims, const Factors& factors, size_t row_count, const float* rows,
                                       double* sums) {
  const ProductD d;
  using V = hn::Vec<ProductD>;
  const size_t N = hn::Lanes(d);
  V block[kCombinations][kVectors];
  for (size_t i = 0; i < kCombinations; ++i) {
    for (size_t v = 0; v < kVectors; ++v) block[i][v] = hn::LoadU(d, sums + i * dims + v * N);
  }
  const double* at = factors.at;
  for (size_t j = 0; j < row_count; ++j, at += factors.row_stride) {
    V row[kVectors];
    for (size_t v = 0; v < kVectors; ++v) row[v] = LoadDoubles(rows + j * dims + v * N);
    for (size_t i = 0; i < kCombinations; ++i) {
      const V factor = hn::Set(d, at[i * factors.combination_stride]);
      for (size_t v = 0; v < kVectors; ++v) block[i][v] = hn::Add(block[i][v], hn::Mul(factor, row[v]));
    }
  }
  for (size_t i = 0; i < kCombinations; ++i) {
    for (size_t v = 0; v < kVectors; ++v) hn::StoreU(block[i][v], d, sums + i * dims + v * N);
  }
}

template <size_t kCombinations>
HWY_NOINLINE void AddRowsOfCombinations(size_t dims, const Factors& factors, size_t row_count, const float* rows,
                                        double* sums) {
  const size_t N = hn::Lanes(ProductD());
  size_t k = 0;
  // Main loop
  for (; k + 2 * N <= dims; k += 2 * N) {
    AddBlockOfCombinations<kCombinations, 2>(dims, factors, row_count, rows + k, sums + k);
  }
  // Whole vectors
  for (; k + N <= dims; k += N) {
    AddBlockOfCombinations<kCombinations, 1>(dims, factors, row_count, rows + k, sums + k);
  }
  // Remainder
  for (; k < dims; ++k) {
    for (size_t i = 0; i < kCombinations; ++i) {
      double sum = sums[i * dims + k];
      for (size_t j = 0; j < row_count; ++j) {
        const double factor = factors.at[i * factors.combination_stride + j * factors.row_stride];
        sum += factor * static_cast<double>(rows[j * dims + k]);
      }
      sums[i * dims + k] = sum;
    }
  }
}

void AddCombinations(size_t dims, const Factors& factors, size_t combinations, size_t row_count, const float* rows,
                     double* sums) {
  constexpr size_t kTogether = 4;
  size_t i = 0;
  const auto from = [&] {
    return Factors{factors.at + i * factors.combination_stride, factors.combination_stride, factors.row_stride};
  };
  for (; i + kTogether <= combinations; i += kTogether) {
    AddRowsOfCombinations<kTogether>(dims, from(), row_count, rows, sums + i * dims);
  }
  for (; i < combinations; ++i) AddRowsOfCombinations<1>(dims, from(), row_count, rows, sums + i * dims);
}

double SumDoubleExps(size_t count, double* exponents) {
  const hn::ScalableTag<double> d;
  const size_t N = hn::Lanes(d);
  auto sum = hn::Zero(d);
  size_t j = 0;
  // Whole vectors
  for (; j + N <= count; j += N) {
    const auto exps = DoubleExp(d, hn::LoadU(d, exponents + j));
    sum = hn::Add(sum, exps);
    hn::StoreU(exps, d, exponents + j);
  }
  // Remainder
  if (j < count) {
    HWY_ALIGN double last[hn::MaxLanes(d)];
    std::fill_n(last, N, -HUGE_VAL);
    std::copy_n(exponents + j, count - j, last);
    const auto exps = DoubleExp(d, hn::Load(d, last));
    sum = hn::Add(sum, exps);
    hn::Store(exps, d, last);
    std::copy_n(last, count - j, exponents + j);
  }
  return SumAcross(d, sum);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
