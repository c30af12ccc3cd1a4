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
  // Exponentials at the maximum are not added to `rest`, but counted.
  HWY_INLINE void AddButMaxima(D d, V exps, hn::Mask<D> at_max) {
    const hn::RebindToSigned<D> di;
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

  HWY_INLINE void StoreRest(double* rest, int32_t* maxima) const {
    rest_.Store(rest);
    hn::Store(maxima_, hn::RebindToSigned<D>(), maxima);
  }
  HWY_INLINE void LoadRest(const double* rest, const int32_t* maxima) {
    rest_.Load(rest);
    maxima_ = hn::Load(hn::RebindToSigned<D>(), maxima);
  }

 private:
  LaneTotals<D> rest_, mass_, gap_;
  hn::Vec<hn::RebindToSigned<D>> maxima_ = hn::Zero(hn::RebindToSigned<D>());
};

// How logits become exponentials, and what else is summed up in passing.
template <class Mass>
struct Exponents {
  Mass mass;
  SoftmaxExponential exponential = SoftmaxExponential(1.0f);
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

// The maxima of a tile's rows.
template <class D>
HWY_NOINLINE void FindMaxima(D d, const RowTile& shared_tile, float* maxima) {
  const RowTile tile = shared_tile;
  const size_t N = hn::Lanes(d);
  size_t r = 0;
  const auto find_in = [&](auto vectors) SURPRISAL_INLINE {
    constexpr size_t kVectors = decltype(vectors)::value;
    hn::Vec<D> max[kVectors];
    for (size_t v = 0; v < kVectors; ++v) max[v] = hn::Set(d, -HUGE_VALF);
    const float* logits = tile.in[0] + r;
    for (size_t j = 0; j < tile.classes; ++j, logits += tile.class_stride) {
      for (size_t v = 0; v < kVectors; ++v) max[v] = Larger(hn::LoadU(d, logits + v * N), max[v]);
    }
    for (size_t v = 0; v < kVectors; ++v) hn::Store(max[v], d, maxima + r + v * N);
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
  LaneGroup<true>{tile, r}.ForEachSlice(
      d, [&](auto slice) SURPRISAL_INLINE { max = Larger(slice.Load(d, tile.in[0]), max); });
  hn::Store(max, d, maxima + r);
}

// exps[j * exps_stride + r] = exp(logits[j * stride + r] - max[r]), for `classes` and for r < room.
template <class D>
HWY_NOINLINE void ExpsInLanes(D d, size_t classes, size_t room, const float* logits, size_t stride, const float* max,
                              const SoftmaxExponential& shared_exponential, float* exps, size_t exps_stride) {
  using V = hn::Vec<D>;
  const size_t N = hn::Lanes(d);
  const SoftmaxExponential exponential = shared_exponential;
  const auto exps_of = [&](size_t r, const float* of_class) SURPRISAL_INLINE {
    return Exp2Product(d, hn::Sub(hn::LoadU(d, of_class + r), hn::Load(d, max + r)), exponential);
  };
  size_t j = 0;
  if (room == 2 * N) {
    // Main loop for few rows: two classes of two vectors
    for (; j + 2 <= classes; j += 2, logits += 2 * stride, exps += 2 * exps_stride) {
      const V exps0 = exps_of(0, logits);
      const V exps1 = exps_of(N, logits);
      const V exps2 = exps_of(0, logits + stride);
      const V exps3 = exps_of(N, logits + stride);
      hn::StoreU(exps0, d, exps);
      hn::StoreU(exps1, d, exps + N);
      hn::StoreU(exps2, d, exps + exps_stride);
      hn::StoreU(exps3, d, exps + exps_stride + N);
    }
  }
  for (; j < classes; ++j, logits += stride, exps += exps_stride) {
    size_t r = 0;
    // Main loop
    for (; r + 4 * N <= room; r += 4 * N) {
      const V exps0 = exps_of(r, logits);
      const V exps1 = exps_of(r + N, logits);
      const V exps2 = exps_of(r + 2 * N, logits);
      const V exps3 = exps_of(r + 3 * N, logits);
      hn::StoreU(exps0, d, exps + r);
      hn::StoreU(exps1, d, exps + r + N);
      hn::StoreU(exps2, d, exps + r + 2 * N);
      hn::StoreU(exps3, d, exps + r + 3 * N);
    }
    // Whole vectors
    for (; r + N <= room; r += N) hn::StoreU(exps_of(r, logits), d, exps + r);
    // Remainder
    if (r < room) {
      const V shifted = hn::Sub(LoadPartial(d, logits + r, room - r), hn::Load(d, max + r));
      StorePartial(d, Exp2Product(d, shifted, exponential), exps + r, room - r);
    }
  }
}

// The sums over the target's mass.
template <class D, class Mass>
HWY_NOINLINE void SumMassInLanes(D d, const RowTile& shared_tile, const Mass& mass, RowStats& stats) {
  using V = hn::Vec<D>;
  const RowTile tile = shared_tile;
  InLanes::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
    const V max = group.Of(d, stats.max);
    TotalSums<D, Mass> totals;
    RunSums<D> run;
    group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
      mass.Add(d, tile, slice, hn::Sub(slice.Load(d, tile.in[0]), max), run);
      if (slice.j % kRunInLanes == kRunInLanes - 1) {
        totals.Add(d, run);
        run = RunSums<D>();
      }
    });
    totals.Add(d, run);
    hn::Store(hn::Mul(totals.gap().Get(d), hn::Set(d, mass.unit)), d, stats.gap + group.row);
    if constexpr (Mass::kByRow) {
      hn::Store(totals.mass().Get(d), d, stats.mass + group.row);
    } else {
      hn::Store(hn::Set(d, mass.total), d, stats.mass + group.row);
    }
  });
}

// In runs of classes: the exponentials of all rows, class by class, and then their sums, row by row. In one loop they
// would want more registers than there are.
template <bool kStore, class D, class Mass>
HWY_NOINLINE void StatsOf(InLanes, D d, const RowTile& shared_tile, const Exponents<Mass>& exponents, RowStats& stats) {
  const RowTile tile = shared_tile;
  FindMaxima(d, shared_tile, stats.max);
  // First: the exponentials may take the logits' place.
  if constexpr (Mass::kAny) SumMassInLanes(d, shared_tile, exponents.mass, stats);

  HWY_ALIGN float buffer[kStore ? 1 : kRunInLanes * kTileRows];
  // What is kept from run to run.
  HWY_ALIGN double rest_so_far[kTileRows];
  HWY_ALIGN int32_t maxima_so_far[kTileRows];
  for (size_t begin = 0; begin < tile.classes; begin += kRunInLanes) {
    const size_t end = std::min(begin + kRunInLanes, tile.classes);
    float* const run = kStore ? tile.out[0] + begin * tile.class_stride : buffer;
    const size_t run_stride = kStore ? tile.class_stride : tile.room;
    ExpsInLanes(d, end - begin, tile.room, tile.in[0] + begin * tile.class_stride, tile.class_stride, stats.max,
                exponents.exponential, run, run_stride);
    InLanes::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      RunSums<D> sums;
      auto slice = group.At(0);
      for (; slice.j < end - begin; ++slice.j, slice.offset += run_stride) {
        const auto exps = slice.Load(d, run);
        sums.AddButMaxima(d, exps, hn::Eq(exps, hn::Set(d, 1.0f)));
      }
      TotalSums<D, NoMass> totals;
      if (begin > 0) totals.LoadRest(rest_so_far + group.row, maxima_so_far + group.row);
      totals.Add(d, sums);
      if (end < tile.classes) return totals.StoreRest(rest_so_far + group.row, maxima_so_far + group.row);
      LaneTotals<D> rest = totals.rest();
      rest.Add(d, hn::Sub(totals.Maxima(d), hn::Set(d, 1.0f)));
      hn::Store(rest.Get(d), d, stats.rest + group.row);
    });
  }
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
      // Main loop. Only the run with the maximum has to tell it apart.
      for (; j + kExpsAtOnce * N <= end; j += kExpsAtOnce * N) {
        V exps[kExpsAtOnce];
        for (size_t u = 0; u < kExpsAtOnce; ++u) {
          const auto slice = group.At(j + u * N);
          const V shifted = hn::Sub(slice.Load(d, tile.in[0]), max);
          exps[u] = Exp2Product(d, shifted, exponents.exponential);
          exponents.mass.Add(d, tile, slice, shifted, sums);
        }
        if (HWY_LIKELY(run != row_max.run)) {
          sums.rest = hn::Add(sums.rest, PairwiseSum<kExpsAtOnce>(d, exps));
        } else {
          for (const V e : exps) sums.AddButMaxima(d, e, hn::Eq(e, hn::Set(d, 1.0f)));
        }
        for (size_t u = 0; kStore && u < kExpsAtOnce; ++u) group.At(j + u * N).Store(d, exps[u], tile.out[0]);
      }
      const auto add = [&](auto slice) SURPRISAL_INLINE {
        // Where a slice has nothing, a number whose exponential is 0.
        const V shifted =
            slice.Valid(d, hn::Sub(slice.Load(d, tile.in[0]), max), hn::Set(d, hwy::LowestValue<float>()));
        const V exps = Exp2Product(d, shifted, exponents.exponential);
        exponents.mass.Add(d, tile, slice, shifted, sums);
        sums.AddButMaxima(d, exps, hn::Eq(shifted, hn::Zero(d)));
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
      stats.gap[row] = static_cast<float>(totals.gap().SumAcross()) * exponents.mass.unit;
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
