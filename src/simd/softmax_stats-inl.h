// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What every loss of the softmax family needs to know of a row: its maximum and the sum of its exponentials, in the
// form that keeps small losses exact, and two sums over the target's mass where that is spread over the classes.
//
// With z_j = (x_j - max) / temperature and one maximal class left out,  rest = sum_j exp(z_j),  so that
//   log-sum-exp = max + log1p(rest),   loss at label t = -z_t + log1p(rest),   1 - p_max = rest / (1 + rest).
// A row that is as good as certain has rest = 1e-9, and so its loss; 1 + rest would have rounded it away.

#ifndef SURPRISAL_SRC_SIMD_SOFTMAX_STATS_INL_H_
#define SURPRISAL_SRC_SIMD_SOFTMAX_STATS_INL_H_

#include <hwy/highway.h>

#include <cstddef>

#include "src/simd/math-inl.h"
#include "src/simd/row_stats-inl.h"
#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// No templates: every kernel shares one copy of each, which is compiled for speed whatever the kernel is compiled for.

// stats.max, and for wide rows stats.run: the largest logit of each row of a tile. NaN is passed over.
void FindMaxima(InLanes, hn::ScalableTag<float> d, const RowTile& tile, RowStats& stats);
void FindMaxima(Wide, hn::ScalableTag<float> d, const RowTile& tile, RowStats& stats);

// stats.exps, from stats.max and stats.run. The exponentials, all of a row times the same factor, go to tile.out[0] if
// `store`; that may be tile.in[0]. Of wide rows it is StoredMaximum.
void SumExps(InLanes, hn::ScalableTag<float> d, const RowTile& tile, const SoftmaxExponential& exponential, bool store,
             RowStats& stats);
void SumExps(Wide, hn::ScalableTag<float> d, const RowTile& tile, const SoftmaxExponential& exponential, bool store,
             RowStats& stats);

// What the exponential of a wide row's maximum is stored as. Among few classes a gradient may be as good as 0, as it
// never is among many, and wants the more accurate exponentials.
inline float StoredMaximum(size_t classes) {
  return classes <= kFewClasses ? 1.0f : SoftmaxExponential::Scaled::kOfZero;
}

// Both at once.
void FindStats(InLanes, hn::ScalableTag<float> d, const RowTile& tile, const SoftmaxExponential& exponential,
               bool store, RowStats& stats);
void FindStats(Wide, hn::ScalableTag<float> d, const RowTile& tile, const SoftmaxExponential& exponential, bool store,
               RowStats& stats);

// The same, where the maxima are known already.
template <class Arrangement>
HWY_INLINE void FindExps(Arrangement arrangement, hn::ScalableTag<float> d, const RowTile& tile,
                         const SoftmaxExponential& exponential, bool store, RowStats& stats) {
  if constexpr (kFuses) {
    FindStats(arrangement, d, tile, exponential, store, stats);
  } else {
    SumExps(arrangement, d, tile, exponential, store, stats);
  }
}

// Both, and `sum_more` in between, which needs the maxima and the logits: those the exponentials may replace.
template <class Arrangement, class SumMore>
HWY_INLINE void FindStats(Arrangement arrangement, hn::ScalableTag<float> d, const RowTile& tile,
                          const SoftmaxExponential& exponential, bool store, RowStats& stats, const SumMore& sum_more) {
  if (kFuses && !(store && tile.in[0] == tile.out[0])) {
    FindStats(arrangement, d, tile, exponential, store, stats);
    return sum_more();
  }
  FindMaxima(arrangement, d, tile, stats);
  sum_more();
  FindExps(arrangement, d, tile, exponential, store, stats);
}

// log sum_j exp(z_j) of each row.
void LogOfSums(hn::ScalableTag<float> d, size_t rows, const float* rest, float* log_sums);

// tile.out[0] times each row's number.
template <class Arrangement, class D>
HWY_NOINLINE void ScaleRows(Arrangement, D d, const RowTile& shared_tile, const float* scales) {
  const RowTile tile = shared_tile;
  const auto write = [&](auto slice, auto scale)
                         SURPRISAL_INLINE { slice.Store(d, hn::Mul(slice.Load(d, tile.out[0]), scale), tile.out[0]); };
  Arrangement::ForEachSlice(d, tile, write, scales);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_SOFTMAX_STATS_INL_H_
