// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the losses of the softmax family make of a row's label and statistics. They differ in this alone, which is done
// once a row; so they share their kernels, which ask once a tile whose they are.

#ifndef SURPRISAL_SRC_SIMD_LABEL_HEADS_INL_H_
#define SURPRISAL_SRC_SIMD_LABEL_HEADS_INL_H_

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

#include "src/simd/activations-inl.h"
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

// The labels of a tile's rows, and what they pick; rows up to the end of the last vector are ignored ones.
struct LabelTile {
  HWY_ALIGN int32_t label[kTileRows];
  HWY_ALIGN float logit[kTileRows];         // the label's
  HWY_ALIGN float class_weight[kTileRows];  // the label's, if classes have weights
  HWY_ALIGN float upstream[kTileRows];      // G
};

// What the gradient needs of each row.
struct GradTile {
  HWY_ALIGN float scale[kTileRows];     // G A / sum_j exp(z_j), with A the mass of all classes
  HWY_ALIGN float share[kTileRows];     // G, times the share that every class has of the mass
  HWY_ALIGN float at_label[kTileRows];  // the label's gradient
};

// What becomes of a tile's rows is worked out in functions that all kernels share: the losses, which are added to the
// reduction, and what the gradients need if `grads` is not null. A gradient is G (A p_j - a_j), where a_j is the mass
// of class j; at the label it is, where that is the maximum, G ((A - a_t) - A (1 - p_t)), so that nothing is rounded
// away.

template <class D, class V = hn::Vec<D>>
HWY_NOINLINE void FinishCrossEntropy(D d, const RowTile& tile, const LabelPlan& shared_plan,
                                     const SoftmaxExponential& exponential, const LabelTile& labels,
                                     const RowStats& stats, const float* log_sums, GradTile* grads) {
  // A copy, or each store to a float might change it.
  const LabelPlan plan = shared_plan;
  const bool smoothed = plan.smoothing.any();
  const hn::RebindToSigned<D> di;
  HWY_ALIGN float losses[kTileRows];
  for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
    const auto counted = hn::RebindMask(d, hn::Ne(hn::Load(di, labels.label + r), hn::Set(di, plan.ignore_label)));
    const V class_weight = plan.class_weights != nullptr ? hn::Load(d, labels.class_weight + r) : hn::Set(d, 1.0f);
    const V weight = hn::IfThenElseZero(counted, hn::Mul(hn::Set(d, plan.keep), class_weight));
    const V logit = hn::Load(d, labels.logit + r);
    const V max = hn::Load(d, stats.max + r);
    const V log_sum = hn::Load(d, log_sums + r);
    V loss = hn::Zero(d);
    V mass = weight;
    if (smoothed) {
      const V shared = hn::Set(d, plan.smoothing.total);
      loss = MultiplyAdd(shared, log_sum, hn::Load(d, stats.gap + r));
      mass = hn::Add(weight, shared);
    }
    // A label that counts for nothing may have any logit: no 0 * inf.
    if (plan.keep != 0.0f) loss = MultiplyAdd(weight, hn::Add(hn::Sub(max, logit), log_sum), loss);
    hn::Store(hn::IfThenElseZero(counted, loss), d, losses + r);

    if (grads == nullptr) continue;
    const V upstream =
        plan.reduction.row_upstream != nullptr ? hn::Load(d, labels.upstream + r) : hn::Set(d, plan.reduction.upstream);
    const V g = hn::IfThenElseZero(counted, upstream);
    const V rest = hn::Load(d, stats.rest + r);
    const V scale = Quotient(hn::Mul(g, mass), hn::Add(rest, hn::Set(d, 1.0f)));
    // At a label whose probability is above 1/2, A p_t - a_t = (A - a_t) - A (1 - p_t): there nothing is rounded
    // away.
    V others = hn::Zero(d);
    V at_label = hn::Mul(Exp2Product(d, hn::Sub(logit, max), exponential), scale);
    if (smoothed) {
      const V own = hn::Mul(hn::Set(d, plan.smoothing.share), class_weight);
      others = hn::Mul(g, hn::Sub(hn::Set(d, plan.smoothing.total), own));
      at_label = NegMultiplyAdd(g, own, at_label);
    }
    at_label = NegMultiplyAdd(g, weight, at_label);
    const V at_max = NegMultiplyAdd(scale, rest, others);
    const auto saturated = hn::And(hn::Eq(logit, max), hn::Lt(rest, hn::Set(d, 1.0f)));
    at_label = hn::IfThenElse(saturated, at_max, at_label);
    hn::Store(hn::IfThenElseZero(counted, at_label), d, grads->at_label + r);
    hn::Store(scale, d, grads->scale + r);
    hn::Store(hn::Mul(g, hn::Set(d, plan.smoothing.share)), d, grads->share + r);
  }
  plan.reduction.Add(d, tile, losses);
}

// The other losses are (nll = -log p_t, q = 1 - p_t)
//
//   focal   w q^gamma nll            A = a_t = w q^(gamma - 1) (q + gamma p_t nll)
//   poly-1  w (nll + eps q)          A = a_t = w (1 + eps p_t)
//   z-loss  cross-entropy + z lse^2  A = cross-entropy's + 2 z lse; a_j = cross-entropy's
template <class D, class V = hn::Vec<D>>
SURPRISAL_SMALL void FinishRowsWithHead(D d, const RowTile& tile, const LabelPlan& plan,
                                     const SoftmaxExponential& exponential, const LabelTile& labels,
                                     const RowStats& stats, const float* log_sums, GradTile* grads) {
  const hn::RebindToSigned<D> di;
  const V one = hn::Set(d, 1.0f);
  const V zero = hn::Zero(d);
  const V parameter = hn::Set(d, plan.loss.parameter);
  HWY_ALIGN float losses[kTileRows];
  for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
    const auto counted = hn::RebindMask(d, hn::Ne(hn::Load(di, labels.label + r), hn::Set(di, plan.ignore_label)));
    const V class_weight = plan.class_weights != nullptr ? hn::Load(d, labels.class_weight + r) : one;
    const V weight = hn::IfThenElseZero(counted, hn::Mul(hn::Set(d, plan.keep), class_weight));
    const V logit = hn::Load(d, labels.logit + r);
    const V max = hn::Load(d, stats.max + r);
    const V log_sum = hn::Load(d, log_sums + r);
    const V rest = hn::Load(d, stats.rest + r);
    const V sum = hn::Add(rest, one);
    const V power = Exp2Product(d, hn::Sub(logit, max), exponential);
    const V prob = Quotient(power, sum);
    const auto at_max = hn::Eq(logit, max);
    const V uncertainty = hn::IfThenElse(at_max, Quotient(rest, sum), hn::Sub(one, prob));
    const V nll = hn::Add(hn::Sub(max, logit), log_sum);

    V loss = zero;
    V mass = weight;        // A
    V label_mass = weight;  // of a_t, what the label has as such,
    V own = zero;           // and what it has as a class
    V spare = zero;         // A - a_t
    switch (plan.loss.head) {
      case SoftmaxHead::kFocal: {
        const V factor = PowOfProb(d, uncertainty, plan.loss.parameter);
        loss = hn::Mul(weight, hn::Mul(factor, nll));
        // p_t nll / q, which is 1 where all of them vanish; and 0 where p_t is, however large the loss.
        const V of_prob = ProductOrZero(d, prob, nll);
        const V ratio = hn::IfThenElse(hn::Eq(uncertainty, zero), one, Quotient(of_prob, uncertainty));
        mass = label_mass = hn::Mul(weight, hn::Mul(factor, MultiplyAdd(parameter, ratio, one)));
        break;
      }
      case SoftmaxHead::kPoly1:
        loss = hn::Mul(weight, MultiplyAdd(parameter, uncertainty, nll));
        mass = label_mass = hn::Mul(weight, MultiplyAdd(parameter, prob, one));
        break;
      case SoftmaxHead::kZLoss: {
        if (plan.smoothing.any()) {
          const V total = hn::Set(d, plan.smoothing.total);
          own = hn::Mul(hn::Set(d, plan.smoothing.share), class_weight);
          loss = MultiplyAdd(total, log_sum, hn::Load(d, stats.gap + r));
          mass = hn::Add(weight, total);
          spare = hn::Sub(total, own);
        }
        // A label that counts for nothing may have any logit: no 0 * inf.
        if (plan.keep != 0.0f) loss = MultiplyAdd(weight, nll, loss);
        const V lse = hn::Add(max, log_sum);
        const V slope = hn::Mul(parameter, lse);  // in this order the square overflows later
        loss = MultiplyAdd(slope, lse, loss);
        spare = MultiplyAdd(hn::Set(d, 2.0f), slope, spare);
        mass = MultiplyAdd(hn::Set(d, 2.0f), slope, mass);
        break;
      }
      case SoftmaxHead::kCrossEntropy:
        break;  // has a function of its own
    }
    hn::Store(hn::IfThenElseZero(counted, loss), d, losses + r);

    if (grads == nullptr) continue;
    const V upstream =
        plan.reduction.row_upstream != nullptr ? hn::Load(d, labels.upstream + r) : hn::Set(d, plan.reduction.upstream);
    const V g = hn::IfThenElseZero(counted, upstream);
    const V scale = Quotient(hn::Mul(g, mass), sum);
    V at_label = NegMultiplyAdd(g, own, hn::Mul(power, scale));
    at_label = NegMultiplyAdd(g, label_mass, at_label);
    const auto saturated = hn::And(at_max, hn::Lt(rest, one));
    at_label = hn::IfThenElse(saturated, NegMultiplyAdd(scale, rest, hn::Mul(g, spare)), at_label);
    hn::Store(hn::IfThenElseZero(counted, at_label), d, grads->at_label + r);
    hn::Store(scale, d, grads->scale + r);
    hn::Store(hn::Mul(g, hn::Set(d, plan.smoothing.share)), d, grads->share + r);
  }
  plan.reduction.Add(d, tile, losses);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_LABEL_HEADS_INL_H_
