// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Hinges: max(0, z), their slopes, and the sums of both along a row.

#ifndef SURPRISAL_SRC_SIMD_HINGES_INL_H_
#define SURPRISAL_SRC_SIMD_HINGES_INL_H_

#include <hwy/highway.h>

#include <cstddef>

#include "src/simd/lanes-inl.h"
#include "src/simd/row_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// max(0, z), and NaN of NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V HingeOf(D d, V z) {
  return Larger(hn::Zero(d), z);
}

// Of a hinge: 1 where it is above 0, 0 where it is 0, and NaN of NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V StepOf(D d, V hinge) {
  return hn::IfThenElse(hn::Gt(hinge, hn::Zero(d)), hn::Set(d, 1.0f), hinge);
}

// Sums over a row's slices, in runs.
template <class D, class V = hn::Vec<D>>
class HingeSums {
 public:
  HWY_INLINE void Add(D d, V loss, V slope) {
    run_loss_ = hn::Add(run_loss_, loss);
    run_slope_ = hn::Add(run_slope_, slope);
    if (++count_ % kRunSlices == 0) Flush(d);
  }
  // Ends the last run.
  HWY_INLINE void Flush(D d) {
    losses_.Add(d, run_loss_);
    slopes_.Add(d, run_slope_);
    run_loss_ = run_slope_ = hn::Zero(d);
  }
  const LaneTotals<D>& losses() const { return losses_; }
  const LaneTotals<D>& slopes() const { return slopes_; }

 private:
  V run_loss_ = hn::Zero(D());
  V run_slope_ = hn::Zero(D());
  size_t count_ = 0;
  LaneTotals<D> losses_;
  LaneTotals<D> slopes_;
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_HINGES_INL_H_
