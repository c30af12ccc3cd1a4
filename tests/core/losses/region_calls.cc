// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/dice_loss.h"
#include "src/tversky_loss.h"
#include "tests/core/loss_call.h"

namespace surprisal {
namespace {

Activation ActivationOf(const LossCall& c) {
  const std::string_view word = c.Word("activation", "none");
  return word == "sigmoid" ? Activation::kSigmoid : word == "softmax" ? Activation::kSoftmax : Activation::kNone;
}

size_t RegionCount(const LossCall& c) {
  const Shape& shape = c.arguments[0].shape;
  return shape.rank < 2 ? 0 : shape.sizes[0] * shape.sizes[1];
}

}  // namespace

std::span<const LossEntry> RegionCalls() {
  static const LossEntry kEntries[] = {
      {"dice_loss",
       [](const LossCall& c, const LossResults& results) {
         return DiceLoss(c.Floats("input"), c.Floats("target"), c.Float("smooth", 1.0), ActivationOf(c), c.reduction(),
                         results);
       },
       kRegionBound, kRegionGradBound, RegionCount},
      {"tversky_loss",
       [](const LossCall& c, const LossResults& results) {
         const TverskyOptions options = {.alpha = c.Float("alpha", 0.5),
                                         .beta = c.Float("beta", 0.5),
                                         .gamma = c.Float("gamma", 1.0),
                                         .smooth = c.Float("smooth", 1.0),
                                         .activation = ActivationOf(c)};
         return TverskyLoss(c.Floats("input"), c.Floats("target"), options, c.reduction(), results);
       },
       kRegionBound, kRegionGradBound, RegionCount},
  };
  return kEntries;
}

}  // namespace surprisal
