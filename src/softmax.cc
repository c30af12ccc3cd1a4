// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/softmax.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "src/simd/row_sums-inl.h"
#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// What a call has worked out before its first row. A temperature below 0 is softmin's.
struct SoftmaxPlan {
  explicit SoftmaxPlan(float temperature)
      : inverse_temperature(1.0f / temperature), exponential(std::abs(temperature)) {}

  float inverse_temperature;
  SoftmaxExponential exponential;
};

// Writes the negatives of a tile's logits to tile.out[0], and returns the tile that has them for logits.
template <class Arrangement, class D>
HWY_NOINLINE RowTile Negated(Arrangement, D d, const RowTile& shared_tile) {
  RowTile tile = shared_tile;
  Arrangement::ForEachSlice(
      d, tile, [&](auto slice) SURPRISAL_INLINE { slice.Store(d, hn::Neg(slice.Load(d, tile.in[0])), tile.out[0]); });
  tile.in[0] = tile.out[0];
  return tile;
}

// exp(z_j) of a tile's rows into tile.out[0], and what to multiply them by, for each row. For softmin the logits are
// negated tile by tile, in the cache: a sign in the loops over them would slow down softmax.
template <class Arrangement, class D>
HWY_NOINLINE void StoreExps(Arrangement arrangement, D d, const RowTile& tile, const SoftmaxPlan& plan, RowStats& stats,
                            float* inverse_sums) {
  if (plan.inverse_temperature < 0.0f) {
    FindStats(arrangement, d, Negated(arrangement, d, tile), plan.exponential, true, stats);
  } else {
    FindStats(arrangement, d, tile, plan.exponential, true, stats);
  }
  for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
    hn::Store(Quotient(hn::Set(d, 1.0f), hn::Load(d, stats.exps.unit() + r)), d, inverse_sums + r);
  }
}

struct SoftmaxRows {
  SoftmaxPlan plan;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& tile) const {
    RowStats stats;
    HWY_ALIGN float inverse_sums[kTileRows];
    StoreExps(Arrangement(), d, tile, plan, stats, inverse_sums);
    ScaleRows(Arrangement(), d, tile, inverse_sums);
  }
};

struct LogSoftmaxRows {
  SoftmaxPlan plan;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    RowStats stats;
    HWY_ALIGN float log_sums[kTileRows];
    FindStats(Arrangement(), d, shared_tile, plan.exponential, false, stats);
    LogOfSums(d, tile.rows, stats.exps.rest(), log_sums);
    const auto inverse_t = hn::Set(d, plan.inverse_temperature);
    const auto write = [&](auto slice, auto max, auto log_sum) SURPRISAL_INLINE {
      slice.Store(d, hn::Sub(hn::Mul(hn::Sub(slice.Load(d, tile.in[0]), max), inverse_t), log_sum), tile.out[0]);
    };
    Arrangement::ForEachSlice(d, tile, write, stats.max, log_sums);
  }
};

// numbers[r] becomes instead(r) + 0 for rows whose maximum is infinite, and NaN where they hold a NaN. Of such a row
// the sum is NaN for want of a finite maximum, but its logarithm is that maximum, if no number is NaN.
template <class Arrangement, class D, class Instead>
HWY_INLINE void MendInfinite(D d, const RowTile& tile, const float* max, float* numbers, const Instead& instead) {
  Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
    if (HWY_LIKELY(hn::AllFalse(d, hn::IsInf(group.Of(d, max))))) return;
    HWY_ALIGN float nans[hn::MaxLanes(d)];  // 0, or NaN in rows that hold a NaN
    hn::Store(RowSums(d, group,
                      [&](auto slice) SURPRISAL_INLINE {
                        const auto logits = slice.Load(d, tile.in[0]);
                        return hn::IfThenElseZero(hn::IsNaN(logits), logits);
                      }),
              d, nans);
    const size_t end = std::min(tile.rows, group.row + group.Rows(d));
    for (size_t r = group.row; r < end; ++r) {
      if (std::isinf(max[r])) numbers[r] = instead(r) + nans[r - group.row];
    }
  });
}

struct LogSumExpRows {
  SoftmaxPlan plan;
  float* lse;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    RowStats stats;
    HWY_ALIGN float results[kTileRows];
    FindStats(Arrangement(), d, shared_tile, plan.exponential, false, stats);
    LogOfSums(d, tile.rows, stats.exps.rest(), results);
    for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
      const auto max = hn::Mul(hn::Load(d, stats.max + r), hn::Set(d, plan.inverse_temperature));
      hn::Store(hn::Add(max, hn::Load(d, results + r)), d, results + r);
    }
    MendInfinite<Arrangement>(d, tile, stats.max, results, [&](size_t r) { return stats.max[r]; });
    std::copy_n(results, tile.rows, lse + tile.first_row);
  }
};

// The upstream gradient, an array of the logits' shape in tile.in[1], or ones.
template <class D, class Slice>
HWY_INLINE hn::Vec<D> LoadUpstream(D d, const RowTile& tile, const Slice& slice) {
  return tile.in[1] != nullptr ? slice.Load(d, tile.in[1]) : slice.Valid(d, hn::Set(d, 1.0f), hn::Zero(d));
}

struct SoftmaxGradRows {
  SoftmaxPlan plan;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    RowStats stats;
    HWY_ALIGN float inverse_sums[kTileRows];
    StoreExps(Arrangement(), d, shared_tile, plan, stats, inverse_sums);
    Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      const auto inverse = group.Of(d, inverse_sums);
      const auto dot = hn::Mul(inverse, RowSums(d, group, [&](auto slice) SURPRISAL_INLINE {
                                 return hn::Mul(LoadUpstream(d, tile, slice), slice.Load(d, tile.out[0]));
                               }));
      const auto scale = hn::Mul(inverse, hn::Set(d, plan.inverse_temperature));
      group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
        const auto centred = hn::Sub(LoadUpstream(d, tile, slice), dot);
        slice.Store(d, hn::Mul(hn::Mul(slice.Load(d, tile.out[0]), scale), centred), tile.out[0]);
      });
    });
  }
};

struct LogSoftmaxGradRows {
  SoftmaxPlan plan;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    RowStats stats;
    HWY_ALIGN float inverse_sums[kTileRows];
    StoreExps(Arrangement(), d, shared_tile, plan, stats, inverse_sums);
    const auto inverse_t = hn::Set(d, plan.inverse_temperature);
    Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      const auto sum = RowSums(d, group, [&](auto slice) SURPRISAL_INLINE { return LoadUpstream(d, tile, slice); });
      const auto scale = hn::Mul(group.Of(d, inverse_sums), sum);
      group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
        const auto centred = NegMultiplyAdd(slice.Load(d, tile.out[0]), scale, LoadUpstream(d, tile, slice));
        slice.Store(d, hn::Mul(centred, inverse_t), tile.out[0]);
      });
    });
  }
};

struct LogSumExpGradRows {
  SoftmaxPlan plan;
  const float* row_upstream;  // null: ones

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    RowStats stats;
    HWY_ALIGN float scales[kTileRows];
    StoreExps(Arrangement(), d, shared_tile, plan, stats, scales);
    const auto upstream = [&](size_t r) {
      return plan.inverse_temperature * (row_upstream != nullptr ? row_upstream[tile.first_row + r] : 1.0f);
    };
    for (size_t r = 0; r < tile.rows; ++r) scales[r] *= upstream(r);
    // The exponentials are NaN at +inf and 0 elsewhere, and so is the gradient, if no number is NaN.
    MendInfinite<Arrangement>(d, tile, stats.max, scales, upstream);
    ScaleRows(Arrangement(), d, shared_tile, scales);
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

Status CheckTemperature(float temperature) {
  const bool good = temperature >= kMinTemperature && temperature <= kMaxTemperature;
  return good ? Status() : Status{StatusCode::kTemperatureInvalid, 0, static_cast<double>(temperature)};
}

// Runs Kernel{plan, fields...} over the rows; `sign` is -1 for softmin.
template <class Kernel, class... Fields>
Status RunSigned(float sign, const RowShape& shape, float temperature, const simd::RowArrays& arrays,
                 Fields... fields) {
  if (const Status status = CheckTemperature(temperature); !status.ok()) return status;
  if (shape.classes > 0) simd::RunRows(shape, arrays, Kernel{simd::SoftmaxPlan(sign * temperature), fields...});
  return {};
}

template <class Kernel, class... Fields>
Status Run(const RowShape& shape, float temperature, const simd::RowArrays& arrays, Fields... fields) {
  return RunSigned<Kernel>(1.0f, shape, temperature, arrays, fields...);
}

// Not inlined: softmax and softmin are one code.
HWY_NOINLINE Status RunSoftmax(float sign, const RowShape& shape, const float* logits, float temperature,
                               float* probs) {
  return RunSigned<simd::SoftmaxRows>(sign, shape, temperature, {.in = {logits}, .out = {probs}});
}

HWY_NOINLINE Status RunSoftmaxGrad(float sign, const RowShape& shape, const float* logits, float temperature,
                                   const float* grad_output, float* grad_logits) {
  return RunSigned<simd::SoftmaxGradRows>(sign, shape, temperature,
                                          {.in = {logits, grad_output}, .out = {grad_logits}});
}

}  // namespace

Status Softmax(const RowShape& shape, const float* logits, float temperature, float* probs) {
  return RunSoftmax(1.0f, shape, logits, temperature, probs);
}

Status Softmin(const RowShape& shape, const float* logits, float temperature, float* probs) {
  return RunSoftmax(-1.0f, shape, logits, temperature, probs);
}

Status LogSoftmax(const RowShape& shape, const float* logits, float temperature, float* log_probs) {
  return Run<simd::LogSoftmaxRows>(shape, temperature, {.in = {logits}, .out = {log_probs}});
}

Status LogSumExp(const RowShape& shape, const float* logits, float temperature, float* lse) {
  const Status status = Run<simd::LogSumExpRows>(shape, temperature, {.in = {logits}}, lse);
  if (status.ok() && shape.classes == 0) std::fill_n(lse, shape.Rows(), -HUGE_VALF);
  return status;
}

Status SoftmaxGrad(const RowShape& shape, const float* logits, float temperature, const float* grad_output,
                   float* grad_logits) {
  return RunSoftmaxGrad(1.0f, shape, logits, temperature, grad_output, grad_logits);
}

Status SoftminGrad(const RowShape& shape, const float* logits, float temperature, const float* grad_output,
                   float* grad_logits) {
  return RunSoftmaxGrad(-1.0f, shape, logits, temperature, grad_output, grad_logits);
}

Status LogSoftmaxGrad(const RowShape& shape, const float* logits, float temperature, const float* grad_output,
                      float* grad_logits) {
  return Run<simd::LogSoftmaxGradRows>(shape, temperature, {.in = {logits, grad_output}, .out = {grad_logits}});
}

Status LogSumExpGrad(const RowShape& shape, const float* logits, float temperature, const float* grad_output,
                     float* grad_logits) {
  return Run<simd::LogSumExpGradRows>(shape, temperature, {.in = {logits}, .out = {grad_logits}}, grad_output);
}

}  // namespace surprisal
