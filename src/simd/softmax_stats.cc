// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The statistics of rows at once. Where additions fuse with multiplications, a wide row is read once: its exponentials
// are relative to a power of 2 near the maximum of its first classes, and the maximum is found beside them. Fused,
// x log2(e) - n is exact before it is rounded, however far x is from 0, so a reference that is not the maximum costs no
// digits; without fusing, only x - max is small enough, and there is a first pass for the maximum. One pass made the
// loss of 256 x 1000 a quarter faster, and its gradient a tenth.

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "src/simd/math-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/row_tiles-inl.h"
#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace {

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// Classes that are added up before they join a sum: few, for fewer roundings.
inline constexpr size_t kChunkVectors = 8;
inline constexpr size_t kChunk = kChunkVectors * hn::MaxLanes(D());
static_assert(kWideRun % kChunk == 0, "a run is so many chunks");

// The exponent of the reference; beyond that, the product with log2(e) / T would leave the range of the magic number.
inline constexpr float kMaxReference = 0x1p20f;
// How far the maximum may be above the reference, as a power of 2: exponentials and their sums stay far from overflow.
inline constexpr float kMaxAbove = 64.0f;

// `exponential`, its results divided by 2^reference, an integer.
SoftmaxExponential RelativeTo(float reference, const SoftmaxExponential& exponential) {
  SoftmaxExponential relative = exponential;
  relative.magic -= reference;
  relative.lowest = (reference - 127.0f) / exponential.scale;
  return relative;
}

// An exponent of 2 near the maximum of the first `classes`, a whole number of vectors, of a row.
HWY_INLINE float ReferenceOf(D d, const float* logits, size_t classes, float scale) {
  V max = hn::Set(d, -HUGE_VALF);
  for (size_t j = 0; j < classes; j += hn::Lanes(d)) max = Larger(hn::LoadU(d, logits + j), max);
  return std::floor(LargestAcross(d, max) * scale);
}

// The same of the maximum of all classes.
HWY_NOINLINE float ExactReference(D d, const RowTile& tile, size_t row, float scale) {
  RowStats stats;
  FindMaxima(Wide(), d, WideRows(tile, row, 1, tile.classes), stats);
  return std::floor(stats.max[0] * scale);
}

// The sums of a row's exponentials, lane by lane, but for one chunk in each lane: that which holds the lane's maximum.
// No branch depends on where a maximum is: it would be guessed wrong several times a row.
struct RowStream {
  using DI = hn::RebindToSigned<D>;

  HWY_INLINE void Add(V sum, V chunk_max, size_t begin) {
    const auto larger = hn::Gt(chunk_max, max);
    run = hn::Add(run, hn::IfThenElse(larger, chunk_with_max, sum));
    chunk_with_max = hn::IfThenElse(larger, sum, chunk_with_max);
    max = hn::IfThenElse(larger, chunk_max, max);
    const auto begins = hn::Set(DI(), static_cast<int32_t>(begin));
    max_begin = hn::IfThenElse(hn::RebindMask(DI(), larger), begins, max_begin);
  }
  HWY_INLINE void EndRun(D d) {
    totals.Add(d, run);
    run = hn::Zero(d);
  }

  LaneTotals<D> totals;
  V run = hn::Zero(D());
  V chunk_with_max = hn::Zero(D());
  V max = hn::Set(D(), -HUGE_VALF);
  hn::Vec<DI> max_begin = hn::Zero(DI());
};

// False, and nothing is known, if the reference is out of range or too far from the maximum. Else what is found is the
// same with every reference but for a power of 2, with which nothing is rounded.
template <bool kStore>
HWY_NOINLINE bool StreamRow(D d, const RowTile& shared_tile, size_t row, float reference,
                            const SoftmaxExponential& shared_exponential, RowStats& stats) {
  if (!(std::abs(reference) <= kMaxReference)) return false;
  const RowTile tile = shared_tile;
  const size_t N = hn::Lanes(d);
  const WideGroup group{tile, row};
  const float* const logits = tile.in[0] + row * tile.row_stride;
  float* const exps = kStore ? tile.out[0] + row * tile.row_stride : nullptr;
  const SoftmaxExponential exponential = RelativeTo(reference, shared_exponential);

  RowStream stream;
  for (size_t run_begin = 0; run_begin < tile.classes; run_begin += kWideRun) {
    const size_t run_end = std::min(run_begin + kWideRun, tile.classes);
    size_t j = run_begin;
    // Main loop. One vector at a time: of several at once V8 11 interleaves the operations, and spills what does not
    // fit the registers; that was slower by a third.
    while (j + kChunk <= run_end) {
      const size_t begin = j;
      const size_t end = begin + kChunk;
      V sum = hn::Zero(d);
      V max = hn::Set(d, -HUGE_VALF);
      HWY_UNROLL(1)
      for (; j < end; j += N) {
        const V x = hn::LoadU(d, logits + j);
        max = Larger(x, max);
        const auto factors = Exp2Factors(d, x, exponential);
        if constexpr (kStore) {
          const V e = hn::Mul(factors.fraction, factors.power);
          hn::StoreU(e, d, exps + j);
          sum = hn::Add(sum, e);
        } else {
          sum = MultiplyAdd(factors.fraction, factors.power, sum);
        }
      }
      stream.Add(sum, max, begin);
    }
    // Remainder: the last chunk, whole vectors and what is left
    if (j < run_end) {
      const size_t begin = j;
      const V nothing = hn::Set(d, -HUGE_VALF);
      V sum = hn::Zero(d);
      V max = nothing;
      const auto add = [&](auto slice) SURPRISAL_INLINE {
        const V x = slice.Valid(d, slice.Load(d, tile.in[0]), nothing);
        max = Larger(x, max);
        const V e = Exp2Product(d, x, exponential);
        if constexpr (kStore) slice.Store(d, e, tile.out[0]);
        sum = hn::Add(sum, e);
      };
      for (; j + N <= run_end; j += N) add(group.At(j));
      if (j < run_end) add(group.Rest(j));
      stream.Add(sum, max, begin);
    }
    stream.EndRun(d);
  }

  // Reduction: the lane with the maximum that comes first
  const float max = LargestAcross(d, stream.max);
  if (!(std::abs(max * exponential.scale - reference) <= kMaxAbove)) return false;
  HWY_ALIGN float lane_max[hn::MaxLanes(d)];
  HWY_ALIGN float lane_sum[hn::MaxLanes(d)];
  HWY_ALIGN int32_t lane_begin[hn::MaxLanes(d)];
  hn::Store(stream.max, d, lane_max);
  hn::Store(stream.chunk_with_max, d, lane_sum);
  hn::Store(stream.max_begin, RowStream::DI(), lane_begin);
  size_t lane = N;
  for (size_t i = 0; i < N; ++i) {
    if (lane_max[i] == max && (lane == N || lane_begin[i] < lane_begin[lane])) lane = i;
  }
  double rest = stream.totals.SumAcross();
  for (size_t i = 0; i < N; ++i) rest += i == lane ? 0.0 : static_cast<double>(lane_sum[i]);
  // What else its chunk has in this lane: the maximum would wipe out its digits.
  HWY_ALIGN float chunk[kChunkVectors];
  const size_t begin = static_cast<size_t>(lane_begin[lane]);
  const size_t end = std::min(begin + kChunk, tile.classes);
  for (size_t v = 0, j = begin + lane; v < kChunkVectors; ++v, j += N) {
    chunk[v] = j < end ? (kStore ? exps[j] : logits[j]) : -HUGE_VALF;
  }
  const float max_exp = hn::GetLane(Exp2Product(d, hn::Set(d, max), exponential));
  double maxima = -1.0;
  for (size_t v = 0; v < kChunkVectors; v += N) {
    V e = hn::Load(d, chunk + v);
    if constexpr (kStore) {
      e = Larger(e, hn::Zero(d));
    } else {
      e = Exp2Product(d, e, exponential);
    }
    hn::Store(e, d, chunk + v);
  }
  for (const float e : chunk) {
    maxima += e == max_exp ? 1.0 : 0.0;
    rest += e == max_exp ? 0.0 : static_cast<double>(e);
  }
  const double of_max = static_cast<double>(max_exp);
  rest += maxima * of_max;
  stats.max[row] = max;
  stats.run[row] = static_cast<int32_t>(begin / kWideRun);
  stats.exps.SetRow(row, rest, of_max);
  return true;
}

// One row in two passes.
HWY_NOINLINE void FindInTwoPasses(D d, const RowTile& tile, size_t row, const SoftmaxExponential& exponential,
                                  bool store, RowStats& stats) {
  const RowTile of_row = WideRows(tile, row, 1, tile.classes);
  RowStats row_stats;
  FindMaxima(Wide(), d, of_row, row_stats);
  SumExps(Wide(), d, of_row, exponential, store, row_stats);
  stats.max[row] = row_stats.max[0];
  stats.run[row] = row_stats.run[0];
  stats.exps.CopyRow(row, row_stats.exps, 0);
}

}  // namespace

void FindStats(InLanes arrangement, D d, const RowTile& tile, const SoftmaxExponential& exponential, bool store,
               RowStats& stats) {
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
  ClearLast(d, tile.rows, stats.max);
  stats.exps.ClearLast(d, tile.rows);
  const auto stream = [&](size_t row, float reference) {
    return store ? StreamRow<true>(d, tile, row, reference, exponential, stats)
                 : StreamRow<false>(d, tile, row, reference, exponential, stats);
  };
  // What is overwritten can't be read again, should the reference turn out to be too far off.
  const bool in_place = store && tile.in[0] == tile.out[0];
  // All at once, or each row would begin with the wait for its own.
  HWY_ALIGN float references[kTileRows];
  for (size_t row = 0; row < tile.rows; ++row) {
    const float* const logits = tile.in[0] + row * tile.row_stride;
    const size_t first = std::min(tile.classes / hn::Lanes(d) * hn::Lanes(d), kWideRun);
    references[row] =
        in_place ? ExactReference(d, tile, row, exponential.scale) : ReferenceOf(d, logits, first, exponential.scale);
  }
  for (size_t row = 0; row < tile.rows; ++row) {
    if (HWY_LIKELY(stream(row, references[row]))) continue;
    if (!in_place && stream(row, ExactReference(d, tile, row, exponential.scale))) continue;
    FindInTwoPasses(d, tile, row, exponential, store, stats);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
