// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/softmax.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// exp(z_j) of a tile's rows into tile.out[0]; returns the rows' statistics.
template <class Arrangement, class D>
HWY_INLINE RowStats<D> StoreExps(D d, const RowTile& tile, float inverse_temperature) {
  return StatsOf<true>(Arrangement(), d, tile, NoMass(), Temperature{inverse_temperature});
}

template <class D>
HWY_INLINE hn::Vec<D> InverseOfSum(D d, const RowStats<D>& stats) {
  const auto one = hn::Set(d, 1.0f);
  return hn::Div(one, hn::Add(stats.rest, one));
}

struct SoftmaxRows {
  float inverse_temperature;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& tile) const {
    const auto scale = InverseOfSum(d, StoreExps<Arrangement>(d, tile, inverse_temperature));
    Arrangement::ForEachSlice(
        d, tile, [&](auto slice) HWY_ATTR { slice.Store(d, hn::Mul(slice.Load(d, tile.out[0]), scale), tile.out[0]); });
  }
};

struct LogSoftmaxRows {
  float inverse_temperature;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& tile) const {
    const RowStats<D> stats = StatsOf<false>(Arrangement(), d, tile, NoMass(), Temperature{inverse_temperature});
    const auto log_sum = LogOfSum(d, stats);
    const auto scale = hn::Set(d, inverse_temperature);
    Arrangement::ForEachSlice(d, tile, [&](auto slice) HWY_ATTR {
      const auto z = hn::Mul(hn::Sub(slice.Load(d, tile.in[0]), stats.max), scale);
      slice.Store(d, hn::Sub(z, log_sum), tile.out[0]);
    });
  }
};

// 0, or NaN in rows that hold a NaN.
template <class Arrangement, class D>
HWY_INLINE hn::Vec<D> NaNOfRows(D d, const RowTile& tile) {
  return RowSums(Arrangement(), d, tile, [&](auto slice) HWY_ATTR {
    const auto logits = slice.Load(d, tile.in[0]);
    return hn::IfThenElseZero(hn::IsNaN(logits), logits);
  });
}

struct LogSumExpRows {
  float inverse_temperature;
  float* lse;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& tile) const {
    using V = hn::Vec<D>;
    const RowStats<D> stats = StatsOf<false>(Arrangement(), d, tile, NoMass(), Temperature{inverse_temperature});
    const V log_sum = LogOfSum(d, stats);
    V result = hn::Add(hn::Mul(stats.max, hn::Set(d, inverse_temperature)), log_sum);
    const auto infinite = hn::IsInf(stats.max);
    if (HWY_UNLIKELY(!hn::AllFalse(d, infinite))) {
      // The sum is NaN for want of a finite maximum, but its logarithm is that maximum, if no number is NaN.
      result = hn::IfThenElse(infinite, hn::Add(stats.max, NaNOfRows<Arrangement>(d, tile)), result);
    }
    HWY_ALIGN float rows[hn::MaxLanes(d)];
    hn::Store(result, d, rows);
    std::copy_n(rows, tile.rows, lse + tile.first_row);
  }
};

// The upstream gradient, an array of the logits' shape in tile.in[1], or ones.
template <class D, class Slice>
HWY_INLINE hn::Vec<D> LoadUpstream(D d, const RowTile& tile, const Slice& slice) {
  return tile.in[1] != nullptr ? slice.Load(d, tile.in[1]) : slice.Valid(d, hn::Set(d, 1.0f), hn::Zero(d));
}

struct SoftmaxGradRows {
  float inverse_temperature;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& tile) const {
    const auto inverse = InverseOfSum(d, StoreExps<Arrangement>(d, tile, inverse_temperature));
    const auto dot = hn::Mul(inverse, RowSums(Arrangement(), d, tile, [&](auto slice) HWY_ATTR {
                               return hn::Mul(LoadUpstream(d, tile, slice), slice.Load(d, tile.out[0]));
                             }));
    const auto scale = hn::Mul(inverse, hn::Set(d, inverse_temperature));
    Arrangement::ForEachSlice(d, tile, [&](auto slice) HWY_ATTR {
      const auto centred = hn::Sub(LoadUpstream(d, tile, slice), dot);
      slice.Store(d, hn::Mul(hn::Mul(slice.Load(d, tile.out[0]), scale), centred), tile.out[0]);
    });
  }
};

struct LogSoftmaxGradRows {
  float inverse_temperature;

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& tile) const {
    const auto inverse = InverseOfSum(d, StoreExps<Arrangement>(d, tile, inverse_temperature));
    const auto sum = RowSums(Arrangement(), d, tile, [&](auto slice) HWY_ATTR { return LoadUpstream(d, tile, slice); });
    const auto scale = hn::Mul(inverse, sum);
    const auto inverse_t = hn::Set(d, inverse_temperature);
    Arrangement::ForEachSlice(d, tile, [&](auto slice) HWY_ATTR {
      const auto centred = NegMultiplyAdd(slice.Load(d, tile.out[0]), scale, LoadUpstream(d, tile, slice));
      slice.Store(d, hn::Mul(centred, inverse_t), tile.out[0]);
    });
  }
};

struct LogSumExpGradRows {
  float inverse_temperature;
  const float* row_upstream;  // null: ones

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& tile) const {
    using V = hn::Vec<D>;
    const RowStats<D> stats = StoreExps<Arrangement>(d, tile, inverse_temperature);
    HWY_ALIGN float upstream[hn::MaxLanes(d)] = {};
    for (size_t r = 0; r < tile.rows; ++r) {
      upstream[r] = row_upstream != nullptr ? row_upstream[tile.first_row + r] : 1.0f;
    }
    const V g = hn::Mul(Arrangement::LoadRows(d, upstream), hn::Set(d, inverse_temperature));
    V scale = hn::Mul(g, InverseOfSum(d, stats));
    const auto infinite = hn::Eq(stats.max, hn::Set(d, HUGE_VALF));
    if (HWY_UNLIKELY(!hn::AllFalse(d, infinite))) {
      // The exponentials are NaN at +inf and 0 elsewhere, and so is the gradient, if no number is NaN.
      scale = hn::IfThenElse(infinite, hn::Add(g, NaNOfRows<Arrangement>(d, tile)), scale);
    }
    Arrangement::ForEachSlice(
        d, tile, [&](auto slice) HWY_ATTR { slice.Store(d, hn::Mul(slice.Load(d, tile.out[0]), scale), tile.out[0]); });
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

// Normal numbers: of the subnormal ones, the inverse of some overflows.
Status CheckTemperature(float temperature) {
  const bool good =
      temperature >= std::numeric_limits<float>::min() && temperature <= std::numeric_limits<float>::max();
  return good ? Status() : Status{StatusCode::kTemperatureInvalid, 0, static_cast<double>(temperature)};
}

// Runs Kernel{1 / temperature, fields...} over the rows.
template <class Kernel, class... Fields>
Status Run(const RowShape& shape, float temperature, const simd::RowArrays& arrays, Fields... fields) {
  if (const Status status = CheckTemperature(temperature); !status.ok()) return status;
  if (shape.classes > 0) simd::RunRows(shape, arrays, Kernel{1.0f / temperature, fields...});
  return {};
}

}  // namespace

Status Softmax(const RowShape& shape, const float* logits, float temperature, float* probs) {
  return Run<simd::SoftmaxRows>(shape, temperature, {.in = {logits}, .out = {probs}});
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
  return Run<simd::SoftmaxGradRows>(shape, temperature, {.in = {logits, grad_output}, .out = {grad_logits}});
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
