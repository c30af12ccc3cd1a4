// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The update rules of torch.optim, each in one pass over flat arrays that leaves the gradient 0. Arrays hold whole
// vectors.

#ifndef SURPRISAL_SRC_SIMD_OPTIMIZERS_INL_H_
#define SURPRISAL_SRC_SIMD_OPTIMIZERS_INL_H_

#include <hwy/highway.h>

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

//   g = gradient_scale gradient + l2 w;  v = momentum v + g;  w -= rate (nesterov ? momentum v + g : v)
struct MomentumStep {
  float rate;
  float momentum;
  float l2;
  float gradient_scale;
  bool nesterov;
};
void MomentumUpdate(size_t count, const MomentumStep& step, float* gradient, float* velocity, float* weights);

//   g = gradient_scale gradient + l2 w;  m = beta1 m + rest1 g;  v = beta2 v + rest2 g^2
//   w = keep w - rate m / (sqrt(v) / correction + eps)
struct AdamStep {
  float rate;  // over 1 - beta1^t
  float beta1, rest1;
  float beta2, rest2;
  float correction;  // sqrt(1 - beta2^t)
  float eps;
  float l2;    // coupled decay
  float keep;  // decoupled decay: 1 without
  float gradient_scale;
};
void AdamUpdate(size_t count, const AdamStep& step, float* gradient, float* moments, float* squares, float* weights);

// The sum of squares, in double.
double SumOfSquares(size_t count, const float* values);

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_OPTIMIZERS_INL_H_
