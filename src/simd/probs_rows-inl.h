// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The kernel of the cross-entropy against target probabilities, and of the losses that add something to it.

#ifndef SURPRISAL_SRC_SIMD_PROBS_ROWS_INL_H_
#define SURPRISAL_SRC_SIMD_PROBS_ROWS_INL_H_

#include <hwy/highway.h>

#include "src/simd/row_reduction-inl.h"
#include "src/simd/target_mass-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// What other losses add to the cross-entropy: 0, or
struct ProbsExtras {
  float z_loss = 0.0f;  // z lse^2
  float poly1 = 0.0f;   // eps sum_j a_j (1 - p_j)
};

// `weight_sums`, [classes], unless null: to which the gradient with respect to the class weights is added.
void RunProbsRows(const RowShape& shape, const RowArrays& arrays, const RowReduction& reduction, const ProbsMass& mass,
                  const ProbsExtras& extras, double* weight_sums);

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_PROBS_ROWS_INL_H_
