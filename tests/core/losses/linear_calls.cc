// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/linear_cross_entropy.h"
#include "tests/core/loss_call.h"
#include "tests/core/loss_counts.h"

namespace surprisal {
namespace {

size_t HiddenRowCount(const LossCall& call) {
  const Shape& hidden = call.arguments[0].shape;
  size_t rows = 1;
  for (size_t axis = 0; axis + 1 < hidden.rank; ++axis) rows *= hidden.sizes[axis];
  const LossArgument* weight = call.Find("weight");
  const bool fits = HasSize(call, "labels", rows) &&
                    (weight->shape.rank == 0 || HasSize(call, "classWeight", weight->shape.sizes[0]));
  return fits ? rows : kNotACall;
}

}  // namespace

std::span<const LossEntry> LinearCalls() {
  static const LossEntry kEntries[] = {
      {"linear_cross_entropy",
       [](const LossCall& c, const LossResults& results) {
         const CrossEntropyOptions options = {.class_weights = c.Floats("classWeight").data,
                                              .ignore_label = c.Label("ignoreIndex", -100),
                                              .label_smoothing = c.Float("labelSmoothing", 0.0),
                                              .reduction = c.reduction()};
         return LinearCrossEntropy(c.Floats("hidden"), c.Floats("weight"), c.Floats("bias"), c.Labels("labels"),
                                   options, results);
       },
       kLinearCrossEntropyBound, kLinearCrossEntropyGradBound, HiddenRowCount},
  };
  return kEntries;
}

}  // namespace surprisal
