// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include <hwy/highway.h>

#include "src/simd/activations-inl.h"
#include "src/simd/label_heads-inl.h"
#include "src/simd/math-inl.h"
#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

void FinishRowsWithHead(D d, const RowTile& tile, const LabelPlan& plan, const SoftmaxExponential& exponential,
                        const LabelTile& labels, const RowStats& stats, const float* log_sums, GradTile* grads) {
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
    const V rest = hn::Load(d, stats.exps.rest() + r);
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
    const V g_mass = hn::Mul(g, mass);
    const V of_stored = Quotient(g_mass, hn::Load(d, stats.exps.unit() + r));
    const V scale = hn::Mul(of_stored, hn::Load(d, stats.exps.of_max() + r));
    V at_label = NegMultiplyAdd(g, own, hn::Mul(power, scale));
    at_label = NegMultiplyAdd(g, label_mass, at_label);
    const auto saturated = hn::And(at_max, hn::Lt(rest, one));
    at_label = hn::IfThenElse(saturated, NegMultiplyAdd(scale, rest, hn::Mul(g, spare)), at_label);
    hn::Store(hn::IfThenElseZero(counted, at_label), d, grads->at_label + r);
    hn::Store(of_stored, d, grads->scale + r);
    hn::Store(hn::Mul(g, hn::Set(d, plan.smoothing.share)), d, grads->share + r);
  }
  plan.reduction.Add(d, tile, losses);
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
