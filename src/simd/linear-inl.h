// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The two products of a linear layer with few outputs, over a tile of examples:
//   forward   logits = examples W + b
//   backward  dW += examples^T dlogits,  db += the column sums of dlogits
// W is [features + 1, stride], its last row the bias, `stride` the classes rounded up to whole vectors and the padding
// 0.

#ifndef SURPRISAL_SRC_SIMD_LINEAR_INL_H_
#define SURPRISAL_SRC_SIMD_LINEAR_INL_H_

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

struct LinearShape {
  size_t features;
  size_t classes;
  size_t stride;
};

inline size_t StrideOf(size_t classes) {
  const size_t N = hn::Lanes(hn::ScalableTag<float>());
  return classes / N * N + (classes % N == 0 ? 0 : N);
}

inline LinearShape ShapeOf(size_t features, size_t classes) { return {features, classes, StrideOf(classes)}; }

// to[f] = scale * from[f], for f < features.
void ConvertFeatures(const float* from, float scale, size_t features, float* to);
void ConvertFeatures(const uint8_t* from, float scale, size_t features, float* to);

// to[f] = (to[f] - means[f]) factors[f], for f < features.
void StandardizeFeatures(const float* means, const float* factors, size_t features, float* to);

// tile [examples, features] -> logits [examples, classes].
void LinearForward(size_t examples, const LinearShape& shape, const float* tile, const float* weights, float* logits);

// tile [examples, features], grad_logits [examples, classes] -> added to gradient [features + 1, stride].
void LinearBackward(size_t examples, const LinearShape& shape, const float* tile, const float* grad_logits,
                    float* gradient);

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_LINEAR_INL_H_
