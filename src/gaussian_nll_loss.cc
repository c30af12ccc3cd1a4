// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/gaussian_nll_loss.h"

#include <algorithm>

#include "src/broadcast.h"
#include "src/checks.h"
#include "src/simd/elementwise-inl.h"
#include "src/simd/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct GaussianTerms {
  static constexpr size_t kArrays = 3;
  static constexpr size_t kGrads = 3;
  static constexpr bool kCheap = false;
  float eps;
  float constant;

  template <class D, class V>
  HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target, V var) const {
    const V half = hn::Set(d, 0.5f);
    const V least = hn::Set(d, eps);
    const V variance = hn::IfThenElse(hn::Lt(var, least), least, var);
    const V difference = hn::Sub(input, target);
    const V slope = Quotient(difference, variance);
    // Not d^2 / v: the square may overflow where the quotient does not.
    const V square = hn::Mul(difference, slope);
    const V loss = MultiplyAdd(half, hn::Add(Log(d, variance), square), hn::Set(d, constant));
    const V var_slope = Quotient(NegMultiplyAdd(half, square, half), variance);
    return {loss, {slope, hn::Neg(slope), var_slope}};
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

namespace {

// The shape of the variances beside the input's: with a last axis of 1, if they have none.
Status VarianceShape(const Shape& input, const Shape& var, Shape* aligned) {
  *aligned = var;
  if (var == input) return {};
  const size_t leading = input.rank == 0 ? 0 : input.rank - 1;
  const bool all_but_last = var.rank == leading && std::equal(var.sizes, var.sizes + leading, input.sizes);
  if (all_but_last) {
    aligned->sizes[aligned->rank++] = 1;
    return {};
  }
  if (var.rank == leading + 1 && var.sizes[leading] == 1 && std::equal(var.sizes, var.sizes + leading, input.sizes)) {
    return {};
  }
  return CheckSameShape(input, var, 2);
}

}  // namespace

Status GaussianNllLoss(const FloatArray& input, const FloatArray& target, const FloatArray& var, bool full, float eps,
                       Reduction reduction, const LossResults& results) {
  FloatArray arrays[] = {input, target, var};
  if (const Status status = VarianceShape(input.shape, var.shape, &arrays[2].shape); !status.ok()) return status;
  if (const Status status = CheckVariances(var.data, var.shape.Size()); !status.ok()) return status;
  const HWY_NAMESPACE::GaussianTerms terms = {.eps = eps, .constant = full ? 0.918938533f : 0.0f};
  return RunElementwise(HWY_NAMESPACE::LossOf(terms), arrays, {}, reduction, results);
}

}  // namespace surprisal
