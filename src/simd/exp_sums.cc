// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Several vectors of exponentials are computed, then stored, then added up. V8 computes a value where it is first
// needed: with each sum or store right after its own exponential, the chains of some 15 dependent operations would run
// one after the other.

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
using DI = hn::RebindToSigned<D>;

// The sums of a run. The exponentials of maxima are counted and not added: one of them has to be taken off before the
// others join a small rest, or they would wipe out its digits.
struct RunSums {
  HWY_INLINE void AddButMaxima(D d, V exps, hn::Mask<D> at_max) {
    rest = hn::Add(rest, hn::IfThenZeroElse(at_max, exps));
    maxima = hn::Add(maxima, hn::BitCast(DI(), hn::VecFromMask(d, at_max)));
  }

  V rest = hn::Zero(D());
  hn::Vec<DI> maxima = hn::Zero(DI());  // -1 for each
};

// How many maxima were left out; as floats, because across lanes integers took a tenth of the time of 1000 classes.
HWY_INLINE V Count(D d, hn::Vec<DI> maxima) { return hn::Neg(hn::ConvertTo(d, maxima)); }
// Without the one that a row's sum leaves out.
HWY_INLINE V CountMore(D d, hn::Vec<DI> maxima) { return hn::Sub(Count(d, maxima), hn::Set(d, 1.0f)); }

// Sums of runs in double.
class TotalSums {
 public:
  HWY_INLINE void Add(D d, const RunSums& run) {
    rest_.Add(d, run.rest);
    maxima_ = hn::Add(maxima_, run.maxima);
  }
  const LaneTotals<D>& rest() const { return rest_; }
  hn::Vec<DI> maxima() const { return maxima_; }

  HWY_INLINE void Store(double* rest, int32_t* maxima) const {
    rest_.Store(rest);
    hn::Store(maxima_, DI(), maxima);
  }
  HWY_INLINE void Load(const double* rest, const int32_t* maxima) {
    rest_.Load(rest);
    maxima_ = hn::Load(DI(), maxima);
  }

 private:
  LaneTotals<D> rest_;
  hn::Vec<DI> maxima_ = hn::Zero(DI());
};

// ------------------------------ Rows in lanes

// Which exponentials a row has: see StoredMaximum.
struct FewClasses {
  HWY_INLINE explicit FewClasses(const SoftmaxExponential& shared) : exponential(shared) {}
  HWY_INLINE V Exp(D d, V x) const { return Exp2Product(d, x, exponential); }

  SoftmaxExponential exponential;
};

struct ManyClasses {
  HWY_INLINE explicit ManyClasses(const SoftmaxExponential& shared)
      : exponential(shared), reference(MakeExpReference(D(), hn::Zero(D()), exponential)) {}
  HWY_INLINE V Exp(D d, V x) const { return ScaledExp2(d, x, exponential, reference); }

  SoftmaxExponential exponential;
  ExpReference<V> reference;
};

// exps[j * exps_stride + r] = Exp(logits[j * stride + r] - max[r]), for `classes` and for r < room.
template <class Classes>
HWY_NOINLINE void ExpsInLanes(D d, size_t classes, size_t room, const float* logits, size_t stride, const float* max,
                              const SoftmaxExponential& exponential, float* exps, size_t exps_stride) {
  const size_t N = hn::Lanes(d);
  const Classes of_classes(exponential);
  const auto exps_of = [&](const float* of_rows, const float* max_of_rows) SURPRISAL_INLINE {
    return of_classes.Exp(d, hn::Sub(hn::LoadU(d, of_rows), hn::Load(d, max_of_rows)));
  };
  // Four vectors at a time: of one class, or of two where the rows are but two vectors.
  const bool few_rows = !kEmulated && room == 2 * N;
  const size_t at_once = few_rows ? 2 * N : 4 * N;
  const size_t next_logits = few_rows ? stride : 2 * N;
  const size_t next_exps = few_rows ? exps_stride : 2 * N;
  const size_t next_max = few_rows ? 0 : 2 * N;
  for (size_t j = 0; j < classes;) {
    size_t r = 0;
    const bool two_classes = few_rows && j + 2 <= classes;
    // Main loop
    for (; !kEmulated && r + at_once <= room && (two_classes || !few_rows); r += at_once) {
      const float* const logits2 = logits + r + next_logits;
      const float* const max2 = max + r + next_max;
      const V exps0 = exps_of(logits + r, max + r);
      const V exps1 = exps_of(logits + r + N, max + r + N);
      const V exps2 = exps_of(logits2, max2);
      const V exps3 = exps_of(logits2 + N, max2 + N);
      hn::StoreU(exps0, d, exps + r);
      hn::StoreU(exps1, d, exps + r + N);
      hn::StoreU(exps2, d, exps + r + next_exps);
      hn::StoreU(exps3, d, exps + r + next_exps + N);
    }
    // Remainder: whole vectors, and one that may be partial
    for (; r < room; r += N) {
      const Slice<true> slice{r, room - r};
      const V shifted = hn::Sub(slice.Load(d, logits), hn::Load(d, max + r));
      slice.Store(d, of_classes.Exp(d, shifted), exps);
    }
    const size_t done = two_classes ? 2 : 1;
    j += done;
    logits += done * stride;
    exps += done * exps_stride;
  }
}

// In runs of classes: the exponentials of all rows, class by class, and then their sums, row by row. In one loop they
// would want more registers than there are.
void SumExps(InLanes, D d, const RowTile& shared_tile, const SoftmaxExponential& exponential, bool store,
             RowStats& stats) {
  const RowTile tile = shared_tile;
  // Where rows of many classes are read once (row_stream.cc), too few of them come here to be worth code of their own.
  const bool few = kFuses || tile.classes <= kFewClasses;
  const auto find_exps = few ? ExpsInLanes<FewClasses> : ExpsInLanes<ManyClasses>;
  const float of_max = few ? 1.0f : SoftmaxExponential::Scaled::kOfZero;
  HWY_ALIGN float buffer[kRunInLanes * kTileRows];
  // What is kept from run to run.
  HWY_ALIGN double rest_so_far[kTileRows];
  HWY_ALIGN int32_t maxima_so_far[kTileRows];
  for (size_t begin = 0; begin < tile.classes; begin += kRunInLanes) {
    const size_t end = std::min(begin + kRunInLanes, tile.classes);
    float* const run = store ? tile.out[0] + begin * tile.class_stride : buffer;
    const size_t run_stride = store ? tile.class_stride : tile.room;
    find_exps(d, end - begin, tile.room, tile.in[0] + begin * tile.class_stride, tile.class_stride, stats.max,
              exponential, run, run_stride);
    const auto sum_group = [&](auto slice, size_t row) SURPRISAL_INLINE {
      RunSums sums;
      for (; slice.j < end - begin; ++slice.j, slice.offset += run_stride) {
        const V exps = slice.Load(d, run);
        sums.AddButMaxima(d, exps, hn::Eq(exps, hn::Set(d, of_max)));
      }
      // The only run is the whole sum: its classes are few.
      if (end - begin == tile.classes) {
        return stats.exps.Set(d, row, hn::Add(sums.rest, CountMore(d, sums.maxima)), 1.0f);
      }
      TotalSums totals;
      if (begin > 0) totals.Load(rest_so_far + row, maxima_so_far + row);
      totals.Add(d, sums);
      if (end < tile.classes) return totals.Store(rest_so_far + row, maxima_so_far + row);
      LaneTotals<D> rest = totals.rest();
      rest.Add(d, hn::Mul(CountMore(d, totals.maxima()), hn::Set(d, of_max)));
      stats.exps.Set(d, row, rest.Get(d), of_max);
    };
    const size_t N = hn::Lanes(d);
    size_t row = 0;
    for (; row + N <= tile.room; row += N) sum_group(LaneSlice<false>{{row, N}, 0}, row);
    if (row < tile.room) sum_group(LaneSlice<true>{{row, tile.room - row}, 0}, row);
  }
}

// ------------------------------ Wide rows

// exps[j] = ScaledExp2(logits[j] - max), for up to kWideRun classes, in two loops with what is between them in the
// nearest cache: each has but half of the chain of 15 operations, and of chains a processor has no more under way than
// it can look ahead. Where an engine keeps the order of operations (V8 14), the loss is 1.15 times as fast as with one
// loop; where it interleaves eight vectors, if they are there (V8 11), 0.97 times.
HWY_INLINE void ScaledExps(D d, const float* logits, size_t count, V max, const ExpReference<V>& reference,
                           const SoftmaxExponential& exponential, float* exps) {
  HWY_ALIGN float reduced[kWideRun];
  ForEachSlice(d, count, [&](auto slice) SURPRISAL_INLINE {
    const auto power = ReduceExp2(d, hn::Sub(slice.Load(d, logits), max), exponential, reference);
    hn::Store(power.t, d, reduced + slice.offset);
    slice.Store(d, power.power, exps);
  });
  ForEachSlice(d, count, [&](auto slice) SURPRISAL_INLINE {
    const V fraction = Exp2Fraction(d, hn::Load(d, reduced + slice.offset), exponential);
    slice.Store(d, hn::Mul(fraction, slice.Load(d, exps)), exps);
  });
}

// Of a run of exponentials. Only that with the maximum has to tell it apart.
HWY_INLINE RunSums SumRun(D d, const float* exps, size_t count, bool has_max, float of_max) {
  constexpr size_t kAtOnce = 8;
  const size_t N = hn::Lanes(d);
  RunSums sums;
  size_t j = 0;
  // Main loop
  for (; !has_max && j + kAtOnce * N <= count; j += kAtOnce * N) {
    V vectors[kAtOnce];
    for (size_t u = 0; u < kAtOnce; ++u) vectors[u] = hn::LoadU(d, exps + j + u * N);
    sums.rest = hn::Add(sums.rest, PairwiseSum<kAtOnce>(d, vectors));
  }
  // Remainder
  for (; j < count; j += N) {
    const V vector = Slice<true>{j, count - j}.Load(d, exps);
    sums.AddButMaxima(d, vector, hn::Eq(vector, hn::Set(d, of_max)));
  }
  return sums;
}

void SumExps(Wide, D d, const RowTile& shared_tile, const SoftmaxExponential& shared_exponential, bool store,
             RowStats& stats) {
  const RowTile tile = shared_tile;
  const SoftmaxExponential exponential = shared_exponential;
  const auto reference = MakeExpReference(d, hn::Zero(d), exponential);
  const bool few = tile.classes <= kFewClasses;
  const float of_max = StoredMaximum(tile.classes);
  HWY_ALIGN float buffer[kWideRun];
  stats.exps.ClearLast(d, tile.rows);
  for (size_t row = 0; row < tile.rows; ++row) {
    const size_t offset = row * tile.row_stride;
    const V max = hn::Set(d, stats.max[row]);
    TotalSums totals;
    for (size_t begin = 0, run = 0; begin < tile.classes; begin += kWideRun, ++run) {
      const size_t count = std::min(kWideRun, tile.classes - begin);
      const float* const logits = tile.in[0] + offset + begin;
      float* const exps = store ? tile.out[0] + offset + begin : buffer;
      if (HWY_UNLIKELY(few)) {
        // Each as a row of its own, of which it is the one class.
        HWY_ALIGN float maxima[kFewClasses];
        std::fill_n(maxima, kFewClasses, stats.max[row]);
        ExpsInLanes<FewClasses>(d, 1, count, logits, 0, maxima, shared_exponential, exps, 0);
      } else {
        ScaledExps(d, logits, count, max, reference, exponential, exps);
      }
      totals.Add(d, SumRun(d, exps, count, run == static_cast<size_t>(stats.run[row]), of_max));
    }
    const double more_maxima = static_cast<double>(SumAcross(d, Count(d, totals.maxima()))) - 1.0;
    stats.exps.SetRow(row, totals.rest().SumAcross() + more_maxima * static_cast<double>(of_max), of_max);
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
