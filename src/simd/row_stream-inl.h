// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Rows read once, where additions fuse with multiplications: their exponentials are relative to a power of 2 near the
// maximum of their first classes, and the maximum is found beside them. Fused, x log2(e) - n is exact before it is
// rounded, however far x is from 0, so a reference that is not the maximum costs no digits; without fusing, only
// x - max is small enough, and there is a first pass for the maximum.

#ifndef SURPRISAL_SRC_SIMD_ROW_STREAM_INL_H_
#define SURPRISAL_SRC_SIMD_ROW_STREAM_INL_H_

#include <hwy/highway.h>

#include <cstddef>

#include "src/simd/math-inl.h"
#include "src/simd/row_stats-inl.h"
#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// The exponent of a reference; beyond that, the product with log2(e) / T would leave the range of the magic number.
inline constexpr float kMaxReference = 0x1p20f;

// stats.max, stats.exps and, for wide rows, stats.run, as FindStats gives them. `references` are integers, one a row
// and aligned: the exponents of powers of 2. Those of rows in lanes are all in range.
//
// False, and nothing is known of the row or of the tile, if a reference is out of range (then nothing is stored,
// either) or too far from the maximum. Else what is found is the same with every reference but for a power of 2, with
// which nothing is rounded.
void StreamWide(hn::ScalableTag<float> d, const RowTile& tile, const float* references,
                const SoftmaxExponential& exponential, bool store, RowStats& stats, bool* found);
bool StreamInLanes(hn::ScalableTag<float> d, const RowTile& tile, const float* references,
                   const SoftmaxExponential& exponential, bool store, RowStats& stats);

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ROW_STREAM_INL_H_
