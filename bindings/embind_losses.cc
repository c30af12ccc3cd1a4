// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Losses of rows against labels. The leading underscore marks the unchecked functions: only bindings/ts calls them.

#include <emscripten/bind.h>

#include <cstdint>

#include "bindings/loss_call.h"
#include "src/cross_entropy.h"
#include "src/multi_margin_loss.h"
#include "src/multilabel_margin_loss.h"
#include "src/nll_loss.h"
#include "src/perplexity.h"
#include "src/poly1_cross_entropy.h"
#include "src/softmax_focal_loss.h"
#include "src/tensor.h"
#include "src/z_loss_cross_entropy.h"

namespace surprisal::bindings {
namespace {

using Call = LossCall;

// The arrays of a row loss: the rows, which are [outer, classes, inner]; the target; and the class weights.

RowShape Rows(const Call& c) {
  const auto& sizes = c.arrays[0].shape.sizes;
  return {sizes[0], sizes[1], sizes[2]};
}

// A target of probabilities has the rows' shape; one of labels says none.
bool HasProbs(const Call& c) { return c.arrays[1].shape.rank != 0; }

int32_t IgnoreLabel(const Call& c) { return static_cast<int32_t>(c.numbers[0]); }

CrossEntropyOptions CrossEntropyOptionsOf(const Call& c) {
  return {c.arrays[2].data, IgnoreLabel(c), c.Float(1), c.reduction};
}

Status RunCrossEntropy(const Call& c) {
  const CrossEntropyOptions options = CrossEntropyOptionsOf(c);
  return HasProbs(c) ? CrossEntropyWithProbs(Rows(c), c.arrays[0].data, c.arrays[1].data, options, c.results)
                     : CrossEntropy(Rows(c), c.arrays[0].data, c.Labels(1), options, c.results);
}

Status RunZLossCrossEntropy(const Call& c) {
  const ZLossCrossEntropyOptions options = {c.Float(2), CrossEntropyOptionsOf(c)};
  return HasProbs(c) ? ZLossCrossEntropyWithProbs(Rows(c), c.arrays[0].data, c.arrays[1].data, options, c.results)
                     : ZLossCrossEntropy(Rows(c), c.arrays[0].data, c.Labels(1), options, c.results);
}

Status RunPoly1CrossEntropy(const Call& c) {
  const Poly1CrossEntropyOptions options = {c.Float(1), c.arrays[2].data, IgnoreLabel(c), c.reduction};
  return HasProbs(c) ? Poly1CrossEntropyWithProbs(Rows(c), c.arrays[0].data, c.arrays[1].data, options, c.results)
                     : Poly1CrossEntropy(Rows(c), c.arrays[0].data, c.Labels(1), options, c.results);
}

}  // namespace

EMSCRIPTEN_BINDINGS(row_losses) {
  ExportLoss<&RunCrossEntropy>("_crossEntropy");
  ExportLoss<[](const Call& c) {
    const MultiMarginLossOptions options = {c.Float(0), c.Float(1), c.arrays[2].data, c.reduction};
    return MultiMarginLoss(Rows(c), c.arrays[0].data, c.Labels(1), options, c.results);
  }>("_multiMarginLoss");
  ExportLoss<[](const Call& c) {
    return MultilabelMarginLoss(Rows(c), c.arrays[0].data, c.Labels(1), c.reduction, c.results);
  }>("_multilabelMarginLoss");
  ExportLoss<[](const Call& c) {
    const NllLossOptions options = {c.arrays[2].data, IgnoreLabel(c), c.reduction};
    return NllLoss(Rows(c), c.arrays[0].data, c.Labels(1), options, c.results);
  }>("_nllLoss");
  ExportLoss<[](const Call& c) {
    return Perplexity(Rows(c), c.arrays[0].data, c.Labels(1), IgnoreLabel(c), c.results);
  }>("_perplexity");
  ExportLoss<&RunPoly1CrossEntropy>("_poly1CrossEntropy");
  ExportLoss<[](const Call& c) {
    const SoftmaxFocalLossOptions options = {c.Float(1), c.arrays[2].data, IgnoreLabel(c), c.reduction};
    return SoftmaxFocalLoss(Rows(c), c.arrays[0].data, c.Labels(1), options, c.results);
  }>("_softmaxFocalLoss");
  ExportLoss<&RunZLossCrossEntropy>("_zLossCrossEntropy");
}

}  // namespace surprisal::bindings
