// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Several vectors of exponentials are computed, then added up, then stored. V8 computes a value where it is first
// needed: with each sum or store right after its own exponential, the chains of some 15 dependent operations would run
// one after the other. In wide rows eight at a time with one sum of all were 1.19 times as fast as four with a sum
// each; sixteen, for want of registers, slower than either.

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "src/simd/math-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/row_tiles-inl.h"
#include "src/simd/scaled_exp2-inl.h"
#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// The sums of a run. The exponentials of maxima are counted and not added: one of them has to be taken off before the
// others join a small rest, or they would wipe out its digits.
struct RunSums {
  HWY_INLINE void AddButMaxima(D d, V exps, hn::Mask<D> at_max) {
    const hn::RebindToSigned<D> di;
    rest = hn::Add(rest, hn::IfThenZeroElse(at_max, exps));
    maxima = hn::Add(maxima, hn::BitCast(di, hn::VecFromMask(d, at_max)));
  }

  V rest = hn::Zero(D());
  hn::Vec<hn::RebindToSigned<D>> maxima = hn::Zero(hn::RebindToSigned<D>());  // -1 for each
};

// Sums of runs in double.
class TotalSums {
 public:
  HWY_INLINE void Add(D d, const RunSums& run) {
    rest_.Add(d, run.rest);
    maxima_ = hn::Add(maxima_, run.maxima);
  }
  // How many maxima were left out.
  HWY_INLINE hn::Vec<D> Maxima(D d) const { return hn::Neg(hn::ConvertTo(d, maxima_)); }
  const LaneTotals<D>& rest() const { return rest_; }

  HWY_INLINE void Store(double* rest, int32_t* maxima) const {
    rest_.Store(rest);
    hn::Store(maxima_, hn::RebindToSigned<D>(), maxima);
  }
  HWY_INLINE void Load(const double* rest, const int32_t* maxima) {
    rest_.Load(rest);
    maxima_ = hn::Load(hn::RebindToSigned<D>(), maxima);
  }

 private:
  LaneTotals<D> rest_;
  hn::Vec<hn::RebindToSigned<D>> maxima_ = hn::Zero(hn::RebindToSigned<D>());
};

// ------------------------------ Rows in lanes

// exps[j * exps_stride + r] = exp((logits[j * stride + r] - max[r]) / T), for `classes` and for r < room.
HWY_NOINLINE void ExpsInLanes(D d, size_t classes, size_t room, const float* logits, size_t stride, const float* max,
                              const SoftmaxExponential& shared_exponential, float* exps, size_t exps_stride) {
  const size_t N = hn::Lanes(d);
  const SoftmaxExponential exponential = shared_exponential;
  const auto exps_of = [&](size_t r, const float* of_class) SURPRISAL_INLINE {
    return Exp2Product(d, hn::Sub(hn::LoadU(d, of_class + r), hn::Load(d, max + r)), exponential);
  };
  size_t j = 0;
  // Main loop for few rows: two classes of two vectors
  if (!kEmulated && room == 2 * N) {
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
    for (; !kEmulated && r + 4 * N <= room; r += 4 * N) {
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

// In runs of classes: the exponentials of all rows, class by class, and then their sums, row by row. In one loop they
// would want more registers than there are.
void SumExps(InLanes, D d, const RowTile& shared_tile, const SoftmaxExponential& exponential, bool store,
             RowStats& stats) {
  const RowTile tile = shared_tile;
  HWY_ALIGN float buffer[kRunInLanes * kTileRows];
  // What is kept from run to run.
  HWY_ALIGN double rest_so_far[kTileRows];
  HWY_ALIGN int32_t maxima_so_far[kTileRows];
  for (size_t begin = 0; begin < tile.classes; begin += kRunInLanes) {
    const size_t end = std::min(begin + kRunInLanes, tile.classes);
    float* const run = store ? tile.out[0] + begin * tile.class_stride : buffer;
    const size_t run_stride = store ? tile.class_stride : tile.room;
    ExpsInLanes(d, end - begin, tile.room, tile.in[0] + begin * tile.class_stride, tile.class_stride, stats.max,
                exponential, run, run_stride);
    const auto sum_group = [&](auto slice, size_t row) SURPRISAL_INLINE {
      RunSums sums;
      for (; slice.j < end - begin; ++slice.j, slice.offset += run_stride) {
        const V exps = slice.Load(d, run);
        sums.AddButMaxima(d, exps, hn::Eq(exps, hn::Set(d, 1.0f)));
      }
      TotalSums totals;
      if (begin > 0) totals.Load(rest_so_far + row, maxima_so_far + row);
      totals.Add(d, sums);
      if (end < tile.classes) return totals.Store(rest_so_far + row, maxima_so_far + row);
      LaneTotals<D> rest = totals.rest();
      rest.Add(d, hn::Sub(totals.Maxima(d), hn::Set(d, 1.0f)));
      stats.exps.Set(d, row, rest.Get(d));
    };
    const size_t N = hn::Lanes(d);
    size_t row = 0;
    for (; row + N <= tile.room; row += N) sum_group(LaneSlice<false>{{row, N}, 0}, row);
    if (row < tile.room) sum_group(LaneSlice<true>{{row, tile.room - row}, 0}, row);
  }
}

// ------------------------------ Wide rows

inline constexpr size_t kExpsAtOnce = 8;
// That of a maximum.
inline constexpr float kOfMax = SoftmaxExponential::Scaled::kOfZero;

void SumExps(Wide, D d, const RowTile& shared_tile, const SoftmaxExponential& shared_exponential, bool store,
             RowStats& stats) {
  const RowTile tile = shared_tile;
  const SoftmaxExponential exponential = shared_exponential;
  const size_t N = hn::Lanes(d);
  const auto relative_to_1 = MakeExpReference(d, hn::Zero(d), exponential);
  stats.exps.ClearLast(d, tile.rows);
  for (size_t row = 0; row < tile.rows; ++row) {
    const WideGroup group{tile, row};
    const V max = group.Of(d, stats.max);
    const size_t max_run = static_cast<size_t>(stats.run[row]);
    TotalSums totals;
    for (size_t begin = 0, run = 0; begin < tile.classes; begin += kWideRun, ++run) {
      const size_t end = std::min(begin + kWideRun, tile.classes);
      RunSums sums;
      size_t j = begin;
      // Main loop. Only the run with the maximum has to tell it apart.
      for (; j + kExpsAtOnce * N <= end; j += kExpsAtOnce * N) {
        V exps[kExpsAtOnce];
        for (size_t u = 0; u < kExpsAtOnce; ++u) {
          exps[u] = ScaledExp2(d, hn::Sub(group.At(j + u * N).Load(d, tile.in[0]), max), exponential, relative_to_1);
        }
        if (HWY_LIKELY(run != max_run)) {
          sums.rest = hn::Add(sums.rest, PairwiseSum<kExpsAtOnce>(d, exps));
        } else {
          for (const V e : exps) sums.AddButMaxima(d, e, hn::Eq(e, hn::Set(d, kOfMax)));
        }
        for (size_t u = 0; store && u < kExpsAtOnce; ++u) group.At(j + u * N).Store(d, exps[u], tile.out[0]);
      }
      const auto add = [&](auto slice) SURPRISAL_INLINE {
        // Where a slice has nothing, a number whose exponential is 0.
        const V nothing = hn::Set(d, hwy::LowestValue<float>());
        const V shifted = slice.Valid(d, hn::Sub(slice.Load(d, tile.in[0]), max), nothing);
        const V exps = ScaledExp2(d, shifted, exponential, relative_to_1);
        sums.AddButMaxima(d, exps, hn::Eq(shifted, hn::Zero(d)));
        if (store) slice.Store(d, exps, tile.out[0]);
      };
      // Whole vectors
      for (; j + N <= end; j += N) add(group.At(j));
      // Remainder
      if (j < end) add(group.Rest(j));
      totals.Add(d, sums);
    }
    const double more_maxima = static_cast<double>(SumAcross(d, totals.Maxima(d))) - 1.0;
    stats.exps.SetRow(row, totals.rest().SumAcross() + more_maxima * static_cast<double>(kOfMax), kOfMax);
  }
}

// ------------------------------ Logarithms

void LogOfSums(D d, size_t rows, const float* rest, float* log_sums) {
  for (size_t r = 0; r < rows; r += hn::Lanes(d)) {
    hn::Store(Log1pNonNegative(d, hn::Load(d, rest + r)), d, log_sums + r);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
