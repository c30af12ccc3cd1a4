// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/elementwise.h"

#include <hwy/highway.h>

#include <algorithm>

#include "src/broadcast.h"
#include "src/memory.h"
#include "src/simd/row_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Elements in a chunk: what it takes of each array, 2 kB, stays in the nearest cache from one pass to the next.
inline constexpr size_t kChunk = 512;
using ChunkArray = float[kChunk];

// products[i] = terms[i] * factor, with room up to a whole vector.
HWY_NOINLINE void Scale(size_t count, const float* terms, float factor, float* products) {
  const hn::ScalableTag<float> d;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    hn::StoreU(hn::Mul(hn::LoadU(d, terms + i), hn::Set(d, factor)), d, products + i);
  }
}

// product[i] *= factors[i], with room up to a whole vector.
HWY_NOINLINE void Multiply(size_t count, const float* factors, float* product) {
  const hn::ScalableTag<float> d;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    hn::StoreU(hn::Mul(hn::LoadU(d, product + i), hn::LoadU(d, factors + i)), d, product + i);
  }
}

HWY_NOINLINE double Sum(size_t count, const float* terms) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  const size_t N = hn::Lanes(d);
  constexpr size_t kTogether = 8;
  LaneTotals<decltype(d)> totals;
  size_t i = 0;
  // Main loop
  for (; i + kTogether * N <= count; i += kTogether * N) {
    V vectors[kTogether];
    for (size_t k = 0; k < kTogether; ++k) vectors[k] = hn::LoadU(d, terms + i + k * N);
    totals.Add(d, PairwiseSum<kTogether>(d, vectors));
  }
  // Whole vectors
  for (; i + N <= count; i += N) totals.Add(d, hn::LoadU(d, terms + i));
  // Remainder
  double sum = totals.SumAcross();
  for (; i < count; ++i) sum += static_cast<double>(terms[i]);
  return sum;
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
  BroadcastSums sums;  // of what belongs to its elements, where it is broadcast
  // Its elements in the chunk at hand, wherever they are.
  const float* chunk = nullptr;
  bool constant = false;  // one number: every chunk is the same
  HWY_ALIGN ChunkArray gathered;

  HWY_NOINLINE void Bind(const Shape& common, const FloatArray& from) {
    array = from;
    map = BroadcastMap(common, from.shape);
    if (array.data == nullptr || from.shape.Size() != 1) return;
    constant = true;
    std::fill_n(gathered, kChunk, array.data[0]);
    chunk = gathered;
  }
  // `staged`: not where it lies, but with room for a whole vector.
  HWY_NOINLINE void Read(size_t begin, size_t count, bool staged) {
    if (array.data == nullptr || constant) return;
    if (map.identity() && !staged) {
      chunk = array.data + begin;
    } else {
      Gather(map, array.data, begin, count, gathered);
      std::fill(gathered + count, gathered + hwy::RoundUpTo(count, simd::VectorLanes()), 0.0f);
      chunk = gathered;
    }
  }
  // What belongs to its elements, from a chunk.
  HWY_NOINLINE void Put(size_t begin, size_t count, const float* terms, float* to) {
    if (sums.allocated()) {
      sums.Add(map, begin, count, terms);
    } else {
      std::copy_n(terms, count, to + begin);
    }
  }
};

HWY_NOINLINE Status AllocateSums(const Shape& shape, Operand* operand) {
  const size_t size = shape.Size();
  if (operand->map.identity() || operand->sums.Allocate(size)) return {};
  return {StatusCode::kOutOfMemory, 0, static_cast<double>(size) * sizeof(double)};
}

class Run {
 public:
  Run(const ElementwiseLoss& loss, Reduction reduction, const LossResults& results)
      : loss_(loss), reduction_(reduction), results_(results) {}

  Status Prepare(const FloatArray* arrays, const FloatArray& weight) {
    Status status = loss_.arrays == 1 ? BroadcastShapes({&arrays[0].shape}, &common_)
                    : loss_.arrays == 2
                        ? BroadcastShapes({&arrays[0].shape, &arrays[1].shape}, &common_)
                        : BroadcastShapes({&arrays[0].shape, &arrays[1].shape, &arrays[2].shape}, &common_);
    if (status.ok() && weight.data != nullptr) {
      status = CheckBroadcastsTo(common_, weight.shape, loss_.weight_position);
    }
    if (status.ok()) status = CheckSize(common_);
    if (status.ok() && loss_.over_last_axis && common_.rank == 0) status = {StatusCode::kShapeInvalid, 0, 0.0};
    if (!status.ok()) return status;

    for (size_t i = 0; i < loss_.arrays; ++i) {
      operands_[i].Bind(common_, arrays[i]);
      if (i >= loss_.grads || results_.grads[i] == nullptr) continue;
      grads_ = i + 1;
      if (status = AllocateSums(arrays[i].shape, &operands_[i]); !status.ok()) return status;
    }
    weight_.Bind(common_, weight);
    if (loss_.weight_grad && weight.data != nullptr && results_.grads[loss_.weight_position] != nullptr) {
      weight_grad_ = results_.grads[loss_.weight_position];
      if (status = AllocateSums(weight.shape, &weight_); !status.ok()) return status;
    }
    // The losses are an array that is broadcast too, where one of them is of many elements.
    losses_shape_ = common_;
    if (loss_.over_last_axis) losses_shape_.sizes[common_.rank - 1] = 1;
    each_ = reduction_ == Reduction::kNone;
    losses_.Bind(common_, {each_ ? results_.grad_output : nullptr, losses_shape_});
    if (each_ && results_.losses != nullptr) status = AllocateSums(losses_shape_, &losses_);
    if (!status.ok()) return status;

    const double upstream =
        results_.grad_output != nullptr && !each_ ? static_cast<double>(results_.grad_output[0]) : 1.0;
    divisor_ = Divisor(arrays[0].shape);
    scale_ = static_cast<float>(upstream / divisor_);
    return {};
  }

  void Go() {
    const size_t size = common_.Size();
    const size_t whole = size - size % simd::VectorLanes();
    for (size_t begin = 0; begin < whole; begin += kChunk) RunChunk(begin, std::min(kChunk, whole - begin), false);
    if (whole < size) RunChunk(whole, size - whole, true);
    for (size_t i = 0; i < grads_; ++i) {
      if (operands_[i].sums.allocated()) operands_[i].sums.Write(results_.grads[i]);
    }
    if (weight_.sums.allocated()) weight_.sums.Write(weight_grad_);
    if (losses_.sums.allocated()) losses_.sums.Write(results_.losses, divisor_);
    if (!each_ && results_.value != nullptr) *results_.value = total_ / divisor_;
  }

 private:
  double Divisor(const Shape& first) const {
    if (reduction_ == Reduction::kMean) return static_cast<double>(common_.Size());
    if (reduction_ == Reduction::kBatchMean) return first.rank == 0 ? 1.0 : static_cast<double>(first.sizes[0]);
    // A sum over no rows is 0, however long they are.
    if (!loss_.over_last_axis || losses_shape_.Size() == 0) return 1.0;
    return static_cast<double>(common_.sizes[common_.rank - 1]);
  }

  HWY_NOINLINE void RunChunk(size_t begin, size_t count, bool staged) {
    ElementwiseChunk chunk;
    chunk.count = hwy::RoundUpTo(count, simd::VectorLanes());
    chunk.scale = scale_;
    for (size_t i = 0; i < loss_.arrays; ++i) {
      operands_[i].Read(begin, count, staged);
      chunk.arrays[i] = operands_[i].chunk;
    }
    const bool with_losses = each_ && results_.losses != nullptr;
    const bool direct_losses = with_losses && losses_.map.identity() && !staged;
    chunk.losses = direct_losses ? results_.losses + begin : loss_chunk_;
    for (size_t i = 0; i < grads_; ++i) {
      const bool direct = results_.grads[i] != nullptr && operands_[i].map.identity() && !staged;
      chunk.grads[i] = direct ? results_.grads[i] + begin : grad_chunks_[i];
    }
    chunk.grad_count = grads_;
    loss_.kernel(loss_.terms, chunk);

    if (weight_grad_ != nullptr) simd::Scale(chunk.count, chunk.losses, scale_, weight_chunk_);
    weight_.Read(begin, count, staged);
    if (weight_.array.data != nullptr) Multiply(chunk, weight_.chunk, true);
    losses_.Read(begin, count, staged);
    if (losses_.array.data != nullptr) {
      Multiply(chunk, losses_.chunk, false);
      if (weight_grad_ != nullptr) simd::Multiply(chunk.count, losses_.chunk, weight_chunk_);
    }
    if (weight_grad_ != nullptr) weight_.Put(begin, count, weight_chunk_, weight_grad_);

    if (with_losses && !direct_losses) losses_.Put(begin, count, chunk.losses, results_.losses);
    if (!each_ && results_.value != nullptr) total_ += simd::Sum(count, chunk.losses);
    for (size_t i = 0; i < grads_; ++i) {
      if (results_.grads[i] == nullptr || chunk.grads[i] != grad_chunks_[i]) continue;
      operands_[i].Put(begin, count, chunk.grads[i], results_.grads[i]);
    }
  }

  HWY_NOINLINE void Multiply(const ElementwiseChunk& chunk, const float* factors, bool losses_too) const {
    if (losses_too) simd::Multiply(chunk.count, factors, chunk.losses);
    for (size_t i = 0; i < grads_; ++i) {
      if (results_.grads[i] != nullptr) simd::Multiply(chunk.count, factors, chunk.grads[i]);
    }
  }

  const ElementwiseLoss& loss_;
  const Reduction reduction_;
  const LossResults& results_;
  Shape common_;
  Shape losses_shape_;
  Operand operands_[kMaxElementwiseArrays];
  Operand weight_;
  float* weight_grad_ = nullptr;
  Operand losses_;     // its array is their upstream gradient
  bool each_ = false;  // whether there is no reduction
  size_t grads_ = 0;   // how many the kernel writes
  double divisor_ = 1.0;
  float scale_ = 1.0f;
  double total_ = 0.0;
  HWY_ALIGN ChunkArray loss_chunk_;
  HWY_ALIGN ChunkArray grad_chunks_[kMaxElementwiseArrays];
  HWY_ALIGN ChunkArray weight_chunk_;
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
