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

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "src/simd/math-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/row_tiles-inl.h"
#include "src/simd/target_mass-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// One lane a row; of a wide row, the same number in all lanes.
template <class D, class V = hn::Vec<D>>
struct RowStats {
  V max;
  V rest;  // the sum of the exponentials but for one maximum's, which is 1
  V mass;  // sum_j a_j
  V gap;   // sum_j a_j (max - x_j): no term is negative, nothing cancels
};

// What (x_j - max) is divided by.
struct NoTemperature {
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V Scale(D, V shifted) const {
    return shifted;
  }
};

struct Temperature {
  float inverse;

  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V Scale(D d, V shifted) const {
    return hn::Mul(shifted, hn::Set(d, inverse));
  }
};

// The sums of a run, a vector each.
template <class D, class V = hn::Vec<D>>
struct RunSums {
  explicit RunSums(D d) : rest(hn::Zero(d)), mass(hn::Zero(d)), gap(hn::Zero(d)), maxima(hn::Zero(d)) {}

  HWY_INLINE void Add(const RunSums& other) {
    rest = hn::Add(rest, other.rest);
    mass = hn::Add(mass, other.mass);
    gap = hn::Add(gap, other.gap);
    maxima = hn::Add(maxima, other.maxima);
  }

  V rest, mass, gap;
  V maxima;  // how many classes were left out of `rest`
};

// One slice's part of the sums; the exponentials go to tile.out[0] if kStore. With kExcludeMax, classes at the maximum
// are left out of the sum and counted instead. What is at the maximum is told by z, not x, so that a row whose maximum
// is infinite is NaN throughout.
template <bool kExcludeMax, bool kStore, class D, class Slice, class Mass, class Divisor, class V = hn::Vec<D>>
HWY_INLINE void AddSlice(D d, const RowTile& tile, const Slice& slice, const Mass& mass, const Divisor& divisor, V max,
                         RunSums<D>& sums) {
  const V shifted = hn::Sub(slice.Load(d, tile.in[0]), max);
  const V z = slice.Valid(d, divisor.Scale(d, shifted), hn::Set(d, -HUGE_VALF));
  const V e = ExpNonPositive(d, z);
  if constexpr (kExcludeMax) {
    const auto at_max = hn::Eq(z, hn::Zero(d));
    sums.rest = hn::Add(sums.rest, hn::IfThenZeroElse(at_max, e));
    sums.maxima = hn::Add(sums.maxima, hn::IfThenElseZero(at_max, hn::Set(d, 1.0f)));
  } else {
    sums.rest = hn::Add(sums.rest, e);
  }
  if constexpr (Mass::kAny) {
    const TargetMass<V> target = mass.Of(d, tile, slice);
    if constexpr (Mass::kByRow) {
      // 0 log 0 = 0: a class without probability in the target does not count, however improbable the model finds it.
      const V gap = hn::IfThenZeroElse(hn::Eq(target.probs, hn::Zero(d)), shifted);
      sums.gap = NegMultiplyAdd(target.weighted, gap, sums.gap);
      sums.mass = hn::Add(sums.mass, target.weighted);
    } else {
      sums.gap = NegMultiplyAdd(target.weighted, shifted, sums.gap);
    }
  }
  if constexpr (kStore) slice.Store(d, e, tile.out[0]);
}

// log sum_j exp(z_j). Not inlined: a call a tile is nothing, a logarithm in each kernel is a kilobyte.
template <class D>
HWY_NOINLINE hn::Vec<D> LogOfSum(D d, const RowStats<D>& stats) {
  return Log1pNonNegative(d, stats.rest);
}

// sum_j a_j of each row: what was summed, if there was a need to.
template <class D, class Mass, class V = hn::Vec<D>>
HWY_INLINE V MassOfRows(D d, const Mass& mass, V summed) {
  if constexpr (Mass::kAny && !Mass::kByRow) return hn::Set(d, mass.total);
  return summed;
}

// StatsOf<kStore>(arrangement, d, tile, mass, divisor): the statistics of a tile's rows. Not inlined, nor is SumRun:
// kernels that differ only in what they do with the statistics share one copy, or the module would be thrice as large.

// ------------------------------ Rows in lanes

template <bool kStore, class D, class Mass, class Divisor>
HWY_NOINLINE RowStats<D> StatsOf(InLanes, D d, const RowTile& shared_tile, const Mass& mass, const Divisor& divisor) {
  using V = hn::Vec<D>;
  const RowTile tile = shared_tile;  // of our own, or each store to a float would make its fields be read again
  V max = hn::Set(d, -HUGE_VALF);
  InLanes::ForEachSlice(d, tile, [&](auto slice) HWY_ATTR { max = Larger(slice.Load(d, tile.in[0]), max); });
  LaneTotals<D> rest, masses, gaps;
  V maxima = hn::Zero(d);
  for (size_t begin = 0; begin < tile.classes; begin += kRunInLanes) {
    const size_t end = std::min(begin + kRunInLanes, tile.classes);
    RunSums<D> run(d);
    for (size_t j = begin; j < end; ++j) {
      AddSlice<true, kStore>(d, tile, LaneSlice{j, tile.stride, tile.rows}, mass, divisor, max, run);
    }
    rest.Add(d, run.rest);
    masses.Add(d, run.mass);
    gaps.Add(d, run.gap);
    maxima = hn::Add(maxima, run.maxima);
  }
  rest.Add(d, hn::Sub(maxima, hn::Set(d, 1.0f)));
  return {max, rest.Get(d), MassOfRows(d, mass, masses.Get(d)), gaps.Get(d)};
}

// ------------------------------ A wide row

// A row's maximum, and the run of classes in which it first stands.
struct RowMax {
  float value;
  size_t run;
};

template <class D>
HWY_NOINLINE RowMax FindRowMax(D d, const float* row, size_t classes) {
  using V = hn::Vec<D>;
  const size_t N = hn::Lanes(d);
  RowMax max = {-HUGE_VALF, 0};
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
    const float largest = LargestAcross(d, Larger(Larger(max0, max1), Larger(max2, max3)));
    if (largest > max.value) max = {largest, begin / kWideRun};
  }
  return max;
}

template <bool kExcludeMax, bool kStore, class D, class Mass, class Divisor>
HWY_NOINLINE RunSums<D> SumRun(D d, const RowTile& shared_tile, const Mass& mass, const Divisor& divisor, float max,
                               size_t begin, size_t end) {
  const size_t N = hn::Lanes(d);
  const RowTile tile = shared_tile;
  RunSums<D> sums0(d), sums1(d), sums2(d), sums3(d);
  const auto add = [&](auto slice, RunSums<D>& sums) HWY_ATTR {
    AddSlice<kExcludeMax, kStore>(d, tile, slice, mass, divisor, hn::Set(d, max), sums);
  };
  size_t j = begin;
  // Main loop
  for (; j + 4 * N <= end; j += 4 * N) {
    add(WideSlice<false>{j, N}, sums0);
    add(WideSlice<false>{j + N, N}, sums1);
    add(WideSlice<false>{j + 2 * N, N}, sums2);
    add(WideSlice<false>{j + 3 * N, N}, sums3);
  }
  // Whole vectors
  for (; j + N <= end; j += N) add(WideSlice<false>{j, N}, sums0);
  // Remainder
  if (j < end) add(WideSlice<true>{j, end - j}, sums1);
  // Reduction
  sums0.Add(sums2);
  sums1.Add(sums3);
  sums0.Add(sums1);
  return sums0;
}

template <bool kStore, class D, class Mass, class Divisor>
HWY_NOINLINE RowStats<D> StatsOf(Wide, D d, const RowTile& tile, const Mass& mass, const Divisor& divisor) {
  const RowMax max = FindRowMax(d, tile.in[0], tile.classes);
  double rest = -1.0, masses = 0.0, gaps = 0.0;
  for (size_t begin = 0, run = 0; begin < tile.classes; begin += kWideRun, ++run) {
    const size_t end = std::min(begin + kWideRun, tile.classes);
    // Only the run with the maximum has to tell it apart; the others are spared the comparison. Where the mass differs
    // by row they are not: there it is little against the rest, and a second copy of the loop.
    const RunSums<D> sums = Mass::kByRow || run == max.run
                                ? SumRun<true, kStore>(d, tile, mass, divisor, max.value, begin, end)
                                : SumRun<Mass::kByRow, kStore>(d, tile, mass, divisor, max.value, begin, end);
    rest += static_cast<double>(SumAcross(d, sums.maxima));
    rest += static_cast<double>(SumAcross(d, sums.rest));
    if constexpr (Mass::kAny) {
      masses += static_cast<double>(SumAcross(d, sums.mass));
      gaps += static_cast<double>(SumAcross(d, sums.gap));
    }
  }
  return {hn::Set(d, max.value), hn::Set(d, static_cast<float>(rest)),
          MassOfRows(d, mass, hn::Set(d, static_cast<float>(masses))), hn::Set(d, static_cast<float>(gaps))};
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_SOFTMAX_STATS_INL_H_
