// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The order of a row's scores: the class that comes first, and how many come before the label. NaN counts as largest,
// ties go to the lowest class.

#ifndef SURPRISAL_SRC_SIMD_ROW_ORDER_INL_H_
#define SURPRISAL_SRC_SIMD_ROW_ORDER_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "src/simd/row_stats-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// The labels of a tile's rows and their scores, up to the end of the last vector.
struct LabelScores {
  HWY_ALIGN int32_t label[kTileRows];
  HWY_ALIGN float score[kTileRows];
};

// Integers of the rows of a group, and the classes of a slice, lane by lane.
template <class DI>
HWY_INLINE hn::Vec<DI> IntegersOf(DI di, const LaneGroup& group, const int32_t* numbers) {
  return hn::Load(di, numbers + group.row);
}
template <class DI>
HWY_INLINE hn::Vec<DI> IntegersOf(DI di, const WideGroup& group, const int32_t* numbers) {
  return hn::Set(di, numbers[group.row]);
}
template <class DI, bool kPartial>
HWY_INLINE hn::Vec<DI> ClassesOf(DI di, const LaneSlice<kPartial>& slice) {
  return hn::Set(di, static_cast<int32_t>(slice.j));
}
template <class DI, bool kPartial>
HWY_INLINE hn::Vec<DI> ClassesOf(DI di, const WideSlice<kPartial>& slice) {
  return hn::Iota(di, static_cast<int32_t>(slice.j));
}

// ------------------------------ Predictions

// `stats` is used by wide rows alone, which know their maxima; `clean` says that the tile holds no NaN.
template <class D>
HWY_NOINLINE void FindPredictions(InLanes, D d, const RowTile& shared_tile, const RowStats&, bool /*clean*/,
                                  int32_t* predictions) {
  const RowTile tile = shared_tile;
  const hn::RebindToSigned<D> di;
  InLanes::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
    auto best = group.At(0).Load(d, tile.in[0]);
    auto best_class = hn::Zero(di);
    group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
      const auto score = slice.Load(d, tile.in[0]);
      const auto better = hn::Or(hn::Gt(score, best), hn::AndNot(hn::IsNaN(best), hn::IsNaN(score)));
      best = hn::IfThenElse(better, score, best);
      best_class = hn::IfThenElse(hn::RebindMask(di, better), ClassesOf(di, slice), best_class);
    });
    hn::Store(best_class, di, predictions + group.row);
  });
}

// The first NaN of a row, or `classes`.
template <class D>
HWY_NOINLINE size_t FindNaN(D d, const float* HWY_RESTRICT row, size_t classes) {
  const size_t N = hn::Lanes(d);
  size_t j = 0;
  // Main loop
  for (; j + 4 * N <= classes; j += 4 * N) {
    const auto nan01 = hn::Or(hn::IsNaN(hn::LoadU(d, row + j)), hn::IsNaN(hn::LoadU(d, row + j + N)));
    const auto nan23 = hn::Or(hn::IsNaN(hn::LoadU(d, row + j + 2 * N)), hn::IsNaN(hn::LoadU(d, row + j + 3 * N)));
    if (HWY_UNLIKELY(!hn::AllFalse(d, hn::Or(nan01, nan23)))) break;
  }
  // Remainder, or where it is
  while (j < classes && !std::isnan(row[j])) ++j;
  return j;
}

template <class D>
HWY_NOINLINE void FindPredictions(Wide, D d, const RowTile& shared_tile, const RowStats& stats, bool clean,
                                  int32_t* predictions) {
  const RowTile tile = shared_tile;
  for (size_t r = 0; r < tile.rows; ++r) {
    const float* row = tile.in[0] + r * tile.row_stride;
    size_t best = clean ? tile.classes : FindNaN(d, row, tile.classes);
    if (HWY_LIKELY(best == tile.classes)) {
      best = static_cast<size_t>(stats.run[r]) * kWideRun;
      while (best + 1 < tile.classes && row[best] != stats.max[r]) ++best;
    }
    predictions[r] = static_cast<int32_t>(best);
  }
}

// ------------------------------ Ranks

// How many scores of NaN come before `label`: its rank if its own is NaN. Such rows are rare.
inline int32_t CountNaNs(const RowTile& tile, size_t r, int32_t label) {
  int32_t count = 0;
  for (size_t j = 0; j < static_cast<size_t>(label); ++j) count += std::isnan(tile.in[0][tile.IndexOf(r, j)]);
  return count;
}

template <class D>
HWY_NOINLINE void FindRanks(InLanes, D d, const RowTile& shared_tile, const LabelScores& labels, int32_t* ranks) {
  const RowTile tile = shared_tile;
  const hn::RebindToSigned<D> di;
  InLanes::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
    const auto own = group.Of(d, labels.score);
    const auto label = IntegersOf(di, group, labels.label);
    auto count = hn::Zero(di);
    group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
      const auto score = slice.Load(d, tile.in[0]);
      const auto earlier = hn::RebindMask(d, hn::Lt(ClassesOf(di, slice), label));
      const auto before = hn::Or(hn::Not(hn::Le(score, own)), hn::And(hn::Eq(score, own), earlier));
      count = hn::Sub(count, hn::BitCast(di, hn::VecFromMask(d, before)));
    });
    hn::Store(count, di, ranks + group.row);
  });
  for (size_t r = 0; r < tile.rows; ++r) {
    if (HWY_UNLIKELY(std::isnan(labels.score[r]))) ranks[r] = CountNaNs(tile, r, labels.label[r]);
  }
}

// How many scores are larger than `own`, which is a number; or as large, if kTies.
template <bool kTies, class D>
HWY_NOINLINE int32_t CountBefore(D d, const float* HWY_RESTRICT scores, size_t count, float own) {
  const hn::RebindToSigned<D> di;
  const size_t N = hn::Lanes(d);
  const auto owns = hn::Set(d, own);
  const auto before = [&](size_t j) SURPRISAL_INLINE {
    const auto score = hn::LoadU(d, scores + j);
    const auto after = kTies ? hn::Lt(score, owns) : hn::Le(score, owns);
    return hn::BitCast(di, hn::VecFromMask(d, hn::Not(after)));
  };
  auto sum0 = hn::Zero(di), sum1 = sum0;
  size_t j = 0;
  // Main loop
  for (; j + 4 * N <= count; j += 4 * N) {
    sum0 = hn::Add(sum0, hn::Add(before(j), before(j + N)));
    sum1 = hn::Add(sum1, hn::Add(before(j + 2 * N), before(j + 3 * N)));
  }
  // Whole vectors
  for (; j + N <= count; j += N) sum0 = hn::Add(sum0, before(j));
  // Remainder
  int32_t result = -SumAcross(di, hn::Add(sum0, sum1));
  for (; j < count; ++j) result += kTies ? !(scores[j] < own) : !(scores[j] <= own);
  return result;
}

template <class D>
HWY_NOINLINE void FindRanks(Wide, D d, const RowTile& shared_tile, const LabelScores& labels, int32_t* ranks) {
  const RowTile tile = shared_tile;
  for (size_t r = 0; r < tile.rows; ++r) {
    const float* row = tile.in[0] + r * tile.row_stride;
    const size_t label = static_cast<size_t>(labels.label[r]);
    const float own = labels.score[r];
    if (HWY_UNLIKELY(std::isnan(own))) {
      ranks[r] = CountNaNs(tile, r, labels.label[r]);
    } else {
      ranks[r] =
          CountBefore<true>(d, row, label, own) + CountBefore<false>(d, row + label + 1, tile.classes - label - 1, own);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ROW_ORDER_INL_H_
