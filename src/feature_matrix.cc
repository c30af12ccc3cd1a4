// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/feature_matrix.h"

#include <cmath>
#include <utility>

#include "src/simd/linear-inl.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

// Adds to `sums` the differences from `means`, or their squares.
void AddRow(const float* row, size_t features, const double* means, double* sums) {
  for (size_t f = 0; f < features; ++f) {
    const double value = static_cast<double>(row[f]);
    sums[f] += means == nullptr ? value : (value - means[f]) * (value - means[f]);
  }
}

}  // namespace

void LoadFeatures(const FeatureMatrix& matrix, size_t features, size_t row, float* to) {
  const size_t begin = row * features;
  if (matrix.type == FeatureType::kUint8) {
    simd::ConvertFeatures(static_cast<const uint8_t*>(matrix.values) + begin, matrix.scale, features, to);
  } else {
    simd::ConvertFeatures(static_cast<const float*>(matrix.values) + begin, matrix.scale, features, to);
  }
}

Status AllocateStandardization(size_t features, Standardization* standardization) {
  Standardization made = {AllocateZeros<float>(features), AllocateZeros<float>(features)};
  if (!made.means || !made.factors) {
    return {StatusCode::kOutOfMemory, 0, 2.0 * sizeof(float) * static_cast<double>(features)};
  }
  *standardization = std::move(made);
  return {};
}

Status Standardize(const FeatureMatrix& matrix, size_t features, Standardization* standardization) {
  const Buffer<float> row = AllocateZeros<float>(features);
  const Buffer<double> means = AllocateZeros<double>(features);
  const Buffer<double> variances = AllocateZeros<double>(features);
  Standardization made;
  const Status status = AllocateStandardization(features, &made);
  if (!status.ok() || !row || !means || !variances) {
    return {StatusCode::kOutOfMemory, 0, 3.0 * sizeof(double) * static_cast<double>(features)};
  }
  const double rows = static_cast<double>(matrix.rows);
  for (double* sums : {means.get(), variances.get()}) {
    const double* centre = sums == means.get() ? nullptr : means.get();
    for (size_t i = 0; i < matrix.rows; ++i) {
      LoadFeatures(matrix, features, i, row.get());
      AddRow(row.get(), features, centre, sums);
    }
    for (size_t f = 0; f < features; ++f) sums[f] /= rows;
  }
  for (size_t f = 0; f < features; ++f) {
    const double deviation = std::sqrt(variances[f]);
    const bool constant = deviation <= 0x1p-24 * std::fabs(means[f]);
    made.means[f] = static_cast<float>(means[f]);
    made.factors[f] = constant ? 1.0f : static_cast<float>(1.0 / deviation);
  }
  *standardization = std::move(made);
  return {};
}

}  // namespace surprisal
