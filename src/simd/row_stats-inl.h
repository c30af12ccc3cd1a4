// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the softmax kernels know of the rows of a tile. softmax_stats-inl.h says what it is good for.

#ifndef SURPRISAL_SRC_SIMD_ROW_STATS_INL_H_
#define SURPRISAL_SRC_SIMD_ROW_STATS_INL_H_

#include <hwy/highway.h>

#include <cstdint>

#include "src/simd/slices-inl.h"

namespace surprisal {
namespace HWY_NAMESPACE {

// Of each row of a tile.
struct RowStats {
  HWY_ALIGN float max[kTileRows];
  HWY_ALIGN float rest[kTileRows];   // the sum of the exponentials but for one maximum's, where that is 1
  HWY_ALIGN float unit[kTileRows];   // the sum of the exponentials as they were stored: a softmax divides them by it
  HWY_ALIGN float mass[kTileRows];   // sum_j a_j, where it differs from row to row
  HWY_ALIGN float gap[kTileRows];    // sum_j a_j (max - x_j): no term is negative, nothing cancels
  HWY_ALIGN int32_t run[kTileRows];  // of a wide row: the run of classes in which the maximum first stands
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal

#endif  // SURPRISAL_SRC_SIMD_ROW_STATS_INL_H_
