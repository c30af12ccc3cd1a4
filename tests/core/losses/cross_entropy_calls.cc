// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/cross_entropy.h"
#include "tests/core/loss_call.h"
#include "tests/core/loss_counts.h"

namespace surprisal {

std::span<const LossEntry> CrossEntropyCalls() {
  static const LossEntry kEntries[] = {
      {"cross_entropy",
       [](const LossCall& c, const LossResults& results) {
         const CrossEntropyOptions options = {.class_weights = c.Floats("weight").data,
                                              .ignore_label = c.Label("ignoreIndex", -100),
                                              .label_smoothing = c.Float("labelSmoothing", 0),
                                              .reduction = c.reduction()};
         const float* logits = c.Floats("input").data;
         if (c.Labels("target") != nullptr)
           return CrossEntropy(RowsOf(c), logits, c.Labels("target"), options, results);
         return CrossEntropyWithProbs(RowsOf(c), logits, c.Floats("target").data, options, results);
       },
       kCrossEntropyBound, kCrossEntropyGradBound, EitherTargetCount},
  };
  return kEntries;
}

}  // namespace surprisal
