// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/multi_margin_loss.h"

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>

#include "src/checks.h"
#include "src/simd/hinges-inl.h"
#include "src/simd/row_reduction-inl.h"
#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

class MultiMarginRows {
 public:
  MultiMarginRows(const int32_t* labels, const MultiMarginLossOptions& options, const RowReduction& reduction)
      : labels_(labels), options_(options), reduction_(reduction) {}

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    using V = hn::Vec<D>;
    const hn::RebindToSigned<D> di;
    const bool squares = options_.p == 2.0f;
    // Of each row: the label, its score, w_t / C, what gradients are multiples of, and the sums.
    HWY_ALIGN int32_t label[kTileRows] = {};
    HWY_ALIGN float score[kTileRows] = {};
    HWY_ALIGN float factor[kTileRows];
    HWY_ALIGN float scale[kTileRows] = {};
    HWY_ALIGN float losses[kTileRows];
    HWY_ALIGN float slopes[kTileRows];
    ClearLast(d, tile.rows, losses);
    for (size_t r = 0; r < tile.rows; ++r) {
      label[r] = labels_[tile.first_row + r];
      const auto t = static_cast<size_t>(label[r]);
      score[r] = tile.in[0][tile.IndexOf(r, t)];
      const float weight = options_.class_weights != nullptr ? options_.class_weights[t] : 1.0f;
      factor[r] = weight / static_cast<float>(tile.classes);
      scale[r] = options_.p * factor[r] * reduction_.Upstream(tile.first_row + r);
    }

    const V margin = hn::Set(d, options_.margin);
    const V zero = hn::Zero(d);
    const auto square = hn::Ne(hn::Set(d, squares ? 1.0f : 0.0f), zero);
    Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      const auto own = group.Of(di, label);
      const V label_score = group.Of(d, score);
      const V row_scale = group.Of(d, scale);
      HingeSums<D> sums;
      group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
        // The difference first: of scores that are near each other it is exact.
        const V z = hn::Add(hn::Sub(slice.Load(d, tile.in[0]), label_score), margin);
        const auto is_own = hn::RebindMask(d, hn::Eq(slice.Classes(di), own));
        const V hinge = slice.Valid(d, hn::IfThenZeroElse(is_own, HingeOf(d, z)), zero);
        const V slope = hn::IfThenElse(square, hinge, StepOf(d, hinge));
        sums.Add(d, hn::Mul(hinge, slope), slope);
        if (tile.out[0] != nullptr) slice.Store(d, hn::Mul(slope, row_scale), tile.out[0]);
      });
      sums.Flush(d);
      group.Store(d, RowTotals(d, group, sums.losses()), losses);
      group.Store(d, RowTotals(d, group, sums.slopes()), slopes);
    });
    for (size_t r = 0; r < tile.rows; ++r) {
      // With a single class nothing else has seen the score.
      losses[r] = std::isnan(score[r]) ? score[r] : losses[r] * factor[r];
      if (tile.out[0] != nullptr) {
        tile.out[0][tile.IndexOf(r, static_cast<size_t>(label[r]))] = -(slopes[r] * scale[r]);
      }
    }
    for (size_t r = tile.rows; r % hn::Lanes(d) != 0; ++r) losses[r] = 0.0f;
    reduction_.Add(d, tile, losses);
  }

 private:
  const int32_t* labels_;
  const MultiMarginLossOptions& options_;
  const RowReduction& reduction_;
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {

namespace simd = HWY_NAMESPACE;

Status MultiMarginLoss(const RowShape& shape, const float* scores, const int32_t* labels,
                       const MultiMarginLossOptions& options, const LossResults& results) {
  if (options.p != 1.0f && options.p != 2.0f) {
    return {StatusCode::kOptionInvalid, 0, static_cast<double>(options.p)};
  }
  if (!std::isfinite(options.margin)) return {StatusCode::kOptionInvalid, 1, static_cast<double>(options.margin)};
  Status status = CheckNonNegative(options.class_weights, shape.classes, StatusCode::kWeightInvalid);
  if (status.ok()) status = CheckLabels(labels, shape.Rows(), shape.classes);
  if (!status.ok()) return status;

  const double denominator = static_cast<double>(shape.Rows());
  double total = 0.0;
  const simd::RowReduction reduction = simd::MakeReduction(options.reduction, results, denominator, &total);
  const simd::RowArrays arrays = {.in = {scores, nullptr}, .out = {results.grads[0], nullptr}};
  simd::RunRows(shape, arrays, simd::MultiMarginRows(labels, options, reduction));
  simd::WriteValue(options.reduction, total, denominator, results.value);
  return {};
}

}  // namespace surprisal
