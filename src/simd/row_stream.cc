// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "src/simd/row_stream-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/scaled_exp2-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace {

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// Vectors that are added up before they join the sum of a run: few, for fewer roundings.
inline constexpr size_t kChunkVectors = 8;
// Vectors in a run, at most: those of rows in lanes; wide rows' are no longer.
inline constexpr size_t kRunVectors = kRunInLanes;
static_assert(kRunVectors % kChunkVectors == 0, "a run is so many chunks");
static_assert(kWideRun <= kRunVectors * hn::MaxLanes(D()), "a run's part in a lane has room");

// How far the maximum may be above the reference, as a power of 2: exponentials and their sums stay far from overflow.
inline constexpr float kMaxAbove = 64.0f;

using Reference = ExpReference<V>;

bool IsNear(float max, float reference, const SoftmaxExponential& exponential) {
  return std::abs(max * exponential.scale - reference) <= kMaxAbove;
}

// The sums of exponentials, lane by lane, but for one run in each lane: the first that holds the lane's maximum. No
// branch depends on where a maximum is: it would be guessed wrong several times a row. To tell the
// maximum's run apart is 7 % of the loop; its chunk, eight vectors, was 15 %.
struct Stream {
  using DI = hn::RebindToSigned<D>;

  HWY_INLINE void AddRun(D d, V sum, V run_max, size_t begin) {
    const auto larger = hn::Gt(run_max, max);
    totals.Add(d, hn::IfThenElse(larger, run_with_max, sum));
    run_with_max = hn::IfThenElse(larger, sum, run_with_max);
    max = hn::IfThenElse(larger, run_max, max);
    const auto begins = hn::Set(DI(), static_cast<int32_t>(begin));
    max_begin = hn::IfThenElse(hn::RebindMask(DI(), larger), begins, max_begin);
  }

  LaneTotals<D> totals;
  V run_with_max = hn::Zero(D());
  V max = hn::Set(D(), -HUGE_VALF);
  hn::Vec<DI> max_begin = hn::Zero(DI());
};

// What a kernel walks over: vectors `step` numbers apart.
struct Column {
  const float* in;
  float* out;
  size_t step;
};

// Adds a run, the vectors from `begin` to `end`. One vector at a time: of several at once V8 11 interleaves the
// operations, and spills what does not fit the registers; that was slower by a third.
template <bool kStore, class Slice>
HWY_INLINE void StreamRun(D d, const Column& column, size_t begin, size_t end, size_t count,
                          const SoftmaxExponential& exponential, const Reference& reference, Stream& stream) {
  V run = hn::Zero(d);
  V max = hn::Set(d, -HUGE_VALF);
  size_t j = begin;
  const auto add_chunk = [&](size_t chunk_end) SURPRISAL_INLINE {
    V sum = hn::Zero(d);
    HWY_UNROLL(1)
    for (; j < chunk_end; j += column.step) {
      const Slice slice{j, count};
      const V x = slice.Load(d, column.in);
      max = Larger(x, max);
      const auto reduced = ReduceExp2(d, x, exponential, reference);
      const V fraction = Exp2Fraction(d, reduced.t, exponential);
      if constexpr (kStore) {
        const V e = hn::Mul(fraction, reduced.power);
        slice.Store(d, e, column.out);
        sum = hn::Add(sum, e);
      } else {
        sum = MultiplyAdd(fraction, reduced.power, sum);
      }
    }
    run = hn::Add(run, sum);
  };
  while (j + kChunkVectors * column.step <= end) add_chunk(j + kChunkVectors * column.step);
  if (j < end) add_chunk(end);
  stream.AddRun(d, run, max, begin);
}

// One row before its maximum is told apart.
struct StreamedRow {
  float max;
  float max_exp;  // the maximum's exponential
  double others;  // the sum of all runs but the one with the maximum, in its lane
  float run;      // the sum of that,
  // and what it has added up: `count` logits, or exponentials if they are stored, `step` apart.
  const float* numbers;
  size_t count;
  size_t step;
};

// The sum of a run's exponentials but one maximum's.
HWY_NOINLINE double SumButMax(D d, const StreamedRow& row, float reference, const SoftmaxExponential& exponential,
                              bool stored) {
  const auto relative = MakeExpReference(d, hn::Set(d, reference), exponential);
  HWY_ALIGN float exps[kRunVectors];
  HWY_UNROLL(1)
  for (size_t v = 0; v < kRunVectors; ++v) exps[v] = v < row.count ? row.numbers[v * row.step] : -HUGE_VALF;
  HWY_UNROLL(1)
  for (size_t v = 0; v < kRunVectors; v += hn::Lanes(d)) {
    const V numbers = hn::Load(d, exps + v);
    hn::Store(stored ? Larger(hn::Zero(d), numbers) : ScaledExp2(d, numbers, exponential, relative), d, exps + v);
  }
  double maxima = -1.0;
  double rest = 0.0;
  HWY_UNROLL(1)
  for (const float e : exps) {
    maxima += e == row.max_exp ? 1.0 : 0.0;
    rest += e == row.max_exp ? 0.0 : static_cast<double>(e);
  }
  return rest + maxima * static_cast<double>(row.max_exp);
}

// Most rows' maximum can be taken off the sum. Where the rest would be less than twice as much, the run that holds it
// is added up anew: the maximum would wipe out the others' digits.
HWY_NOINLINE void SetRowStats(D d, size_t r, const StreamedRow& row, float reference,
                              const SoftmaxExponential& exponential, bool stored, RowStats& stats) {
  const double of_max = static_cast<double>(row.max_exp);
  double rest = row.others + (static_cast<double>(row.run) - of_max);
  // Written so that NaN is looked at, too.
  if (!(rest >= 2.0 * of_max)) rest = row.others + SumButMax(d, row, reference, exponential, stored);
  stats.max[r] = row.max;
  stats.exps.SetRow(r, rest, row.max_exp);
}

// The exponentials of maxima.
HWY_NOINLINE void ExpsOfMaxima(D d, size_t rows, const float* max, const float* references,
                               const SoftmaxExponential& exponential, float* exps) {
  for (size_t r = 0; r < rows; r += hn::Lanes(d)) {
    const auto reference = MakeExpReference(d, hn::Load(d, references + r), exponential);
    hn::Store(ScaledExp2(d, hn::Load(d, max + r), exponential, reference), d, exps + r);
  }
}

// ------------------------------ Wide rows

// What streaming finds of a wide row, lane by lane.
struct LaneEnds {
  HWY_ALIGN float max[hn::MaxLanes(D())];
  HWY_ALIGN float run[hn::MaxLanes(D())];
  HWY_ALIGN int32_t begin[hn::MaxLanes(D())];
  double total;
};

template <bool kStore>
HWY_INLINE void StreamWideRow(D d, const RowTile& tile, size_t row, float of_row, const SoftmaxExponential& exponential,
                              LaneEnds& ends) {
  const size_t N = hn::Lanes(d);
  const size_t offset = row * tile.row_stride;
  const Column column{tile.in[0] + offset, kStore ? tile.out[0] + offset : nullptr, N};
  const auto reference = MakeExpReference(d, hn::Set(d, of_row), exponential);
  const size_t whole = tile.classes / N * N;
  Stream stream;
  for (size_t begin = 0; begin < whole; begin += kWideRun) {
    const size_t end = std::min(begin + kWideRun, whole);
    StreamRun<kStore, Slice<false>>(d, column, begin, end, N, exponential, reference, stream);
  }
  if (whole < tile.classes) {
    const auto rest = WideGroup{tile, row}.Rest(whole);
    const V x = rest.Valid(d, rest.Load(d, tile.in[0]), hn::Set(d, -HUGE_VALF));
    const V e = ScaledExp2(d, x, exponential, reference);
    if constexpr (kStore) rest.Store(d, e, tile.out[0]);
    stream.AddRun(d, e, x, whole);
  }
  hn::Store(stream.max, d, ends.max);
  hn::Store(stream.run_with_max, d, ends.run);
  hn::Store(stream.max_begin, Stream::DI(), ends.begin);
  ends.total = stream.totals.SumAcross();
}

// Of the lanes with the maximum, that where it comes first.
HWY_INLINE size_t LaneOfMax(D d, float max, const LaneEnds& ends) {
  const Stream::DI di;
  const auto has_max = hn::RebindMask(di, hn::Eq(hn::Load(d, ends.max), hn::Set(d, max)));
  const auto begins = hn::IfThenElse(has_max, hn::Load(di, ends.begin), hn::Set(di, hwy::LimitsMax<int32_t>()));
  const int32_t first = FoldLanes(di, begins, [](auto a, auto b) SURPRISAL_INLINE { return Smaller(a, b); });
  return hn::FindKnownFirstTrue(di, hn::Eq(begins, hn::Set(di, first)));
}

template <bool kStore>
HWY_NOINLINE void StreamWideRows(D d, const RowTile& shared_tile, const float* references,
                                 const SoftmaxExponential& shared_exponential, LaneEnds* ends, bool* found) {
  const RowTile tile = shared_tile;
  const SoftmaxExponential exponential = shared_exponential;
  for (size_t row = 0; row < tile.rows; ++row) {
    found[row] = std::abs(references[row]) <= kMaxReference;
    if (found[row]) StreamWideRow<kStore>(d, tile, row, references[row], exponential, ends[row]);
  }
}

// Across the lanes, after all rows: what this waits for is there by then.
HWY_NOINLINE void FinishWideRows(D d, const RowTile& tile, const float* references,
                                 const SoftmaxExponential& exponential, bool stored, LaneEnds* ends, RowStats& stats,
                                 bool* found) {
  const size_t N = hn::Lanes(d);
  const size_t whole = tile.classes / N * N;
  ClearLast(d, tile.rows, stats.max);
  stats.exps.ClearLast(d, tile.rows);
  for (size_t row = 0; row < tile.rows; ++row) {
    if (!found[row]) continue;
    stats.max[row] = LargestAcross(d, hn::Load(d, ends[row].max));
    found[row] = IsNear(stats.max[row], references[row], exponential);
  }
  HWY_ALIGN float max_exps[kTileRows];
  ExpsOfMaxima(d, tile.rows, stats.max, references, exponential, max_exps);
  for (size_t row = 0; row < tile.rows; ++row) {
    if (!found[row]) continue;
    LaneEnds& of_row = ends[row];
    const size_t lane = LaneOfMax(d, stats.max[row], of_row);
    const size_t begin = static_cast<size_t>(of_row.begin[lane]);
    const float run = std::exchange(of_row.run[lane], 0.0f);
    for (const float other : of_row.run) of_row.total += static_cast<double>(other);
    const size_t count = begin < whole ? (std::min(begin + kWideRun, whole) - begin) / N : 1;
    const float* const numbers = (stored ? tile.out[0] : tile.in[0]) + row * tile.row_stride + begin + lane;
    SetRowStats(d, row, {stats.max[row], max_exps[row], of_row.total, run, numbers, count, N}, references[row],
                exponential, stored, stats);
    stats.run[row] = static_cast<int32_t>(begin / kWideRun);
  }
}

// ------------------------------ Rows in lanes

template <bool kStore>
HWY_NOINLINE void StreamRowsInLanes(D d, const RowTile& shared_tile, const float* references,
                                    const SoftmaxExponential& shared_exponential, Stream* streams) {
  const RowTile tile = shared_tile;
  const SoftmaxExponential exponential = shared_exponential;
  const size_t N = hn::Lanes(d);
  const size_t step = tile.class_stride;
  // Run by run, so that what of a cache line belongs to the next column is still there.
  for (size_t begin = 0; begin < tile.classes; begin += kRunInLanes) {
    const size_t end = std::min(begin + kRunInLanes, tile.classes);
    const auto stream_column = [&](size_t row, auto slice) SURPRISAL_INLINE {
      const Column column{tile.in[0] + row, kStore ? tile.out[0] + row : nullptr, step};
      const auto reference = MakeExpReference(d, hn::Load(d, references + row), exponential);
      Stream stream = streams[row / N];
      StreamRun<kStore, decltype(slice)>(d, column, begin * step, end * step, slice.count, exponential, reference,
                                         stream);
      streams[row / N] = stream;
    };
    size_t row = 0;
    for (; row + N <= tile.room; row += N) stream_column(row, Slice<false>{0, N});
    if (row < tile.room) stream_column(row, Slice<true>{0, tile.room - row});
  }
}

HWY_NOINLINE bool FinishRowsInLanes(D d, const RowTile& tile, const float* references,
                                    const SoftmaxExponential& exponential, bool stored, const Stream* streams,
                                    RowStats& stats) {
  const size_t N = hn::Lanes(d);
  const size_t step = tile.class_stride;
  ClearLast(d, tile.rows, stats.max);
  stats.exps.ClearLast(d, tile.rows);
  for (size_t row = 0; row < tile.rows; ++row) {
    stats.max[row] = hn::ExtractLane(streams[row / N].max, row % N);
    if (!IsNear(stats.max[row], references[row], exponential)) return false;
  }
  HWY_ALIGN float max_exps[kTileRows];
  ExpsOfMaxima(d, tile.rows, stats.max, references, exponential, max_exps);
  for (size_t row = 0; row < tile.rows; ++row) {
    const Stream& stream = streams[row / N];
    const size_t lane = row % N;
    const size_t begin = static_cast<size_t>(hn::ExtractLane(stream.max_begin, lane));
    const size_t count = std::min(kRunInLanes, tile.classes - begin / step);
    const float* const numbers = (stored ? tile.out[0] : tile.in[0]) + begin + row;
    SetRowStats(d, row,
                {stats.max[row], max_exps[row], stream.totals.Of(lane), hn::ExtractLane(stream.run_with_max, lane),
                 numbers, count, step},
                references[row], exponential, stored, stats);
  }
  return true;
}

}  // namespace

void StreamWide(D d, const RowTile& tile, const float* references, const SoftmaxExponential& exponential, bool store,
                RowStats& stats, bool* found) {
  LaneEnds ends[kTileRows];
  (store ? StreamWideRows<true> : StreamWideRows<false>)(d, tile, references, exponential, ends, found);
  FinishWideRows(d, tile, references, exponential, store, ends, stats, found);
}

bool StreamInLanes(D d, const RowTile& tile, const float* references, const SoftmaxExponential& exponential, bool store,
                   RowStats& stats) {
  Stream streams[kTileRows / hn::Lanes(D())];
  (store ? StreamRowsInLanes<true> : StreamRowsInLanes<false>)(d, tile, references, exponential, streams);
  return FinishRowsInLanes(d, tile, references, exponential, store, streams, stats);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
