// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Examples as a classifier reads them.

#ifndef SURPRISAL_SRC_FEATURE_MATRIX_H_
#define SURPRISAL_SRC_FEATURE_MATRIX_H_

#include <cstddef>
#include <cstdint>

#include "src/memory.h"
#include "src/status.h"

namespace surprisal {

// A matrix of examples, [rows, features], row-major. A feature's value is `scale` times the number stored: images are
// {pixels, FeatureType::kUint8, rows, 1 / 255}, a quarter of the memory of floats.
enum class FeatureType : int32_t { kFloat32 = 0, kUint8 = 1 };

struct FeatureMatrix {
  const void* values = nullptr;
  FeatureType type = FeatureType::kFloat32;
  size_t rows = 0;
  float scale = 1.0f;
};

// The values of one row, as floats.
void LoadFeatures(const FeatureMatrix& matrix, size_t features, size_t row, float* to);

// What each feature is standardised by: (value - mean) factor.
struct Standardization {
  Buffer<float> means;  // null: features are taken as they are
  Buffer<float> factors;

  explicit operator bool() const { return means != nullptr; }
};

// Makes room for the numbers of `features` features. kOutOfMemory; *standardization is untouched then.
Status AllocateStandardization(size_t features, Standardization* standardization);

// The mean and 1 / the standard deviation of each feature of a matrix that has rows.
//
//   mean_f = sum_i x_if / rows,  factor_f = 1 / sqrt(sum_i (x_if - mean_f)^2 / rows)
//
// Errors: kOutOfMemory; *standardization is untouched then.
// Edge cases: the factor is 1 for a feature that is constant, or as good as: whose deviation float32 could not hold
//   beside its mean.
// Accuracy: sums in double, rounded to float32 once.
// Source: sklearn.preprocessing.StandardScaler.
Status Standardize(const FeatureMatrix& matrix, size_t features, Standardization* standardization);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_FEATURE_MATRIX_H_
