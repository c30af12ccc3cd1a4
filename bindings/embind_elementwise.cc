// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Elementwise losses, and maps of elements. The leading underscore marks the unchecked functions: only bindings/ts
// calls them.

#include <emscripten/bind.h>

#include "bindings/loss_call.h"
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

namespace surprisal::bindings {

using Call = LossCall;

EMSCRIPTEN_BINDINGS(elementwise) {
  ExportLoss<[](const Call& c) {
    return BinaryCrossEntropy(c.arrays[0], c.arrays[1], c.arrays[2], c.reduction, c.results);
  }>("_binaryCrossEntropy");
  ExportLoss<[](const Call& c) {
    return BinaryCrossEntropyWithLogits(c.arrays[0], c.arrays[1], c.arrays[2], c.arrays[3], c.reduction, c.results);
  }>("_binaryCrossEntropyWithLogits");
  ExportLoss<[](const Call& c) {
    return GaussianNllLoss(c.arrays[0], c.arrays[1], c.arrays[2], c.Flag(0), c.Float(1), c.reduction, c.results);
  }>("_gaussianNllLoss");
  ExportLoss<[](const Call& c) {
    return HingeEmbeddingLoss(c.arrays[0], c.arrays[1], c.Float(0), c.reduction, c.results);
  }>("_hingeEmbeddingLoss");
  ExportLoss<[](const Call& c) { return HuberLoss(c.arrays[0], c.arrays[1], c.Float(0), c.reduction, c.results); }>(
      "_huberLoss");
  ExportLoss<[](const Call& c) { return KlDiv(c.arrays[0], c.arrays[1], c.Flag(0), c.reduction, c.results); }>(
      "_klDiv");
  ExportLoss<[](const Call& c) { return L1Loss(c.arrays[0], c.arrays[1], c.reduction, c.results); }>("_l1Loss");
  ExportLoss<[](const Call& c) { return LogCoshLoss(c.arrays[0], c.arrays[1], c.reduction, c.results); }>(
      "_logCoshLoss");
  ExportLoss<[](const Call& c) { return LogSigmoid(c.arrays[0], c.results); }>("_logSigmoid");
  ExportLoss<[](const Call& c) {
    return MarginRankingLoss(c.arrays[0], c.arrays[1], c.arrays[2], c.Float(0), c.reduction, c.results);
  }>("_marginRankingLoss");
  ExportLoss<[](const Call& c) { return MseLoss(c.arrays[0], c.arrays[1], c.reduction, c.results); }>("_mseLoss");
  ExportLoss<[](const Call& c) {
    return MultilabelSoftMarginLoss(c.arrays[0], c.arrays[1], c.arrays[2], c.reduction, c.results);
  }>("_multilabelSoftMarginLoss");
  ExportLoss<[](const Call& c) {
    return PoissonNllLoss(c.arrays[0], c.arrays[1], c.Flag(0), c.Flag(1), c.Float(2), c.reduction, c.results);
  }>("_poissonNllLoss");
  ExportLoss<[](const Call& c) { return QuantileLoss(c.arrays[0], c.arrays[1], c.Float(0), c.reduction, c.results); }>(
      "_quantileLoss");
  ExportLoss<[](const Call& c) { return Sigmoid(c.arrays[0], c.results); }>("_sigmoid");
  ExportLoss<[](const Call& c) {
    return SigmoidFocalLoss(c.arrays[0], c.arrays[1], c.Float(0), c.Float(1), c.reduction, c.results);
  }>("_sigmoidFocalLoss");
  ExportLoss<[](const Call& c) { return SmoothL1Loss(c.arrays[0], c.arrays[1], c.Float(0), c.reduction, c.results); }>(
      "_smoothL1Loss");
  ExportLoss<[](const Call& c) { return SoftMarginLoss(c.arrays[0], c.arrays[1], c.reduction, c.results); }>(
      "_softMarginLoss");
  ExportLoss<[](const Call& c) { return Softplus(c.arrays[0], c.Float(0), c.Float(1), c.results); }>("_softplus");
}

}  // namespace surprisal::bindings
