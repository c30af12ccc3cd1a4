// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/pairs.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/broadcast.h"
#include "src/memory.h"
#include "src/simd/pairs-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Fills up with zeros to a whole step.
HWY_NOINLINE void WidenChunk(const float* from, size_t count, double* to) {
  const PairD d;
  const hn::Rebind<float, PairD> df;
  const size_t whole = count - count % hn::Lanes(d);
  for (size_t i = 0; i < whole; i += hn::Lanes(d)) hn::Store(hn::PromoteTo(d, hn::LoadU(df, from + i)), d, to + i);
  for (size_t i = whole; i < count; ++i) to[i] = static_cast<double>(from[i]);
  std::fill(to + count, to + hwy::RoundUpTo(count, PairStep()), 0.0);
}

HWY_NOINLINE void NarrowChunk(const double* from, size_t count, float* to) {
  const PairD d;
  const hn::Rebind<float, PairD> df;
  const size_t whole = count - count % hn::Lanes(d);
  for (size_t i = 0; i < whole; i += hn::Lanes(d)) hn::StoreU(NarrowToFloat(df, hn::Load(d, from + i)), df, to + i);
  for (size_t i = whole; i < count; ++i) to[i] = static_cast<float>(from[i]);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

// An array beside the common shape, at one of its vectors.
struct VectorOperand {
  FloatArray array;
  BroadcastMap map;
  float* grad = nullptr;
  Buffer<double> grad_sums;  // where the array is broadcast
  size_t stride = 1;         // from a number of a vector to the next; 0 where one number is repeated
  size_t first = 0;          // the vector's first number
  // Which numbers stand in `chunk`.
  size_t staged = 0;
  size_t staged_count = 0;
  HWY_ALIGN double chunk[kPairChunk];
  HWY_ALIGN double grad_chunk[kPairChunk];

  void Stage(size_t begin, size_t count) {
    const size_t from = first + begin * stride;
    // The row has but one chunk, or the array has but one vector.
    if (from == staged && count == staged_count) return;
    staged = from;
    staged_count = count;
    if (stride == 1) return simd::WidenChunk(array.data + from, count, chunk);
    for (size_t i = 0; i < count; ++i) chunk[i] = static_cast<double>(array.data[from + i * stride]);
    std::fill(chunk + count, chunk + hwy::RoundUpTo(count, simd::PairStep()), 0.0);
  }

  void WriteGrad(size_t begin, size_t count) {
    if (grad == nullptr) return;
    const size_t to = first + begin * stride;
    if (grad_sums != nullptr) {
      for (size_t i = 0; i < count; ++i) grad_sums[to + i * stride] += grad_chunk[i];
    } else if (stride == 1) {
      simd::NarrowChunk(grad_chunk, count, grad + to);
    } else {
      for (size_t i = 0; i < count; ++i) grad[to + i * stride] = static_cast<float>(grad_chunk[i]);
    }
  }
};

class PairRun {
 public:
  PairRun(const PairLoss& loss, Reduction reduction, const LossResults& results)
      : loss_(loss), reduction_(reduction), results_(results) {}

  Status Prepare(const FloatArray* arrays, int32_t axis, const FloatArray& target) {
    Shape common;
    const Status status = loss_.arrays == 2
                              ? BroadcastShapes({&arrays[0].shape, &arrays[1].shape}, &common)
                              : BroadcastShapes({&arrays[0].shape, &arrays[1].shape, &arrays[2].shape}, &common);
    if (!status.ok()) return status;
    const ptrdiff_t rank = static_cast<ptrdiff_t>(common.rank);
    const ptrdiff_t from_first = axis < 0 ? axis + rank : axis;
    if (from_first < 0 || from_first >= rank) return {StatusCode::kShapeInvalid, 0, static_cast<double>(axis)};
    const size_t vector_axis = static_cast<size_t>(from_first);
    Shape rows;
    for (size_t a = 0; a < common.rank; ++a) {
      if (a != vector_axis) rows.sizes[rows.rank++] = common.sizes[a];
    }
    if (target.data != nullptr) {
      if (const Status bad = CheckBroadcastsTo(rows, target.shape, loss_.arrays); !bad.ok()) return bad;
      target_ = target.data;
      target_map_ = BroadcastMap(rows, target.shape);
    }
    // Vectors of no numbers make any number of rows out of nothing.
    if (const Status bad = CheckSize(rows); !bad.ok()) return bad;
    if (const Status bad = CheckSize(common); !bad.ok()) return bad;
    length_ = common.sizes[vector_axis];
    outer_ = inner_ = 1;
    for (size_t a = 0; a < vector_axis; ++a) outer_ *= common.sizes[a];
    for (size_t a = vector_axis + 1; a < common.rank; ++a) inner_ *= common.sizes[a];

    for (size_t i = 0; i < loss_.arrays; ++i) {
      if (const Status bad = Bind(common, arrays[i], results_.grads[i], &operands_[i]); !bad.ok()) return bad;
      wants_grads_ = wants_grads_ || results_.grads[i] != nullptr;
    }
    divisor_ = reduction_ == Reduction::kMean ? static_cast<double>(outer_ * inner_) : 1.0;
    return {};
  }

  void Go() {
    double total = 0.0;
    const bool none = reduction_ == Reduction::kNone;
    for (size_t o = 0; o < outer_; ++o) {
      for (size_t i = 0; i < inner_; ++i) {
        const size_t row = o * inner_ + i;
        const double loss = RunRow(row, o * length_ * inner_ + i);
        if (!none) {
          total += loss;
        } else if (results_.losses != nullptr) {
          results_.losses[row] = static_cast<float>(loss);
        }
      }
    }
    for (VectorOperand& operand : operands_) {
      if (operand.grad_sums == nullptr) continue;
      const size_t size = operand.array.shape.Size();
      for (size_t i = 0; i < size; ++i) operand.grad[i] = static_cast<float>(operand.grad_sums[i]);
    }
    if (!none && results_.value != nullptr) *results_.value = total / divisor_;
  }

 private:
  Status Bind(const Shape& common, const FloatArray& array, float* grad, VectorOperand* operand) const {
    operand->array = array;
    operand->map = BroadcastMap(common, array.shape);
    operand->grad = grad;
    if (common.Size() > 0 && length_ > 1) {
      operand->stride = operand->map.ElementAt(inner_) - operand->map.ElementAt(0);
    }
    if (grad == nullptr || operand->map.identity()) return {};
    const size_t size = array.shape.Size();
    operand->grad_sums = AllocateZeros<double>(size);
    if (operand->grad_sums != nullptr) return {};
    return {StatusCode::kOutOfMemory, 0, static_cast<double>(size) * sizeof(double)};
  }

  // Its loss; writes its gradients. `position`: of the vectors' first number in the common shape.
  double RunRow(size_t row, size_t position) {
    if (length_ > 0) {
      for (size_t i = 0; i < loss_.arrays; ++i) operands_[i].first = operands_[i].map.ElementAt(position);
    }
    PairSums pairs[kMaxPairs];
    double measures[kMaxPairs] = {};
    const size_t passes = loss_.measure->Passes(wants_grads_);
    for (size_t pass = 0; pass < passes; ++pass) {
      ForEachChunk([&](size_t, size_t count) {
        for (size_t p = 0; p < loss_.pairs; ++p) loss_.measure->AddUp(pass, ChunkOf(p, count), &pairs[p]);
      });
    }
    for (size_t p = 0; p < loss_.pairs; ++p) {
      loss_.measure->Finish(&pairs[p]);
      measures[p] = pairs[p].measure;
    }
    const double target = target_ == nullptr ? 0.0 : static_cast<double>(target_[target_map_.ElementAt(row)]);
    const PairLossTerms terms = loss_.terms == nullptr ? PairLossTerms{.loss = measures[0], .slopes = {1.0}}
                                                       : loss_.terms(loss_.options, measures, target);
    if (wants_grads_) RunGrads(pairs, terms, Upstream(row) / divisor_);
    return terms.loss;
  }

  void RunGrads(const PairSums* pairs, const PairLossTerms& terms, double scale) {
    bool is_nan = false;
    for (size_t p = 0; p < loss_.pairs; ++p) {
      is_nan =
          is_nan || std::isnan(terms.slopes[p] * scale) || (terms.slopes[p] != 0.0 && std::isnan(pairs[p].measure));
    }
    ForEachChunk([&](size_t begin, size_t count) {
      for (size_t i = 0; i < loss_.arrays; ++i) {
        std::fill_n(operands_[i].grad_chunk, hwy::RoundUpTo(count, simd::PairStep()),
                    is_nan ? std::numeric_limits<double>::quiet_NaN() : 0.0);
      }
      for (size_t p = 0; p < loss_.pairs && !is_nan; ++p) {
        if (terms.slopes[p] == 0.0) continue;
        loss_.measure->AddGrads(ChunkOf(p, count), pairs[p], terms.slopes[p] * scale,
                                operands_[kPairs[p][0]].grad_chunk, operands_[kPairs[p][1]].grad_chunk);
      }
      for (size_t i = 0; i < loss_.arrays; ++i) operands_[i].WriteGrad(begin, count);
    });
  }

  template <class Body>
  void ForEachChunk(const Body& body) {
    for (size_t begin = 0; begin < length_; begin += kPairChunk) {
      const size_t count = std::min(kPairChunk, length_ - begin);
      for (size_t i = 0; i < loss_.arrays; ++i) operands_[i].Stage(begin, count);
      body(begin, count);
    }
  }

  PairChunk ChunkOf(size_t pair, size_t count) const {
    return {count, operands_[kPairs[pair][0]].chunk, operands_[kPairs[pair][1]].chunk};
  }

  double Upstream(size_t row) const {
    if (results_.grad_output == nullptr) return 1.0;
    return static_cast<double>(results_.grad_output[reduction_ == Reduction::kNone ? row : 0]);
  }

  const PairLoss& loss_;
  const Reduction reduction_;
  const LossResults& results_;
  // The common shape: [outer, length, inner].
  size_t outer_ = 0;
  size_t length_ = 0;
  size_t inner_ = 0;
  VectorOperand operands_[kMaxPairArrays];
  const float* target_ = nullptr;
  BroadcastMap target_map_;
  bool wants_grads_ = false;
  double divisor_ = 1.0;
};

}  // namespace

Status RunPairs(const PairLoss& loss, const FloatArray* arrays, int32_t axis, const FloatArray& target,
                Reduction reduction, const LossResults& results) {
  PairRun run(loss, reduction, results);
  if (const Status status = run.Prepare(arrays, axis, target); !status.ok()) return status;
  run.Go();
  return {};
}

Status CheckSameRank(const FloatArray* arrays, size_t count) {
  for (size_t i = 1; i < count; ++i) {
    if (arrays[i].shape.rank != arrays[0].shape.rank) return {StatusCode::kShapeInvalid, i, 0.0};
  }
  return {};
}

}  // namespace surprisal
