// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/multi_margin_loss.h"
#include "src/multilabel_margin_loss.h"
#include "src/nll_loss.h"
#include "src/perplexity.h"
#include "src/poly1_cross_entropy.h"
#include "src/softmax_focal_loss.h"
#include "src/z_loss_cross_entropy.h"
#include "tests/core/loss_call.h"
#include "tests/core/loss_counts.h"

namespace surprisal {
namespace {

size_t LabelListCount(const LossCall& c) {
  return HasSize(c, "target", RowsOf(c).Size()) ? RowsOf(c).Rows() : kNotACall;
}

Status RunNll(const LossCall& c, const LossResults& results) {
  const NllLossOptions options = {.class_weights = c.Floats("weight").data,
                                  .ignore_label = c.Label("ignoreIndex", -100),
                                  .reduction = c.reduction()};
  return NllLoss(RowsOf(c), c.Floats("input").data, c.Labels("target"), options, results);
}

Status RunFocal(const LossCall& c, const LossResults& results) {
  const SoftmaxFocalLossOptions options = {.gamma = c.Float("gamma", 2.0),
                                           .class_weights = c.Floats("weight").data,
                                           .ignore_label = c.Label("ignoreIndex", -100),
                                           .reduction = c.reduction()};
  return SoftmaxFocalLoss(RowsOf(c), c.Floats("input").data, c.Labels("target"), options, results);
}

Status RunPoly1(const LossCall& c, const LossResults& results) {
  const Poly1CrossEntropyOptions options = {.epsilon = c.Float("epsilon", 1.0),
                                            .class_weights = c.Floats("weight").data,
                                            .ignore_label = c.Label("ignoreIndex", -100),
                                            .reduction = c.reduction()};
  const float* logits = c.Floats("input").data;
  if (c.Labels("target") != nullptr) return Poly1CrossEntropy(RowsOf(c), logits, c.Labels("target"), options, results);
  return Poly1CrossEntropyWithProbs(RowsOf(c), logits, c.Floats("target").data, options, results);
}

Status RunZLoss(const LossCall& c, const LossResults& results) {
  const ZLossCrossEntropyOptions options = {.z_loss = c.Float("zLoss", 1e-4),
                                            .cross_entropy = {.class_weights = c.Floats("weight").data,
                                                              .ignore_label = c.Label("ignoreIndex", -100),
                                                              .label_smoothing = c.Float("labelSmoothing", 0.0),
                                                              .reduction = c.reduction()}};
  const float* logits = c.Floats("input").data;
  if (c.Labels("target") != nullptr) return ZLossCrossEntropy(RowsOf(c), logits, c.Labels("target"), options, results);
  return ZLossCrossEntropyWithProbs(RowsOf(c), logits, c.Floats("target").data, options, results);
}

Status RunMultiMargin(const LossCall& c, const LossResults& results) {
  const MultiMarginLossOptions options = {.p = c.Float("p", 1.0),
                                          .margin = c.Float("margin", 1.0),
                                          .class_weights = c.Floats("weight").data,
                                          .reduction = c.reduction()};
  return MultiMarginLoss(RowsOf(c), c.Floats("input").data, c.Labels("target"), options, results);
}

Status RunMultilabelMargin(const LossCall& c, const LossResults& results) {
  return MultilabelMarginLoss(RowsOf(c), c.Floats("input").data, c.Labels("target"), c.reduction(), results);
}

Status RunPerplexity(const LossCall& c, const LossResults& results) {
  return Perplexity(RowsOf(c), c.Floats("input").data, c.Labels("target"), c.Label("ignoreIndex", -100), results);
}

constexpr LossEntry kEntries[] = {
    {"multi_margin_loss", RunMultiMargin, kElementwiseBound, kElementwiseGradBound, LabelledRowCount},
    {"multilabel_margin_loss", RunMultilabelMargin, kElementwiseBound, kElementwiseGradBound, LabelListCount},
    {"nll_loss", RunNll, kElementwiseBound, kElementwiseGradBound, LabelledRowCount},
    {"perplexity", RunPerplexity, kPerplexityBound, kPerplexityGradBound, LabelledRowCount},
    {"poly1_cross_entropy", RunPoly1, kSoftmaxLossBound, kSoftmaxLossGradBound, EitherTargetCount},
    {"softmax_focal_loss", RunFocal, kSoftmaxLossBound, kSoftmaxLossGradBound, LabelledRowCount},
    {"z_loss_cross_entropy", RunZLoss, kSoftmaxLossBound, kSoftmaxLossGradBound, EitherTargetCount},
};

}  // namespace

std::span<const LossEntry> RowCalls() { return kEntries; }

}  // namespace surprisal
