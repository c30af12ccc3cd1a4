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

// What is added up in T.
template <class T>
using SumD = hn::ScalableTag<T>;

// As many floats as a vector of sums holds.
HWY_INLINE hn::Vec<SumD<double>> LoadFloats(SumD<double> d, const float* from) {
  const hn::Rebind<float, SumD<double>> df;
  return hn::PromoteTo(d, hn::LoadU(df, from));
}
HWY_INLINE hn::Vec<SumD<float>> LoadFloats(SumD<float> d, const float* from) { return hn::LoadU(d, from); }

HWY_INLINE hn::Vec<SumD<double>> AddProduct(SumD<double>, hn::Vec<SumD<double>> a, hn::Vec<SumD<double>> b,
                                            hn::Vec<SumD<double>> sum) {
  return hn::Add(sum, hn::Mul(a, b));
}
HWY_INLINE hn::Vec<SumD<float>> AddProduct(SumD<float>, hn::Vec<SumD<float>> a, hn::Vec<SumD<float>> b,
                                           hn::Vec<SumD<float>> sum) {
  return MultiplyAdd(a, b, sum);
}

// Where products go: that of a_i and b_j to at[i * a_stride + j * b_stride].
template <class T>
struct Products {
  HWY_INLINE Products From(size_t i, size_t j) const { return {at + i * a_stride + j * b_stride, a_stride, b_stride}; }

  T* at;
  size_t a_stride;
  size_t b_stride;
};

// Adds a_i . b_j to products, for i < kA and j < kB; from a row to the next it is row_stride.
template <size_t kA, size_t kB, class T>
HWY_NOINLINE void AddBlockOfProducts(size_t dims, size_t row_stride, const float* a, const float* b,
                                     const Products<T>& products) {
  const SumD<T> d;
  using V = hn::Vec<SumD<T>>;
  V sums[kA][kB];
  for (size_t i = 0; i < kA; ++i) {
    for (size_t j = 0; j < kB; ++j) sums[i][j] = hn::Zero(d);
  }
  size_t k = 0;
  // Whole vectors
  for (; k + hn::Lanes(d) <= dims; k += hn::Lanes(d)) {
    V left[kA];
    for (size_t i = 0; i < kA; ++i) left[i] = LoadFloats(d, a + i * row_stride + k);
    for (size_t j = 0; j < kB; ++j) {
      const V right = LoadFloats(d, b + j * row_stride + k);
      for (size_t i = 0; i < kA; ++i) sums[i][j] = AddProduct(d, left[i], right, sums[i][j]);
    }
  }
  T lane_sums[kA][kB];
  for (size_t i = 0; i < kA; ++i) {
    for (size_t j = 0; j < kB; ++j) lane_sums[i][j] = SumAcross(d, sums[i][j]);
  }
  // Remainder. Rolled up: eight copies of it would be larger than all else.
#pragma clang loop unroll(disable)
  for (size_t i = 0; i < kA; ++i) {
#pragma clang loop unroll(disable)
    for (size_t j = 0; j < kB; ++j) {
      T sum = lane_sums[i][j];
#pragma clang loop unroll(disable) vectorize(disable)
      for (size_t rest = k; rest < dims; ++rest) {
        sum += static_cast<T>(a[i * row_stride + rest]) * static_cast<T>(b[j * row_stride + rest]);
      }
      *products.From(i, j).at += sum;
    }
  }
}

// Adds all products of rows, of which `dims` numbers count.
template <class T>
HWY_INLINE void AddAllProducts(size_t dims, size_t row_stride, size_t a_count, const float* a, size_t b_count,
                               const float* b, const Products<T>& products) {
  constexpr size_t kA = 4, kB = 2;
  size_t i = 0;
  for (; i + kA <= a_count; i += kA, a += kA * row_stride) {
    size_t j = 0;
    for (; j + kB <= b_count; j += kB) {
      AddBlockOfProducts<kA, kB>(dims, row_stride, a, b + j * row_stride, products.From(i, j));
    }
    if (j < b_count) AddBlockOfProducts<kA, 1>(dims, row_stride, a, b + j * row_stride, products.From(i, j));
  }
  for (; i < a_count; ++i, a += row_stride) {
    for (size_t j = 0; j < b_count; ++j) {
      AddBlockOfProducts<1, 1>(dims, row_stride, a, b + j * row_stride, products.From(i, j));
    }
  }
}

void AllProducts(size_t dims, size_t a_count, const float* a, size_t b_count, const float* b, size_t stride,
                 double* products) {
  for (size_t i = 0; i < a_count; ++i) std::fill_n(products + i * stride, b_count, 0.0);
  AddAllProducts<double>(dims, dims, b_count, b, a_count, a, {products, 1, stride});
}

void AddProducts(size_t dims, size_t a_count, const float* a, size_t b_count, const float* b, size_t stride,
                 float* products) {
  for (size_t k = 0; k < dims; k += kProductRun) {
    AddAllProducts<float>(std::min(dims - k, kProductRun), dims, a_count, a + k, b_count, b + k, {products, 1, stride});
  }
}

// sums[i * dims + k] += sum_j factors_ij rows[j * dims + k], for i < kCombinations and the kVectors vectors from k on.
template <size_t kCombinations, size_t kVectors, class T>
HWY_INLINE void AddBlockOfCombinations(size_t dims, const Factors<T>& factors, size_t row_count, const float* rows,
                                       T* sums) {
  const SumD<T> d;
  using V = hn::Vec<SumD<T>>;
  const size_t N = hn::Lanes(d);
  V block[kCombinations][kVectors];
  for (size_t i = 0; i < kCombinations; ++i) {
    for (size_t v = 0; v < kVectors; ++v) block[i][v] = hn::LoadU(d, sums + i * dims + v * N);
  }
  const T* at = factors.at;
  for (size_t j = 0; j < row_count; ++j, at += factors.row_stride) {
    V row[kVectors];
    for (size_t v = 0; v < kVectors; ++v) row[v] = LoadFloats(d, rows + j * dims + v * N);
    for (size_t i = 0; i < kCombinations; ++i) {
      const V factor = hn::Set(d, at[i * factors.combination_stride]);
      for (size_t v = 0; v < kVectors; ++v) block[i][v] = AddProduct(d, factor, row[v], block[i][v]);
    }
  }
  for (size_t i = 0; i < kCombinations; ++i) {
    for (size_t v = 0; v < kVectors; ++v) hn::StoreU(block[i][v], d, sums + i * dims + v * N);
  }
}

template <size_t kCombinations, class T>
HWY_NOINLINE void AddRowsOfCombinations(size_t dims, const Factors<T>& factors, size_t row_count, const float* rows,
                                        T* sums) {
  const size_t N = hn::Lanes(SumD<T>());
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
#pragma clang loop unroll(disable)
    for (size_t i = 0; i < kCombinations; ++i) {
      T sum = sums[i * dims + k];
#pragma clang loop unroll(disable) vectorize(disable)
      for (size_t j = 0; j < row_count; ++j) {
        const T factor = factors.at[i * factors.combination_stride + j * factors.row_stride];
        sum += factor * static_cast<T>(rows[j * dims + k]);
      }
      sums[i * dims + k] = sum;
    }
  }
}

template <class T>
HWY_INLINE void AddAllCombinations(size_t dims, const Factors<T>& factors, size_t combinations, size_t row_count,
                                   const float* rows, T* sums) {
  constexpr size_t kTogether = 4;
  size_t i = 0;
  const auto from = [&] {
    return Factors<T>{factors.at + i * factors.combination_stride, factors.combination_stride, factors.row_stride};
  };
  for (; i + kTogether <= combinations; i += kTogether) {
    AddRowsOfCombinations<kTogether>(dims, from(), row_count, rows, sums + i * dims);
  }
  for (; i < combinations; ++i) AddRowsOfCombinations<1>(dims, from(), row_count, rows, sums + i * dims);
}

void AddCombinations(size_t dims, const Factors<double>& factors, size_t combinations, size_t row_count,
                     const float* rows, double* sums) {
  AddAllCombinations(dims, factors, combinations, row_count, rows, sums);
}

void AddCombinations(size_t dims, const Factors<float>& factors, size_t combinations, size_t row_count,
                     const float* rows, float* sums) {
  AddAllCombinations(dims, factors, combinations, row_count, rows, sums);
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
