// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/elementwise.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "src/broadcast.h"
#include "src/memory.h"
#include "src/simd/row_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Elements in a chunk: what it takes of each array, 2 kB, stays in the nearest cache from one pass to the next.
inline constexpr size_t kChunk = 512;
using ChunkArray = float[kChunk];

// product[i] *= factors[i], with room up to a whole vector.
HWY_NOINLINE void Multiply(size_t count, const float* factors, float* product) {
  const hn::ScalableTag<float> d;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    hn::StoreU(hn::Mul(hn::LoadU(d, product + i), hn::LoadU(d, factors + i)), d, product + i);
  }
}

HWY_NOINLINE double Sum(size_t count, const float* terms) {
  const hn::ScalableTag<float> d;
  const RowTile tile = WideRows({}, 0, 1, count);
  return SumSlices(d, WideGroup{tile, 0}, [&](auto slice) HWY_ATTR { return slice.Load(d, terms); }).SumAcross();
}

inline size_t VectorLanes() { return hn::Lanes(hn::ScalableTag<float>()); }

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

using simd::ChunkArray;
using simd::kChunk;

// An array, or something of its shape, beside the common shape.
struct Operand {
  FloatArray array;
  BroadcastMap map;
  BroadcastSums sums;  // of its gradient, where it is broadcast
  // Its elements in the chunk at hand, wherever they are.
  const float* chunk = nullptr;
  HWY_ALIGN ChunkArray gathered;

  void Bind(const Shape& common, const FloatArray& from) {
    array = from;
    map = BroadcastMap(common, from.shape);
  }
  // `staged`: not where it lies, but with room for a whole vector.
  void Read(size_t begin, size_t count, bool staged) {
    if (array.data == nullptr) return;
    if (map.identity() && !staged) {
      chunk = array.data + begin;
    } else {
      Gather(map, array.data, begin, count, gathered);
      std::fill(gathered + count, gathered + hwy::RoundUpTo(count, simd::VectorLanes()), 0.0f);
      chunk = gathered;
    }
  }
};

class Run {
 public:
  Run(const ElementwiseLoss& loss, Reduction reduction, const LossResults& results)
      : loss_(loss), reduction_(reduction), results_(results) {}

  Status Prepare(const FloatArray* arrays, const FloatArray& weight) {
    Status status = loss_.arrays == 1 ? BroadcastShapes({&arrays[0].shape}, &common_)
                    : loss_.arrays == 2
                        ? BroadcastShapes({&arrays[0].shape, &arrays[1].shape}, &common_)
                        : BroadcastShapes({&arrays[0].shape, &arrays[1].shape, &arrays[2].shape}, &common_);
    if (status.ok() && weight.data != nullptr) status = CheckBroadcastsTo(common_, weight.shape, loss_.arrays);
    if (!status.ok()) return status;
    for (size_t i = 0; i < loss_.arrays; ++i) {
      operands_[i].Bind(common_, arrays[i]);
      if (results_.grads[i] == nullptr) continue;
      grads_ = std::max(grads_, i + 1);
      if (operands_[i].map.identity()) continue;
      const size_t size = arrays[i].shape.Size();
      if (!operands_[i].sums.Allocate(size)) {
        return {StatusCode::kOutOfMemory, 0, static_cast<double>(size * sizeof(double))};
      }
    }
    weight_.Bind(common_, weight);
    if (reduction_ == Reduction::kNone) upstream_.Bind(common_, {results_.grad_output, common_});

    const double size = static_cast<double>(common_.Size());
    divisor_ = reduction_ == Reduction::kMean        ? size
               : reduction_ == Reduction::kBatchMean ? BatchSize(arrays[0].shape)
                                                     : 1.0;
    const double upstream = results_.grad_output != nullptr && reduction_ != Reduction::kNone
                                ? static_cast<double>(results_.grad_output[0])
                                : 1.0;
    scale_ = static_cast<float>(upstream / divisor_);
    return {};
  }

  void Go() {
    const size_t size = common_.Size();
    const size_t whole = size - size % simd::VectorLanes();
    for (size_t begin = 0; begin < whole; begin += kChunk) RunChunk(begin, std::min(kChunk, whole - begin), false);
    if (whole < size) RunChunk(whole, size - whole, true);
    for (size_t i = 0; i < loss_.arrays; ++i) {
      if (operands_[i].sums.allocated()) operands_[i].sums.Write(results_.grads[i]);
    }
    if (reduction_ != Reduction::kNone && results_.value != nullptr) *results_.value = total_ / divisor_;
  }

 private:
  static double BatchSize(const Shape& shape) { return shape.rank == 0 ? 1.0 : static_cast<double>(shape.sizes[0]); }

  void RunChunk(size_t begin, size_t count, bool staged) {
    ElementwiseChunk chunk;
    chunk.count = hwy::RoundUpTo(count, simd::VectorLanes());
    chunk.scale = scale_;
    for (size_t i = 0; i < loss_.arrays; ++i) {
      operands_[i].Read(begin, count, staged);
      chunk.arrays[i] = operands_[i].chunk;
    }
    float* const given_losses = reduction_ == Reduction::kNone ? results_.losses : nullptr;
    const bool direct_losses = given_losses != nullptr && !staged;
    chunk.losses = direct_losses ? given_losses + begin : losses_;
    for (size_t i = 0; i < grads_; ++i) {
      const bool direct = results_.grads[i] != nullptr && operands_[i].map.identity() && !staged;
      chunk.grads[i] = direct ? results_.grads[i] + begin : grad_chunks_[i];
    }
    (grads_ == 0 ? loss_.values : grads_ == 1 ? loss_.first_grad : loss_.all_grads)(loss_.terms, chunk);

    weight_.Read(begin, count, staged);
    if (weight_.array.data != nullptr) Multiply(chunk, weight_.chunk, true);
    upstream_.Read(begin, count, staged);
    if (upstream_.array.data != nullptr) Multiply(chunk, upstream_.chunk, false);

    if (reduction_ != Reduction::kNone) {
      total_ += simd::Sum(count, chunk.losses);
    } else if (given_losses != nullptr && !direct_losses) {
      std::copy_n(chunk.losses, count, given_losses + begin);
    }
    for (size_t i = 0; i < grads_; ++i) {
      if (results_.grads[i] == nullptr || chunk.grads[i] != grad_chunks_[i]) continue;
      if (operands_[i].sums.allocated()) {
        operands_[i].sums.Add(operands_[i].map, begin, count, chunk.grads[i]);
      } else {
        std::copy_n(chunk.grads[i], count, results_.grads[i] + begin);
      }
    }
  }

  void Multiply(const ElementwiseChunk& chunk, const float* factors, bool losses_too) const {
    if (losses_too) simd::Multiply(chunk.count, factors, chunk.losses);
    for (size_t i = 0; i < grads_; ++i) {
      if (results_.grads[i] != nullptr) simd::Multiply(chunk.count, factors, chunk.grads[i]);
    }
  }

  const ElementwiseLoss& loss_;
  const Reduction reduction_;
  const LossResults& results_;
  Shape common_;
  Operand operands_[kMaxElementwiseArrays];
  Operand weight_;
  Operand upstream_;
  size_t grads_ = 0;  // how many have to be computed
  double divisor_ = 1.0;
  float scale_ = 1.0f;
  double total_ = 0.0;
  HWY_ALIGN ChunkArray losses_;
  HWY_ALIGN ChunkArray grad_chunks_[kMaxElementwiseArrays];
};

}  // namespace

Status RunElementwise(const ElementwiseLoss& loss, const FloatArray* arrays, const FloatArray& weight,
                      Reduction reduction, const LossResults& results) {
  Run run(loss, reduction, results);
  if (const Status status = run.Prepare(arrays, weight); !status.ok()) return status;
  run.Go();
  return {};
}

}  // namespace surprisal
