// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "src/simd/row_stream-inl.h"
#include "src/simd/row_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace {

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// Vectors that are added up before they join a sum: few, for fewer roundings.
inline constexpr size_t kChunkVectors = 8;
inline constexpr size_t kWideChunk = kChunkVectors * hn::MaxLanes(D());
static_assert(kWideRun % kWideChunk == 0 && kRunInLanes % kChunkVectors == 0, "a run is so many chunks");

// How far the maximum may be above the reference, as a power of 2: exponentials and their sums stay far from overflow.
inline constexpr float kMaxAbove = 64.0f;

// The numbers of an exponential that depend on the reference: results are divided by 2^reference, an integer.
template <class V>
struct Reference {
  V magic;
  V lowest;
};

HWY_INLINE Reference<V> RelativeTo(D d, V reference, const SoftmaxExponential& exponential) {
  return {hn::Sub(hn::Set(d, exponential.magic), reference),
          Quotient(hn::Sub(reference, hn::Set(d, 127.0f)), hn::Set(d, exponential.scale))};
}

// The sums of exponentials, lane by lane, but for one chunk in each lane: that which holds the lane's maximum. No
// branch depends on where a maximum is: it would be guessed wrong several times a row.
struct Stream {
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

// What a kernel walks over: vectors `step` numbers apart.
struct Column {
  const float* in;
  float* out;
  size_t step;
};

// Adds the vectors from `begin` to `end`, in chunks; the last one may be short. One vector at a time: of several at
// once V8 11 interleaves the operations, and spills what does not fit the registers; that was slower by a third.
template <bool kStore, class Slice>
HWY_INLINE void StreamChunks(D d, const Column& column, size_t begin, size_t end, size_t count,
                             const SoftmaxExponential& exponential, const Reference<V>& reference, Stream& stream) {
  size_t j = begin;
  const auto add_chunk = [&](size_t chunk_begin, size_t chunk_end) SURPRISAL_INLINE {
    V sum = hn::Zero(d);
    V max = hn::Set(d, -HUGE_VALF);
    HWY_UNROLL(1)
    for (; j < chunk_end; j += column.step) {
      const Slice slice{j, count};
      const V x = slice.Load(d, column.in);
      max = Larger(x, max);
      const auto factors = Exp2Factors(d, x, exponential, reference.magic, reference.lowest);
      if constexpr (kStore) {
        const V e = hn::Mul(factors.fraction, factors.power);
        slice.Store(d, e, column.out);
        sum = hn::Add(sum, e);
      } else {
        sum = MultiplyAdd(factors.fraction, factors.power, sum);
      }
    }
    stream.Add(sum, max, chunk_begin);
  };
  while (j + kChunkVectors * column.step <= end) add_chunk(j, j + kChunkVectors * column.step);
  if (j < end) add_chunk(j, end);
}

// One row's statistics, from its maximum, the sum of all but one chunk, and what that chunk has of the row: `count`
// logits, or exponentials if they are stored, `step` apart.
HWY_NOINLINE void SetRowStats(D d, size_t row, float max, double rest, const float* chunk, size_t count, size_t step,
                              float reference, const SoftmaxExponential& exponential, bool stored, RowStats& stats) {
  const auto relative = RelativeTo(d, hn::Set(d, reference), exponential);
  const auto exp_of = [&](V x) SURPRISAL_INLINE {
    const auto factors = Exp2Factors(d, x, exponential, relative.magic, relative.lowest);
    return hn::Mul(factors.fraction, factors.power);
  };
  HWY_ALIGN float exps[kChunkVectors];
  for (size_t v = 0; v < kChunkVectors; ++v) exps[v] = v < count ? chunk[v * step] : -HUGE_VALF;
  const float max_exp = hn::GetLane(exp_of(hn::Set(d, max)));
  for (size_t v = 0; v < kChunkVectors; v += hn::Lanes(d)) {
    const V numbers = hn::Load(d, exps + v);
    hn::Store(stored ? Larger(hn::Zero(d), numbers) : exp_of(numbers), d, exps + v);
  }
  double maxima = -1.0;
  for (const float e : exps) {
    maxima += e == max_exp ? 1.0 : 0.0;
    rest += e == max_exp ? 0.0 : static_cast<double>(e);
  }
  const double of_max = static_cast<double>(max_exp);
  rest += maxima * of_max;
  stats.max[row] = max;
  stats.exps.SetRow(row, rest, of_max);
}

bool IsNear(float max, float reference, const SoftmaxExponential& exponential) {
  return std::abs(max * exponential.scale - reference) <= kMaxAbove;
}

// ------------------------------ Wide rows

template <bool kStore>
HWY_NOINLINE bool StreamWideRow(D d, const RowTile& shared_tile, size_t row, float of_row,
                                const SoftmaxExponential& shared_exponential, RowStats& stats) {
  if (!(std::abs(of_row) <= kMaxReference)) return false;
  const RowTile tile = shared_tile;
  const SoftmaxExponential exponential = shared_exponential;
  const size_t N = hn::Lanes(d);
  const size_t offset = row * tile.row_stride;
  const Column column{tile.in[0] + offset, kStore ? tile.out[0] + offset : nullptr, N};
  const auto reference = RelativeTo(d, hn::Set(d, of_row), exponential);
  const size_t whole = tile.classes / N * N;

  Stream stream;
  for (size_t begin = 0; begin < whole; begin += kWideRun) {
    const size_t end = std::min(begin + kWideRun, whole);
    StreamChunks<kStore, Slice<false>>(d, column, begin, end, N, exponential, reference, stream);
    stream.EndRun(d);
  }
  if (whole < tile.classes) {
    const auto rest = WideGroup{tile, row}.Rest(whole);
    const V x = rest.Valid(d, rest.Load(d, tile.in[0]), hn::Set(d, -HUGE_VALF));
    const auto factors = Exp2Factors(d, x, exponential, reference.magic, reference.lowest);
    const V e = hn::Mul(factors.fraction, factors.power);
    if constexpr (kStore) rest.Store(d, e, tile.out[0]);
    stream.Add(e, x, whole);
    stream.EndRun(d);
  }

  // Reduction: the lane with the maximum that comes first
  const float max = LargestAcross(d, stream.max);
  if (!IsNear(max, of_row, exponential)) return false;
  HWY_ALIGN float lane_max[hn::MaxLanes(d)];
  HWY_ALIGN float lane_sum[hn::MaxLanes(d)];
  HWY_ALIGN int32_t lane_begin[hn::MaxLanes(d)];
  hn::Store(stream.max, d, lane_max);
  hn::Store(stream.chunk_with_max, d, lane_sum);
  hn::Store(stream.max_begin, Stream::DI(), lane_begin);
  size_t lane = N;
  for (size_t i = 0; i < N; ++i) {
    if (lane_max[i] == max && (lane == N || lane_begin[i] < lane_begin[lane])) lane = i;
  }
  double rest = stream.totals.SumAcross();
  for (size_t i = 0; i < N; ++i) rest += i == lane ? 0.0 : static_cast<double>(lane_sum[i]);
  // What else its chunk has in this lane: the maximum would wipe out its digits.
  const size_t begin = static_cast<size_t>(lane_begin[lane]);
  const size_t count = begin < whole ? (std::min(begin + kWideChunk, whole) - begin) / N : 1;
  SetRowStats(d, row, max, rest, (kStore ? column.out : column.in) + begin + lane, count, N, of_row, exponential,
              kStore, stats);
  stats.run[row] = static_cast<int32_t>(begin / kWideRun);
  return true;
}

// ------------------------------ Rows in lanes

template <bool kStore>
HWY_NOINLINE bool StreamRowsInLanes(D d, const RowTile& shared_tile, const float* references,
                                    const SoftmaxExponential& shared_exponential, RowStats& stats) {
  const RowTile tile = shared_tile;
  const SoftmaxExponential exponential = shared_exponential;
  const size_t N = hn::Lanes(d);
  const size_t step = tile.class_stride;
  // Run by run, so that what of a cache line belongs to the next column is still there.
  Stream streams[kTileRows / hn::Lanes(D())];
  for (size_t begin = 0; begin < tile.classes; begin += kRunInLanes) {
    const size_t end = std::min(begin + kRunInLanes, tile.classes);
    const auto stream_column = [&](size_t row, auto slice) SURPRISAL_INLINE {
      const Column column{tile.in[0] + row, kStore ? tile.out[0] + row : nullptr, step};
      const auto reference = RelativeTo(d, hn::Load(d, references + row), exponential);
      Stream stream = streams[row / N];
      StreamChunks<kStore, decltype(slice)>(d, column, begin * step, end * step, slice.count, exponential, reference,
                                            stream);
      stream.EndRun(d);
      streams[row / N] = stream;
    };
    size_t row = 0;
    for (; row + N <= tile.room; row += N) stream_column(row, Slice<false>{0, N});
    if (row < tile.room) stream_column(row, Slice<true>{0, tile.room - row});
  }

  ClearLast(d, tile.rows, stats.max);
  stats.exps.ClearLast(d, tile.rows);
  for (size_t row = 0; row < tile.rows; ++row) {
    const Stream& stream = streams[row / N];
    const size_t lane = row % N;
    const float max = hn::ExtractLane(stream.max, lane);
    if (!IsNear(max, references[row], exponential)) return false;
    const size_t begin = static_cast<size_t>(hn::ExtractLane(stream.max_begin, lane));
    const size_t count = std::min(kChunkVectors, tile.classes - begin / step);
    SetRowStats(d, row, max, stream.totals.Of(lane), (kStore ? tile.out[0] : tile.in[0]) + begin + row, count, step,
                references[row], exponential, kStore, stats);
  }
  return true;
}

}  // namespace

bool StreamRow(D d, const RowTile& tile, size_t row, float reference, const SoftmaxExponential& exponential, bool store,
               RowStats& stats) {
  return store ? StreamWideRow<true>(d, tile, row, reference, exponential, stats)
               : StreamWideRow<false>(d, tile, row, reference, exponential, stats);
}

bool StreamInLanes(D d, const RowTile& tile, const float* references, const SoftmaxExponential& exponential, bool store,
                   RowStats& stats) {
  return store ? StreamRowsInLanes<true>(d, tile, references, exponential, stats)
               : StreamRowsInLanes<false>(d, tile, references, exponential, stats);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
