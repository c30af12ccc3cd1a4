// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Products of rows of floats, and combinations of such rows: the products of matrices.
//
// In double for similarities: one over a temperature of 0.07 is 14 times a cosine, and what rounding leaves of a
// float's cosine, even of one summed up with care, is more than a loss may be off. The product of two floats is exact
// in double, and nothing overflows. In float, twice as fast, for logits and their gradients.

#ifndef SURPRISAL_SRC_SIMD_PRODUCTS_INL_H_
#define SURPRISAL_SRC_SIMD_PRODUCTS_INL_H_

#include <hwy/highway.h>

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// products[i * stride + j] = a_i . b_j, of rows of `dims` numbers.
void AllProducts(size_t dims, size_t a_count, const float* a, size_t b_count, const float* b, size_t stride,
                 double* products);

// Adds a_i . b_j to products[i + j * stride]. No float is the sum of more than kProductRun / 4 products: longer rows
// are added up in runs.
inline constexpr size_t kProductRun = 256;
void AddProducts(size_t dims, size_t a_count, const float* a, size_t b_count, const float* b, size_t stride,
                 float* products);

// Factors of an array of combinations: the one of row j in combination i stands at i * combination_stride + j *
// row_stride.
template <class T>
struct Factors {
  const T* at;
  size_t combination_stride;
  size_t row_stride;
};

// sums_i += sum_j factors_ij rows_j, of rows of `dims` numbers.
void AddCombinations(size_t dims, const Factors<double>& factors, size_t combinations, size_t row_count,
                     const float* rows, double* sums);
void AddCombinations(size_t dims, const Factors<float>& factors, size_t combinations, size_t row_count,
                     const float* rows, float* sums);

// Puts their exponentials in the place of exponents <= 0, and returns the sum.
double SumDoubleExps(size_t count, double* exponents);

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_PRODUCTS_INL_H_
