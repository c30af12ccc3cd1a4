// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The statistics of rows at once: where additions fuse with multiplications, from one pass over the logits, else from
// one for the maxima and one for the exponentials. One pass made the loss of 256 x 1000 a quarter faster, and its
// gradient a tenth.

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "src/simd/math-inl.h"
#include "src/simd/row_stream-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/row_tiles-inl.h"
#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace {

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// An exponent of 2 near the maximum of a row's first logits. From all over the row it would serve as well, but for 3 %:
// the reads ahead do not pay off.
HWY_INLINE float ReferenceOf(D d, const float* logits, size_t classes, float scale) {
  const size_t first = std::min(classes / hn::Lanes(d), size_t{8}) * hn::Lanes(d);
  V max = hn::Set(d, -HUGE_VALF);
  for (size_t j = 0; j < first; j += hn::Lanes(d)) max = Larger(hn::LoadU(d, logits + j), max);
  return std::floor(LargestAcross(d, max) * scale);
}

// The same of the maximum of all classes.
HWY_NOINLINE float ExactReference(D d, const RowTile& tile, size_t row, float scale) {
  RowStats stats;
  FindMaxima(Wide(), d, WideRows(tile, row, 1, tile.classes), stats);
  return std::floor(stats.max[0] * scale);
}

// One row whose reference turned out to be of no use: with the best, and if that does not serve, in two passes.
HWY_NOINLINE void FindAgain(D d, const RowTile& tile, size_t row, const SoftmaxExponential& exponential, bool store,
                            RowStats& stats) {
  const RowTile of_row = WideRows(tile, row, 1, tile.classes);
  RowStats row_stats;
  HWY_ALIGN float reference[hn::MaxLanes(d)] = {ExactReference(d, tile, row, exponential.scale)};
  bool found;
  StreamWide(d, of_row, reference, exponential, store, row_stats, &found);
  if (!found) {
    FindMaxima(Wide(), d, of_row, row_stats);
    SumExps(Wide(), d, of_row, exponential, store, row_stats);
  }
  stats.max[row] = row_stats.max[0];
  stats.run[row] = row_stats.run[0];
  stats.exps.CopyRow(row, row_stats.exps, 0);
}

// Rows in lanes of fewer classes are nearly all beginning and end.
inline constexpr size_t kManyClasses = 4 * kRunInLanes;

// False if a row has no maximum that a reference could be near to; then all is as before.
HWY_NOINLINE bool StreamTile(D d, const RowTile& tile, const SoftmaxExponential& exponential, bool store,
                             RowStats& stats) {
  HWY_ALIGN float references[kTileRows];
  // From the first `classes`. False if one is out of range.
  const auto find_references = [&](size_t classes) HWY_ATTR {
    RowTile beginning = tile;
    beginning.classes = classes;
    FindMaxima(InLanes(), d, beginning, stats);
    V farthest = hn::Zero(d);
    for (size_t row = 0; row < tile.rows; row += hn::Lanes(d)) {
      const V reference = hn::Floor(hn::Mul(hn::Load(d, stats.max + row), hn::Set(d, exponential.scale)));
      hn::Store(reference, d, references + row);
      farthest = Larger(hn::Abs(reference), farthest);
    }
    return LargestAcross(d, farthest) <= kMaxReference;
  };
  const auto stream = [&] { return StreamInLanes(d, tile, references, exponential, store, stats); };
  // What is overwritten can't be read again, should a reference turn out to be too far off.
  const bool in_place = store && tile.in[0] == tile.out[0];
  if (!in_place && find_references(kRunInLanes) && stream()) return true;
  return find_references(tile.classes) && stream();
}

}  // namespace

void FindStats(InLanes arrangement, D d, const RowTile& tile, const SoftmaxExponential& exponential, bool store,
               RowStats& stats) {
  if (kFuses && tile.classes >= kManyClasses && StreamTile(d, tile, exponential, store, stats)) return;
  FindMaxima(arrangement, d, tile, stats);
  SumExps(arrangement, d, tile, exponential, store, stats);
}

void FindStats(Wide arrangement, D d, const RowTile& tile, const SoftmaxExponential& exponential, bool store,
               RowStats& stats) {
  if constexpr (!kFuses) {
    FindMaxima(arrangement, d, tile, stats);
    SumExps(arrangement, d, tile, exponential, store, stats);
    return;
  }
  // What is overwritten can't be read again, should a reference turn out to be too far off.
  const bool in_place = store && tile.in[0] == tile.out[0];
  // All at once, or each row would begin with the wait for its own.
  HWY_ALIGN float references[kTileRows];
  ClearLast(d, tile.rows, references);
  for (size_t row = 0; row < tile.rows; ++row) {
    const float* const logits = tile.in[0] + row * tile.row_stride;
    references[row] = in_place ? ExactReference(d, tile, row, exponential.scale)
                               : ReferenceOf(d, logits, tile.classes, exponential.scale);
  }
  bool found[kTileRows];
  StreamWide(d, tile, references, exponential, store, stats, found);
  for (size_t row = 0; row < tile.rows; ++row) {
    if (HWY_UNLIKELY(!found[row])) FindAgain(d, tile, row, exponential, store, stats);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
