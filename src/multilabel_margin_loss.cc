// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/multilabel_margin_loss.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>

#include "src/checks.h"
#include "src/memory.h"
#include "src/simd/hinges-inl.h"
#include "src/simd/row_reduction-inl.h"
#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

struct PairTotals {
  double loss;
  float active;  // how many pairs have a gradient
};

// One listed class against the `count` others; `pushes` gets one more for each of those whose pair has a gradient.
inline PairTotals ComparePairs(float listed_score, const float* other_scores, size_t count, float* pushes) {
  const hn::ScalableTag<float> d;
  const RowTile tile = WideRows({}, 0, 1, count);
  const auto listed = hn::Set(d, listed_score);
  HingeSums<hn::ScalableTag<float>> sums;
  WideGroup{tile, 0}.ForEachSliceUnrolled(d, [&](auto slice) SURPRISAL_INLINE {
    const auto z = hn::Add(hn::Sub(slice.Load(d, other_scores), listed), hn::Set(d, 1.0f));
    const auto hinge = slice.Valid(d, HingeOf(d, z), hn::Zero(d));
    const auto step = StepOf(d, hinge);
    sums.Add(d, hinge, step);
    slice.Store(d, hn::Add(slice.Load(d, pushes), step), pushes);
  });
  sums.Flush(d);
  return {sums.losses().SumAcross(), static_cast<float>(sums.slopes().SumAcross())};
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

constexpr int32_t kEnd = -1;

// The scratch of a row.
class Row {
 public:
  bool Allocate(size_t classes) {
    if (!Addressable<float>(classes, 3)) return false;
    memory_ = AllocateZeros<float>(3 * classes);
    listed_ = AllocateZeros<bool>(classes);
    if (memory_ == nullptr || listed_ == nullptr) return false;
    classes_ = classes;
    others_ = memory_.get();
    pushes_ = others_ + classes;
    pulls_ = pushes_ + classes;
    return true;
  }

  // The row's loss. `scores` and `labels` are the row's first, `stride` is from one to the next.
  double LossOf(const float* scores, const int32_t* labels, size_t stride) {
    std::fill_n(listed_.get(), classes_, false);
    std::fill_n(pushes_, classes_, 0.0f);
    std::fill_n(pulls_, classes_, 0.0f);
    size_t listed = 0;
    for (; listed < classes_ && labels[listed * stride] != kEnd; ++listed) {
      listed_[static_cast<size_t>(labels[listed * stride])] = true;
    }
    const size_t others = ForEachRun([&](size_t begin, size_t position, size_t count) {
      for (size_t i = 0; i < count; ++i) others_[position + i] = scores[(begin + i) * stride];
    });
    bool is_defined = true;
    for (size_t j = 0; j < classes_; ++j) is_defined &= !std::isnan(scores[j * stride]);
    // NaN counts even if nothing is compared to it.
    double loss = is_defined ? 0.0 : std::numeric_limits<double>::quiet_NaN();
    for (size_t k = 0; k < listed; ++k) {
      const auto label = static_cast<size_t>(labels[k * stride]);
      const simd::PairTotals totals = simd::ComparePairs(scores[label * stride], others_, others, pushes_);
      loss += totals.loss;
      pulls_[label] += totals.active;
    }
    return loss / static_cast<double>(classes_);
  }

  // After LossOf().
  void WriteGrad(float scale, const int32_t* labels, size_t stride, float* grad) const {
    ForEachRun([&](size_t begin, size_t position, size_t count) {
      for (size_t i = 0; i < count; ++i) grad[(begin + i) * stride] = scale * pushes_[position + i];
    });
    for (size_t k = 0; k < classes_ && labels[k * stride] != kEnd; ++k) {
      const auto label = static_cast<size_t>(labels[k * stride]);
      grad[label * stride] = scale * -pulls_[label];
    }
  }

 private:
  // Calls body(first class, its position among the others, how many) for each run of classes that are not listed: of
  // many classes few are, and what is done with a run is done with vectors. Returns how many others there are.
  template <class Body>
  size_t ForEachRun(const Body& body) const {
    size_t position = 0;
    for (size_t begin = 0; begin < classes_;) {
      const void* const found = std::memchr(listed_.get() + begin, true, classes_ - begin);
      const size_t end =
          found == nullptr ? classes_ : static_cast<size_t>(static_cast<const bool*>(found) - listed_.get());
      body(begin, position, end - begin);
      position += end - begin;
      begin = end + 1;
    }
    return position;
  }

  size_t classes_ = 0;
  Buffer<float> memory_;
  Buffer<bool> listed_;
  float* others_ = nullptr;  // the scores of the classes that are not listed, side by side
  float* pushes_ = nullptr;  // of each of those, how many pairs have a gradient
  float* pulls_ = nullptr;   // of each class that is listed, likewise
};

}  // namespace

Status MultilabelMarginLoss(const RowShape& shape, const float* scores, const int32_t* labels, Reduction reduction,
                            const LossResults& results) {
  const size_t rows = shape.Rows();
  size_t counted = 0;
  if (const Status status = CheckLabels(labels, shape.Size(), shape.classes, kEnd, &counted); !status.ok()) {
    return status;
  }
  Row row_at_hand;
  if (rows > 0 && !row_at_hand.Allocate(shape.classes)) {
    return {StatusCode::kOutOfMemory, 0, 3.0 * static_cast<double>(shape.classes) * static_cast<double>(sizeof(float))};
  }

  const double denominator = static_cast<double>(rows);
  double total = 0.0;
  const simd::RowReduction row_reduction = simd::MakeReduction(reduction, results, denominator, &total);
  for (size_t row = 0; row < rows; ++row) {
    const size_t begin = row / shape.inner * shape.classes * shape.inner + row % shape.inner;
    const double loss = row_at_hand.LossOf(scores + begin, labels + begin, shape.inner);
    row_reduction.AddRow(row, loss);
    if (results.grads[0] == nullptr) continue;
    const float scale = row_reduction.Upstream(row) / static_cast<float>(shape.classes);
    row_at_hand.WriteGrad(scale, labels + begin, shape.inner, results.grads[0] + begin);
  }
  simd::WriteValue(reduction, total, denominator, results.value);
  return {};
}

}  // namespace surprisal
