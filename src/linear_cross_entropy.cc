// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Tile by tile of rows, block by block of classes: the product gives a block's logits, and the kernels of cross-entropy
// take them as rows of few classes. What is known of a row, its maximum and the rest of its exponentials, is carried
// from block to block. With gradients the exponentials of all blocks are kept, of one tile, rather than computed again
// once the rows' sums are known: the product is nearly all of the work.

#include "src/linear_cross_entropy.h"

#include <algorithm>
#include <cmath>

#include "src/memory.h"
#include "src/simd/label_heads-inl.h"
#include "src/simd/products-inl.h"
#include "src/simd/rows_so_far-inl.h"
#include "src/simd/softmax_stats-inl.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

using D = hwy::HWY_NAMESPACE::ScalableTag<float>;
using simd::kTileRows;

constexpr size_t kClassesAtOnce = 128;

size_t ToWholeVectors(size_t count) {
  const size_t N = hwy::HWY_NAMESPACE::Lanes(D());
  return (count + N - 1) / N * N;
}

// The sizes and arrays of a call.
struct Layer {
  size_t dims;
  size_t classes;
  const float* hidden;
  const float* weight;
  const float* bias;
};

// Takes rows that count, up to a tile of them at a time.
class Tiles {
 public:
  Tiles(const Layer& layer, const simd::LabelPlan& plan, const LossResults& results)
      : layer_(layer), plan_(plan), grads_(results.grads) {
    wants_grad_ = grads_[0] != nullptr || grads_[1] != nullptr || grads_[2] != nullptr;
    stride_ = wants_grad_ ? ToWholeVectors(layer.classes) : kClassesAtOnce;
    if (wants_grad_) capacity_ = std::clamp(layer.dims / 8 / 4 * 4, size_t{4}, kTileRows);
  }

  Status Allocate(size_t rows) {
    capacity_ = std::min(capacity_, rows);
    Status status = AllocateGrid(capacity_, stride_, &logits_);
    if (status.ok()) status = AllocateGrid(capacity_, layer_.dims, &packed_);
    if (status.ok() && wants_grad_) status = AllocateGrid(stride_ / kClassesAtOnce + 1, capacity_, &block_max_);
    if (status.ok() && grads_[0] != nullptr) status = AllocateGrid(capacity_, layer_.dims, &grad_block_);
    if (status.ok() && grads_[0] != nullptr) status = AllocateGrid(capacity_, layer_.dims, &grad_sums_);
    return status;
  }

  void Add(size_t row) {
    std::copy_n(layer_.hidden + row * layer_.dims, layer_.dims, packed_.get() + count_ * layer_.dims);
    rows_[count_] = row;
    if (++count_ == capacity_) Run();
  }

  // The rows that have been added and not been taken.
  void Run() {
    if (count_ == 0) return;
    Gather();
    simd::RowsSoFar so_far;
    for (size_t first = 0; first < layer_.classes; first += kClassesAtOnce) TakeClasses(first, so_far);
    simd::RowStats stats;
    so_far.Get(count_, stats);
    Finish(stats);
    if (wants_grad_) WriteGrads(stats);
    count_ = 0;
  }

 private:
  // A block of classes, as rows of a tile.
  simd::RowTile BlockAt(size_t first) {
    simd::RowTile tile;
    tile.in[0] = tile.out[0] = logits_.get() + (wants_grad_ ? first : 0);
    tile.classes = std::min(kClassesAtOnce, layer_.classes - first);
    tile.row_stride = stride_;
    tile.rows = count_;
    return tile;
  }

  simd::Smoothing SmoothingAt(size_t first) const {
    simd::Smoothing smoothing = plan_.smoothing;
    if (smoothing.class_weights != nullptr) smoothing.class_weights += first;
    return smoothing;
  }

  void Gather() {
    const size_t padded = ToWholeVectors(count_);
    std::fill_n(labels_.label, padded, plan_.ignore_label);
    std::fill_n(labels_.logit, padded, 0.0f);
    std::fill_n(labels_.class_weight, padded, 1.0f);
    std::fill_n(labels_.upstream, padded, 0.0f);
    for (size_t r = 0; r < count_; ++r) {
      const int32_t label = plan_.labels[rows_[r]];
      labels_.label[r] = label;
      if (plan_.class_weights != nullptr) labels_.class_weight[r] = plan_.class_weights[label];
      labels_.upstream[r] = plan_.reduction.Upstream(rows_[r]);
    }
  }

  // Calls body(r, number) for the rows whose label is in the block, with the label's number in the tile.
  template <class Body>
  void ForEachLabel(size_t first, const simd::RowTile& tile, const Body& body) const {
    for (size_t r = 0; r < count_; ++r) {
      const auto label = static_cast<size_t>(labels_.label[r]);
      if (label >= first && label - first < tile.classes) body(r, tile.IndexOf(r, label - first));
    }
  }

  void TakeClasses(size_t first, simd::RowsSoFar& so_far) {
    simd::RowTile tile = BlockAt(first);
    const size_t classes = tile.classes;
    const size_t padded = ToWholeVectors(classes);
    for (size_t r = 0; r < count_; ++r) {
      float* const row = tile.out[0] + r * stride_;
      std::fill_n(row, classes, 0.0f);
      if (layer_.bias != nullptr) std::copy_n(layer_.bias + first, classes, row);
      // What the kernels want, a whole vector at least, ends in classes that are impossible.
      std::fill(row + classes, row + padded, -HUGE_VALF);
    }
    simd::AddProducts(layer_.dims, classes, layer_.weight + first * layer_.dims, count_, packed_.get(), stride_,
                      tile.out[0]);
    ForEachLabel(first, tile, [&](size_t r, size_t at) { labels_.logit[r] = tile.in[0][at]; });

    simd::RowStats stats;
    double mass = 0.0;
    tile.classes = padded;
    simd::FindMaxima(simd::Wide(), D(), tile, stats);
    // A block of a row, unlike a row, may hold nothing but -inf: less than any other number that is a rest of -1.
    bool impossible[kTileRows];
    for (size_t r = 0; r < count_; ++r) {
      impossible[r] = stats.max[r] == -HUGE_VALF;
      if (impossible[r]) stats.max[r] = 0.0f;
    }
    if (plan_.smoothing.any()) {
      tile.classes = classes;
      simd::SumShares(simd::Wide(), D(), tile, SmoothingAt(first), stats);
      mass = MassOf(first, classes);
      tile.classes = padded;
    }
    simd::SumExps(simd::Wide(), D(), tile, exponential_, wants_grad_, stats);
    for (size_t r = 0; r < count_; ++r) {
      if (impossible[r]) stats.max[r] = -HUGE_VALF;
      if (wants_grad_) block_max_[first / kClassesAtOnce * capacity_ + r] = stats.max[r];
    }
    so_far.Join(count_, stats, plan_.smoothing.any(), mass);
  }

  double MassOf(size_t first, size_t classes) const {
    const float* const weights = plan_.class_weights;
    double sum = weights == nullptr ? static_cast<double>(classes) : 0.0;
    for (size_t j = 0; weights != nullptr && j < classes; ++j) sum += static_cast<double>(weights[first + j]);
    return sum * static_cast<double>(plan_.smoothing.share);
  }

  // The rows' losses, and the scales of their gradients.
  void Finish(const simd::RowStats& stats) {
    HWY_ALIGN float log_sums[kTileRows];
    float losses[kTileRows];
    simd::LogOfSums(D(), count_, stats.exps.rest(), log_sums);
    simd::RowTile tile;
    tile.rows = count_;
    simd::LabelPlan plan = plan_;
    plan.reduction.row_upstream = labels_.upstream;
    if (plan.reduction.row_losses != nullptr) plan.reduction.row_losses = losses;
    for (size_t r = 0; r < count_; r += simd::hn::Lanes(D())) {
      const auto shifted = simd::hn::Sub(simd::hn::Load(D(), labels_.logit + r), simd::hn::Load(D(), stats.max + r));
      simd::hn::Store(simd::Exp2Product(D(), shifted, exponential_), D(), labels_.exp + r);
    }
    simd::FinishCrossEntropy(D(), tile, plan, labels_, stats, log_sums, wants_grad_ ? &grad_scales_ : nullptr);
    if (plan.reduction.row_losses == nullptr) return;
    for (size_t r = 0; r < count_; ++r) plan_.reduction.row_losses[rows_[r]] = losses[r];
  }

  void WriteGrads(const simd::RowStats& stats) {
    const size_t dims = layer_.dims;
    if (grads_[0] != nullptr) std::fill_n(grad_sums_.get(), count_ * dims, 0.0);
    for (size_t first = 0; first < layer_.classes; first += kClassesAtOnce) {
      const simd::RowTile tile = BlockAt(first);
      WriteLogitGrads(first, tile, stats);
      const float* const logit_grads = tile.out[0];
      if (grads_[0] != nullptr) AddHiddenGrads(first, tile);
      if (grads_[1] != nullptr) {
        simd::AddCombinations(dims, simd::Factors<float>{logit_grads, 1, stride_}, tile.classes, count_, packed_.get(),
                              grads_[1] + first * dims);
      }
      for (size_t j = 0; grads_[2] != nullptr && j < tile.classes; ++j) {
        double sum = 0.0;
        for (size_t r = 0; r < count_; ++r) sum += static_cast<double>(logit_grads[r * stride_ + j]);
        grads_[2][first + j] += static_cast<float>(sum);
      }
    }
    for (size_t r = 0; grads_[0] != nullptr && r < count_; ++r) {
      const double* const sums = grad_sums_.get() + r * dims;
      for (size_t k = 0; k < dims; ++k) grads_[0][rows_[r] * dims + k] = static_cast<float>(sums[k]);
    }
  }

  // Of the exponentials of a block, which were stored relative to its own maximum, makes the gradients of its logits.
  void WriteLogitGrads(size_t first, const simd::RowTile& tile, const simd::RowStats& stats) {
    double factors[kTileRows];
    for (size_t r = 0; r < count_; ++r) {
      const float max = block_max_[first / kClassesAtOnce * capacity_ + r];
      factors[r] = static_cast<double>(max) - static_cast<double>(stats.max[r]);
    }
    simd::SumDoubleExps(count_, factors);
    const auto of_max = static_cast<double>(simd::StoredMaximum(ToWholeVectors(tile.classes)));
    simd::GradTile scales = grad_scales_;
    for (size_t r = 0; r < count_; ++r) {
      scales.scale[r] = static_cast<float>(static_cast<double>(scales.scale[r]) * factors[r] / of_max);
    }
    simd::WriteGrads(simd::Wide(), D(), tile, SmoothingAt(first), scales);
    ForEachLabel(first, tile, [&](size_t r, size_t at) { tile.out[0][at] = scales.at_label[r]; });
  }

  // Floats add up a block's classes, doubles the blocks.
  void AddHiddenGrads(size_t first, const simd::RowTile& tile) {
    const size_t dims = layer_.dims;
    std::fill_n(grad_block_.get(), count_ * dims, 0.0f);
    simd::AddCombinations(dims, simd::Factors<float>{tile.out[0], stride_, 1}, count_, tile.classes,
                          layer_.weight + first * dims, grad_block_.get());
    for (size_t i = 0; i < count_ * dims; ++i) grad_sums_[i] += static_cast<double>(grad_block_[i]);
  }

  const Layer& layer_;
  const simd::LabelPlan& plan_;
  float* const* grads_;
  bool wants_grad_ = false;
  size_t capacity_ = kTileRows;
  size_t stride_ = 0;
  simd::SoftmaxExponential exponential_ = simd::SoftmaxExponential(1.0f);

  size_t count_ = 0;
  size_t rows_[kTileRows];
  simd::LabelTile labels_;
  simd::GradTile grad_scales_;
  Buffer<float> packed_;      // the rows of `hidden`
  Buffer<float> logits_;      // and then their exponentials, and then their gradients
  Buffer<float> block_max_;   // of each block of classes, that of each row
  Buffer<float> grad_block_;  // the gradients of `hidden`, from one block of classes
  Buffer<double> grad_sums_;  // and from all
};

Status CheckShapes(const Shape& hidden, const Shape& weight, const FloatArray& bias) {
  if (hidden.rank == 0) return {StatusCode::kShapeInvalid, 0, 0.0};
  if (weight.rank != 2) return {StatusCode::kShapeInvalid, 1, static_cast<double>(weight.rank)};
  if (weight.sizes[1] != hidden.sizes[hidden.rank - 1]) return {StatusCode::kShapeInvalid, 1, 1.0};
  if (bias.data != nullptr && !(bias.shape == Shape{weight.sizes[0]})) return {StatusCode::kShapeInvalid, 2, 0.0};
  return {};
}

}  // namespace

Status LinearCrossEntropy(const FloatArray& hidden, const FloatArray& weight, const FloatArray& bias,
                          const int32_t* labels, const CrossEntropyOptions& options, const LossResults& results) {
  if (const Status status = CheckShapes(hidden.shape, weight.shape, bias); !status.ok()) return status;
  const Layer layer = {.dims = weight.shape.sizes[1],
                       .classes = weight.shape.sizes[0],
                       .hidden = hidden.data,
                       .weight = weight.data,
                       .bias = bias.data};
  size_t rows = 1;
  for (size_t axis = 0; axis + 1 < hidden.shape.rank; ++axis) rows *= hidden.shape.sizes[axis];
  simd::LabelCall call;
  Status status = simd::PlanLabelLoss({}, rows, layer.classes, labels, options, results, &call);
  if (!status.ok()) return status;
  Tiles tiles(layer, call.plan, results);
  status = tiles.Allocate(rows);
  if (!status.ok()) return status;

  const size_t sizes[] = {rows * layer.dims, layer.classes * layer.dims, layer.classes};
  for (size_t i = 0; i < std::size(sizes); ++i) {
    if (results.grads[i] != nullptr) std::fill_n(results.grads[i], sizes[i], 0.0f);
  }
  if (call.plan.reduction.row_losses != nullptr) std::fill_n(call.plan.reduction.row_losses, rows, 0.0f);
  for (size_t row = 0; row < rows; ++row) {
    if (labels[row] != options.ignore_label) tiles.Add(row);
  }
  tiles.Run();
  simd::WriteValue(options.reduction, call.total, call.denominator, results.value);
  return {};
}

}  // namespace surprisal
