// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/activations.h"
#include "src/binary_cross_entropy.h"
#include "src/binary_cross_entropy_with_logits.h"
#include "src/gaussian_nll_loss.h"
#include "src/hinge_embedding_loss.h"
#include "src/huber_loss.h"
#include "src/kl_div.h"
#include "src/l1_loss.h"
#include "src/log_cosh_loss.h"
#include "src/margin_ranking_loss.h"
#include "src/mse_loss.h"
#include "src/multilabel_soft_margin_loss.h"
#include "src/poisson_nll_loss.h"
#include "src/quantile_loss.h"
#include "src/sigmoid_focal_loss.h"
#include "src/smooth_l1_loss.h"
#include "src/soft_margin_loss.h"
#include "tests/core/loss_call.h"
#include "tests/core/loss_counts.h"

namespace surprisal {
namespace {

using Call = LossCall;
using Results = LossResults;

// The variances may lack the last axis; they never make the losses more.
size_t GaussianCount(const Call& call) { return BroadcastCount({call.arguments.first(2), call.options}); }

// The last axis is averaged.
size_t RowMeanCount(const Call& call) {
  LossArgument rows[] = {call.arguments[0], call.arguments[1]};
  for (LossArgument& argument : rows) {
    if (argument.shape.rank > 0) --argument.shape.rank;
  }
  return BroadcastCount({rows, {}});
}

constexpr LossEntry kEntries[] = {
    {"mse_loss",
     [](const Call& c, const Results& r) { return MseLoss(c.Floats("input"), c.Floats("target"), c.reduction(), r); },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"l1_loss",
     [](const Call& c, const Results& r) { return L1Loss(c.Floats("input"), c.Floats("target"), c.reduction(), r); },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"smooth_l1_loss",
     [](const Call& c, const Results& r) {
       return SmoothL1Loss(c.Floats("input"), c.Floats("target"), c.Float("beta", 1.0), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"huber_loss",
     [](const Call& c, const Results& r) {
       return HuberLoss(c.Floats("input"), c.Floats("target"), c.Float("delta", 1.0), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"log_cosh_loss",
     [](const Call& c, const Results& r) {
       return LogCoshLoss(c.Floats("input"), c.Floats("target"), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"quantile_loss",
     [](const Call& c, const Results& r) {
       return QuantileLoss(c.Floats("input"), c.Floats("target"), c.Float("quantile", 0.5), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"poisson_nll_loss",
     [](const Call& c, const Results& r) {
       return PoissonNllLoss(c.Floats("input"), c.Floats("target"), c.Number("logInput", 1.0) != 0.0,
                             c.Number("full", 0.0) != 0.0, c.Float("eps", 1e-8), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"gaussian_nll_loss",
     [](const Call& c, const Results& r) {
       return GaussianNllLoss(c.Floats("input"), c.Floats("target"), c.Floats("var"), c.Number("full", 0.0) != 0.0,
                              c.Float("eps", 1e-6), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, GaussianCount},
    {"hinge_embedding_loss",
     [](const Call& c, const Results& r) {
       return HingeEmbeddingLoss(c.Floats("input"), c.Floats("target"), c.Float("margin", 1.0), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"margin_ranking_loss",
     [](const Call& c, const Results& r) {
       return MarginRankingLoss(c.Floats("input1"), c.Floats("input2"), c.Floats("target"), c.Float("margin", 0.0),
                                c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"soft_margin_loss",
     [](const Call& c, const Results& r) {
       return SoftMarginLoss(c.Floats("input"), c.Floats("target"), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"binary_cross_entropy",
     [](const Call& c, const Results& r) {
       return BinaryCrossEntropy(c.Floats("input"), c.Floats("target"), c.Floats("weight"), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"binary_cross_entropy_with_logits",
     [](const Call& c, const Results& r) {
       return BinaryCrossEntropyWithLogits(c.Floats("input"), c.Floats("target"), c.Floats("weight"),
                                           c.Floats("posWeight"), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"sigmoid_focal_loss",
     [](const Call& c, const Results& r) {
       return SigmoidFocalLoss(c.Floats("input"), c.Floats("target"), c.Float("alpha", 0.25), c.Float("gamma", 2.0),
                               c.reduction("none"), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"multilabel_soft_margin_loss",
     [](const Call& c, const Results& r) {
       return MultilabelSoftMarginLoss(c.Floats("input"), c.Floats("target"), c.Floats("weight"), c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, RowMeanCount},
    {"kl_div",
     [](const Call& c, const Results& r) {
       return KlDiv(c.Floats("input"), c.Floats("target"), c.Number("logTarget", 0.0) != 0.0, c.reduction(), r);
     },
     kElementwiseBound, kElementwiseGradBound, BroadcastCount},
    {"sigmoid", [](const Call& c, const Results& r) { return Sigmoid(c.Floats("input"), r); }, kActivationBound,
     kElementwiseGradBound, BroadcastCount},
    {"log_sigmoid", [](const Call& c, const Results& r) { return LogSigmoid(c.Floats("input"), r); }, kActivationBound,
     kElementwiseGradBound, BroadcastCount},
    {"softplus",
     [](const Call& c, const Results& r) {
       return Softplus(c.Floats("input"), c.Float("beta", 1.0), c.Float("threshold", 20.0), r);
     },
     kActivationBound, kElementwiseGradBound, BroadcastCount},
};

}  // namespace

std::span<const LossEntry> ElementwiseCalls() { return kEntries; }

}  // namespace surprisal
