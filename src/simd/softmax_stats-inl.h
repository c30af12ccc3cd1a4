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
#include <type_traits>

#include "src/simd/math-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/row_tiles-inl.h"
#include "src/simd/target_mass-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Of each row of a tile.
struct RowStats {
  HWY_ALIGN float max[kTileRows];
  HWY_ALIGN float rest[kTileRows];  // the sum of the exponentials but for one maximum's, which is 1
  HWY_ALIGN float mass[kTileRows];  // sum_j a_j
  HWY_ALIGN float gap[kTileRows];   // sum_j a_j (max - x_j): no term is negative, nothing cancels
};

// The sums of a run, a vector each.
template <class D, class V = hn::Vec<D>>
struct RunSums {
  // Those at the maximum, told by their difference from it, are not added to `rest`, but counted. A row whose maximum
  // is infinite is NaN throughout.
  HWY_INLINE void AddButMaxima(D d, V exps, V shifted) {
    const hn::RebindToSigned<D> di;
    const auto at_max = hn::Eq(shifted, hn::Zero(d));
    rest = hn::Add(rest, hn::IfThenZeroElse(at_max, exps));
    maxima = hn::Add(maxima, hn::BitCast(di, hn::VecFromMask(d, at_max)));
  }

  V rest = hn::Zero(D());
  V mass = hn::Zero(D());
  V gap = hn::Zero(D());
  hn::Vec<hn::RebindToSigned<D>> maxima = hn::Zero(hn::RebindToSigned<D>());  // -1 for each
};

// Sums of runs in double.
template <class D, class Mass>
class TotalSums {
 public:
  HWY_INLINE void Add(D d, const RunSums<D>& run) {
    rest_.Add(d, run.rest);
    maxima_ = hn::Add(maxima_, run.maxima);
    if constexpr (Mass::kByRow) mass_.Add(d, run.mass);
    if constexpr (Mass::kAny) gap_.Add(d, run.gap);
  }
  // How many maxima were left out. One of them has to be taken off before they are added to a small rest, or they would
  // wipe out its digits.
  HWY_INLINE hn::Vec<D> Maxima(D d) const { return hn::Neg(hn::ConvertTo(d, maxima_)); }
  const LaneTotals<D>& rest() const { return rest_; }
  const LaneTotals<D>& mass() const { return mass_; }
  const LaneTotals<D>& gap() const { return gap_; }

 private:
  LaneTotals<D> rest_, mass_, gap_;
  hn::Vec<hn::RebindToSigned<D>> maxima_ = hn::Zero(hn::RebindToSigned<D>());
};

// A slice's logits less the maximum; where there is none, a number whose exponential is 0.
template <class D, class Slice, class V = hn::Vec<D>>
HWY_INLINE V Shifted(D d, const RowTile& tile, const Slice& slice, V max) {
  return slice.Valid(d, hn::Sub(slice.Load(d, tile.in[0]), max), hn::Set(d, hwy::LowestValue<float>()));
}

// How logits become exponentials, and what else is summed up in passing.
template <class Mass>
struct Exponents {
  Mass mass;
  SoftmaxExponential exponential = SoftmaxExponential(1.0f);

  // The exponentials of a slice whose logits less the maximum are `shifted`; what it has of the target's mass is added
  // to `sums`.
  template <class D, class Slice, class V = hn::Vec<D>>
  HWY_INLINE V Exps(D d, const RowTile& tile, const Slice& slice, V shifted, RunSums<D>& sums) const {
    if constexpr (Mass::kAny) {
      const TargetMass<V> target = mass.Of(d, tile, slice);
      if constexpr (Mass::kByRow) {
        // 0 log 0 = 0: a class without probability in the target does not count, however improbable it is found.
        const V gap = hn::IfThenZeroElse(hn::Eq(target.probs, hn::Zero(d)), shifted);
        sums.gap = NegMultiplyAdd(target.weighted, gap, sums.gap);
        sums.mass = hn::Add(sums.mass, target.weighted);
      } else {
        sums.gap = NegMultiplyAdd(target.weighted, shifted, sums.gap);
      }
    }
    return Exp2Product(d, shifted, exponential);
  }
};

// log sum_j exp(z_j) of each row. Not inlined: a call a tile is nothing, a logarithm in each kernel is a kilobyte.
template <class D>
HWY_NOINLINE void LogOfSums(D d, size_t rows, const float* rest, float* log_sums) {
  for (size_t r = 0; r < rows; r += hn::Lanes(d)) {
    hn::Store(Log1pNonNegative(d, hn::Load(d, rest + r)), d, log_sums + r);
  }
}

// StatsOf<kStore>(arrangement, d, tile, exponents, stats): the statistics of a tile's rows; the exponentials go to
// tile.out[0] if kStore. Not inlined: kernels that differ only in what they do with the statistics share one copy, or
// the module would be thrice as large.
//
// Several vectors of exponentials are computed, then added up, then stored. V8 computes a value where it is first
// needed: with each sum or store right after its own exponential, the chains of some 15 dependent operations would run
// one after the other. Eight at a time with one sum of all was 1.19 times as fast as four with a sum each; sixteen, for
// want of registers, slower than either.

// ------------------------------ Rows in lanes

inline constexpr size_t kClassesAtOnce = 2;

// Of kVectors neighbouring groups, from row `row` on.
template <bool kStore, size_t kVectors, bool kPartial, class D, class Mass>
HWY_INLINE void StatsOfGroups(D d, const RowTile& tile, size_t row, const Exponents<Mass>& exponents, RowStats& stats) {
  using V = hn::Vec<D>;
  const size_t N = hn::Lanes(d);
  const auto slice_at = [&](size_t offset, size_t j, size_t v)
                            HWY_ATTR { return LaneSlice<kPartial>{{offset + v * N, tile.room - row - v * N}, j}; };

  V max[kVectors];
  for (size_t v = 0; v < kVectors; ++v) max[v] = hn::Set(d, -HUGE_VALF);
  for (size_t j = 0, offset = row; j < tile.classes; ++j, offset += tile.class_stride) {
    for (size_t v = 0; v < kVectors; ++v) max[v] = Larger(slice_at(offset, j, v).Load(d, tile.in[0]), max[v]);
  }

  TotalSums<D, Mass> totals[kVectors];
  size_t offset = row;
  for (size_t begin = 0; begin < tile.classes; begin += kRunInLanes) {
    const size_t end = std::min(begin + kRunInLanes, tile.classes);
    RunSums<D> run[kVectors];
    const auto add = [&](size_t from, auto count) HWY_ATTR {
      constexpr size_t kClasses = decltype(count)::value;
      V exps[kClasses][kVectors];
      V shifted[kClasses][kVectors];
      for (size_t j = 0; j < kClasses; ++j) {
        for (size_t v = 0; v < kVectors; ++v) {
          const auto slice = slice_at(offset + j * tile.class_stride, from + j, v);
          shifted[j][v] = Shifted(d, tile, slice, max[v]);
          exps[j][v] = exponents.Exps(d, tile, slice, shifted[j][v], run[v]);
        }
      }
      for (size_t j = 0; j < kClasses; ++j, offset += tile.class_stride) {
        for (size_t v = 0; v < kVectors; ++v) {
          run[v].AddButMaxima(d, exps[j][v], shifted[j][v]);
          if constexpr (kStore) slice_at(offset, from + j, v).Store(d, exps[j][v], tile.out[0]);
        }
      }
    };
    size_t j = begin;
    // Main loop
    for (; j + kClassesAtOnce <= end; j += kClassesAtOnce) add(j, std::integral_constant<size_t, kClassesAtOnce>());
    // Remainder
    for (; j < end; ++j) add(j, std::integral_constant<size_t, 1>());
    for (size_t v = 0; v < kVectors; ++v) totals[v].Add(d, run[v]);
  }

  for (size_t v = 0; v < kVectors; ++v) {
    LaneTotals<D> rest = totals[v].rest();
    rest.Add(d, hn::Sub(totals[v].Maxima(d), hn::Set(d, 1.0f)));
    hn::Store(max[v], d, stats.max + row + v * N);
    hn::Store(rest.Get(d), d, stats.rest + row + v * N);
    if constexpr (Mass::kAny) {
      hn::Store(totals[v].gap().Get(d), d, stats.gap + row + v * N);
      if constexpr (Mass::kByRow) {
        hn::Store(totals[v].mass().Get(d), d, stats.mass + row + v * N);
      } else {
        hn::Store(hn::Set(d, exponents.mass.total), d, stats.mass + row + v * N);
      }
    }
  }
}

template <bool kStore, class D, class Mass>
HWY_NOINLINE void StatsOf(InLanes, D d, const RowTile& shared_tile, const Exponents<Mass>& shared_exponents,
                          RowStats& stats) {
  const RowTile tile = shared_tile;
  const Exponents<Mass> exponents = shared_exponents;
  const size_t N = hn::Lanes(d);
  size_t row = 0;
  for (; row + 2 * N <= tile.room; row += 2 * N) StatsOfGroups<kStore, 2, false>(d, tile, row, exponents, stats);
  // At most two more vectors, the last perhaps not a full one.
  for (; row < tile.room; row += N) StatsOfGroups<kStore, 1, true>(d, tile, row, exponents, stats);
}

// ------------------------------ Wide rows

inline constexpr size_t kExpsAtOnce = 8;

// A row's maximum, and the run of classes in which it first stands.
struct RowMax {
  float value;
  size_t run;
};

template <class D>
HWY_NOINLINE RowMax FindRowMax(D d, const float* HWY_RESTRICT row, size_t classes) {
  using V = hn::Vec<D>;
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

template <bool kStore, class D, class Mass>
HWY_NOINLINE void StatsOf(Wide, D d, const RowTile& shared_tile, const Exponents<Mass>& shared_exponents,
                          RowStats& stats) {
  const RowTile tile = shared_tile;
  const Exponents<Mass> exponents = shared_exponents;
  using V = hn::Vec<D>;
  const size_t N = hn::Lanes(d);
  // What lies beyond the rows is read with them.
  for (float* numbers : {stats.max, stats.rest, stats.mass, stats.gap}) ClearLast(d, tile.rows, numbers);

  for (size_t row = 0; row < tile.rows; ++row) {
    const WideGroup group{tile, row};
    const RowMax row_max = FindRowMax(d, tile.in[0] + row * tile.row_stride, tile.classes);
    const V max = hn::Set(d, row_max.value);
    TotalSums<D, Mass> totals;
    for (size_t begin = 0, run = 0; begin < tile.classes; begin += kWideRun, ++run) {
      const size_t end = std::min(begin + kWideRun, tile.classes);
      RunSums<D> sums;
      size_t j = begin;
      if (run != row_max.run) {
        // Main loop. Only the run with the maximum has to tell it apart.
        for (; j + kExpsAtOnce * N <= end; j += kExpsAtOnce * N) {
          V exps[kExpsAtOnce];
          for (size_t u = 0; u < kExpsAtOnce; ++u) {
            const auto slice = group.At(j + u * N);
            exps[u] = exponents.Exps(d, tile, slice, Shifted(d, tile, slice, max), sums);
          }
          sums.rest = hn::Add(sums.rest, PairwiseSum<kExpsAtOnce>(d, exps));
          for (size_t u = 0; kStore && u < kExpsAtOnce; ++u) group.At(j + u * N).Store(d, exps[u], tile.out[0]);
        }
      }
      const auto add = [&](auto slice) HWY_ATTR {
        const V shifted = Shifted(d, tile, slice, max);
        const V exps = exponents.Exps(d, tile, slice, shifted, sums);
        sums.AddButMaxima(d, exps, shifted);
        if constexpr (kStore) slice.Store(d, exps, tile.out[0]);
      };
      // Whole vectors
      for (; j + N <= end; j += N) add(group.At(j));
      // Remainder
      if (j < end) add(group.Rest(j));
      totals.Add(d, sums);
    }
    stats.max[row] = row_max.value;
    const double more_maxima = static_cast<double>(SumAcross(d, totals.Maxima(d))) - 1.0;
    stats.rest[row] = static_cast<float>(totals.rest().SumAcross() + more_maxima);
    if constexpr (Mass::kAny) {
      stats.gap[row] = static_cast<float>(totals.gap().SumAcross());
      if constexpr (Mass::kByRow) {
        stats.mass[row] = static_cast<float>(totals.mass().SumAcross());
      } else {
        stats.mass[row] = exponents.mass.total;
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_SOFTMAX_STATS_INL_H_
