// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The kernel of the cross-entropy against target probabilities, and of the z-loss beside it.

#ifndef SURPRISAL_SRC_SIMD_PROBS_ROWS_INL_H_
#define SURPRISAL_SRC_SIMD_PROBS_ROWS_INL_H_

#include <hwy/highway.h>

#include "src/simd/row_reduction-inl.h"
#include "src/simd/row_stats-inl.h"
#include "src/simd/target_mass-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// The sums over the mass of a tile's rows.
void SumMass(InLanes, hn::ScalableTag<float> d, const RowTile& tile, const ProbsMass& mass, RowStats& stats);
void SumMass(Wide, hn::ScalableTag<float> d, const RowTile& tile, const ProbsMass& mass, RowStats& stats);

// `z_loss`: 0 for the cross-entropy alone.
void RunProbsRows(const RowShape& shape, const RowArrays& arrays, const RowReduction& reduction, const ProbsMass& mass,
                  float z_loss);

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_PROBS_ROWS_INL_H_
