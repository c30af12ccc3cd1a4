// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The largest logit of each row of a tile. NaN is passed over.

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "src/simd/row_sums-inl.h"
#include "src/simd/row_tiles-inl.h"
#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

void FindMaxima(InLanes, D d, const RowTile& shared_tile, RowStats& stats) {
  const RowTile tile = shared_tile;
  const size_t N = hn::Lanes(d);
  size_t r = 0;
  const auto find_in = [&](auto vectors) SURPRISAL_INLINE {
    constexpr size_t kVectors = decltype(vectors)::value;
    V max[kVectors];
    for (size_t v = 0; v < kVectors; ++v) max[v] = hn::Set(d, -HUGE_VALF);
    const float* logits = tile.in[0] + r;
    for (size_t j = 0; j < tile.classes; ++j, logits += tile.class_stride) {
      for (size_t v = 0; v < kVectors; ++v) max[v] = Larger(hn::LoadU(d, logits + v * N), max[v]);
    }
    for (size_t v = 0; v < kVectors; ++v) hn::Store(max[v], d, stats.max + r + v * N);
    r += kVectors * N;
  };
  // Main loop: a cache line at a time.
  while (r + 4 * N <= tile.room) find_in(std::integral_constant<size_t, 4>());
  // Whole vectors
  if (r + 2 * N <= tile.room) find_in(std::integral_constant<size_t, 2>());
  if (r + N <= tile.room) find_in(std::integral_constant<size_t, 1>());
  // Remainder
  if (r == tile.room) return;
  auto max = hn::Set(d, -HUGE_VALF);
  LaneGroup{tile, r}.ForEachSlice(d,
                                  [&](auto slice) SURPRISAL_INLINE { max = Larger(slice.Load(d, tile.in[0]), max); });
  hn::Store(max, d, stats.max + r);
}

// A row's maximum, and the run of classes in which it first stands.
struct RowMax {
  float value;
  size_t run;
};

HWY_INLINE RowMax FindRowMax(D d, const float* HWY_RESTRICT row, size_t classes) {
  const size_t N = hn::Lanes(d);
  V max = hn::Set(d, -HUGE_VALF);
  size_t max_run = 0;
  for (size_t begin = 0; begin < classes; begin += kWideRun) {
    const size_t end = std::min(begin + kWideRun, classes);
    V max0 = hn::Set(d, -HUGE_VALF), max1 = max0, max2 = max0, max3 = max0;
    size_t j = begin;
    // Main loop: four chains, or the latency of each comparison would be waited for.
    for (; j + 4 * N <= end; j += 4 * N) {
      max0 = Larger(hn::LoadU(d, row + j), max0);
      max1 = Larger(hn::LoadU(d, row + j + N), max1);
      max2 = Larger(hn::LoadU(d, row + j + 2 * N), max2);
      max3 = Larger(hn::LoadU(d, row + j + 3 * N), max3);
    }
    // Remainder: the vectors that are left, the last one reaching back over numbers already seen.
    for (; j < end; j += N) max0 = Larger(hn::LoadU(d, row + std::min(j, classes - N)), max0);
    // Reduction
    const V run_max = Larger(Larger(max0, max1), Larger(max2, max3));
    if (HWY_UNLIKELY(!hn::AllFalse(d, hn::Gt(run_max, max)))) {
      max = hn::Set(d, LargestAcross(d, run_max));
      max_run = begin / kWideRun;
    }
  }
  return {hn::GetLane(max), max_run};
}

void FindMaxima(Wide, D d, const RowTile& shared_tile, RowStats& stats) {
  const RowTile tile = shared_tile;
  ClearLast(d, tile.rows, stats.max);
  for (size_t row = 0; row < tile.rows; ++row) {
    const RowMax max = FindRowMax(d, tile.in[0] + row * tile.row_stride, tile.classes);
    stats.max[row] = max.value;
    stats.run[row] = static_cast<int32_t>(max.run);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
