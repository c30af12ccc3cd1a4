// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/simd/lanes-inl.h"
#include "src/simd/optimizers-inl.h"
#include "src/simd/row_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

void MomentumUpdate(size_t count, const MomentumStep& shared_step, float* HWY_RESTRICT gradient,
                    float* HWY_RESTRICT velocity, float* HWY_RESTRICT weights) {
  const D d;
  // A copy, or each store to a float might change it.
  const MomentumStep step = shared_step;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const V w = hn::LoadU(d, weights + i);
    const V of_loss = hn::Mul(hn::Set(d, step.gradient_scale), hn::LoadU(d, gradient + i));
    const V g = MultiplyAdd(hn::Set(d, step.l2), w, of_loss);
    const V v = MultiplyAdd(hn::Set(d, step.momentum), hn::LoadU(d, velocity + i), g);
    const V direction = step.nesterov ? MultiplyAdd(hn::Set(d, step.momentum), v, g) : v;
    hn::StoreU(v, d, velocity + i);
    hn::StoreU(NegMultiplyAdd(hn::Set(d, step.rate), direction, w), d, weights + i);
    hn::StoreU(hn::Zero(d), d, gradient + i);
  }
}

void AdamUpdate(size_t count, const AdamStep& shared_step, float* HWY_RESTRICT gradient, float* HWY_RESTRICT moments,
                float* HWY_RESTRICT squares, float* HWY_RESTRICT weights) {
  const D d;
  const AdamStep step = shared_step;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const V w = hn::LoadU(d, weights + i);
    const V of_loss = hn::Mul(hn::Set(d, step.gradient_scale), hn::LoadU(d, gradient + i));
    const V g = MultiplyAdd(hn::Set(d, step.l2), w, of_loss);
    const V m = MultiplyAdd(hn::Set(d, step.beta1), hn::LoadU(d, moments + i), hn::Mul(hn::Set(d, step.rest1), g));
    const V square = hn::Mul(hn::Set(d, step.rest2), hn::Mul(g, g));
    const V v = MultiplyAdd(hn::Set(d, step.beta2), hn::LoadU(d, squares + i), square);
    const V root = Quotient(hn::Sqrt(v), hn::Set(d, step.correction));
    const V direction = Quotient(m, hn::Add(root, hn::Set(d, step.eps)));
    hn::StoreU(m, d, moments + i);
    hn::StoreU(v, d, squares + i);
    hn::StoreU(NegMultiplyAdd(hn::Set(d, step.rate), direction, hn::Mul(hn::Set(d, step.keep), w)), d, weights + i);
    hn::StoreU(hn::Zero(d), d, gradient + i);
  }
}

double SumOfSquares(size_t count, const float* values) {
  const D d;
  LaneTotals<D> totals;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const V v = hn::LoadU(d, values + i);
    totals.AddProducts(d, v, v);
  }
  return totals.SumAcross();
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
