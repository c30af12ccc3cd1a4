// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the losses of the softmax family but cross-entropy itself make of a row's label and statistics. They differ in
// this alone, which is done once a row; so they share cross-entropy's kernel, which asks once a tile whose it is.

#ifndef SURPRISAL_SRC_SIMD_LABEL_HEADS_INL_H_
#define SURPRISAL_SRC_SIMD_LABEL_HEADS_INL_H_

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

#include "src/simd/math-inl.h"
#include "src/simd/row_reduction-inl.h"
#include "src/simd/row_stats-inl.h"
#include "src/simd/row_tiles-inl.h"
#include "src/simd/target_mass-inl.h"
#include "src/softmax_loss.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// What a call has worked out before its first row.
struct LabelPlan {
  const int32_t* labels;
  int32_t ignore_label;
  const float* class_weights;
  float keep;  // 1 - eps
  Smoothing smoothing;
  RowReduction reduction;
  SoftmaxLoss loss;
};

// A plan, and what its losses sum up to.
struct LabelCall {
  LabelPlan plan;
  double denominator;
  double total = 0.0;
};

// Checks labels and options, in src/softmax_loss.cc. `call` has to stay where it is.
Status PlanLabelLoss(const SoftmaxLoss& loss, size_t rows, size_t classes, const int32_t* labels,
                     const CrossEntropyOptions& options, const LossResults& results, LabelCall* call);

// The kernel of the softmax family against labels, in src/simd/label_rows.cc.
void RunLabelRows(const RowShape& shape, const RowArrays& arrays, const LabelPlan& plan);

// The labels of a tile's rows, and what they pick; rows up to the end of the last vector are ignored ones.
struct LabelTile {
  HWY_ALIGN int32_t label[kTileRows];
  HWY_ALIGN int32_t at[kTileRows];          // where the label's class is in the tile's arrays
  HWY_ALIGN float logit[kTileRows];         // the label's
  HWY_ALIGN float class_weight[kTileRows];  // the label's, if classes have weights
  HWY_ALIGN float upstream[kTileRows];      // G
  HWY_ALIGN float exp[kTileRows];           // the label's, as it is stored, if there are gradients
};

// What the gradient needs of each row.
struct GradTile {
  HWY_ALIGN float scale[kTileRows];     // G A / sum_j exp(z_j), with A the mass of all classes
  HWY_ALIGN float share[kTileRows];     // G, times the share that every class has of the mass
  HWY_ALIGN float at_label[kTileRows];  // the label's gradient
};

// What becomes of a tile's rows is worked out here: the losses, which are added to the
// reduction, and what the gradients need if `grads` is not null. A gradient is G (A p_j - a_j), where a_j is the mass
// of class j; at the label it is, where that is the maximum, G ((A - a_t) - A (1 - p_t)), so that nothing is rounded
// away.
void FinishCrossEntropy(hn::ScalableTag<float> d, const RowTile& tile, const LabelPlan& plan, const LabelTile& labels,
                        const RowStats& stats, const float* log_sums, GradTile* grads);

// The losses of a head other than kCrossEntropy are (nll = -log p_t, q = 1 - p_t)
//
//   focal   w q^gamma nll            A = a_t = w q^(gamma - 1) (q + gamma p_t nll)
//   poly-1  w (nll + eps q)          A = a_t = w (1 + eps p_t)
//   z-loss  cross-entropy + z lse^2  A = cross-entropy's + 2 z lse; a_j = cross-entropy's
void FinishRowsWithHead(hn::ScalableTag<float> d, const RowTile& tile, const LabelPlan& plan,
                        const SoftmaxExponential& exponential, const LabelTile& labels, const RowStats& stats,
                        const float* log_sums, GradTile* grads);

// Two steps between, for who takes the classes of wide rows a block at a time; class_weights are of the block's
// classes.

// stats.gap of a tile of logits.
void SumShares(Wide, hn::ScalableTag<float> d, const RowTile& tile, const Smoothing& smoothing, RowStats& stats);

// From exponentials to gradients, but for the labels', in tile.out[0].
void WriteGrads(Wide, hn::ScalableTag<float> d, const RowTile& tile, const Smoothing& smoothing, const GradTile& grads);

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_LABEL_HEADS_INL_H_
