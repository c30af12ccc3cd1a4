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

#include "src/simd/exp_sums-inl.h"
#include "src/simd/math-inl.h"
#include "src/simd/row_maxima-inl.h"
#include "src/simd/row_stats-inl.h"
#include "src/simd/row_tiles-inl.h"
#include "src/simd/target_mass-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// The statistics of a tile's rows; the exponentials go to tile.out[0] if kStore, which may be tile.in[0].
template <bool kStore, class Arrangement, class D, class Mass>
HWY_INLINE void StatsOf(Arrangement arrangement, D d, const RowTile& tile, const Mass& mass,
                        const SoftmaxExponential& exponential, RowStats& stats) {
  FindMaxima(arrangement, d, tile, stats);
  // Apart from the exponentials, whose code all masses share; and first, because they may take the logits' place.
  if constexpr (Mass::kAny) SumMass(arrangement, d, tile, mass, stats);
  SumExps<kStore>(arrangement, d, tile, exponential, stats);
}

// log sum_j exp(z_j) of each row. Not inlined: a call a tile is nothing, a logarithm in each kernel is a kilobyte.
template <class D>
HWY_NOINLINE void LogOfSums(D d, size_t rows, const float* rest, float* log_sums) {
  for (size_t r = 0; r < rows; r += hn::Lanes(d)) {
    hn::Store(Log1pNonNegative(d, hn::Load(d, rest + r)), d, log_sums + r);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_SOFTMAX_STATS_INL_H_
