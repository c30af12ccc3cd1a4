// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/clip_loss.h"
#include "src/info_nce_loss.h"
#include "src/nt_xent_labels_loss.h"
#include "src/nt_xent_loss.h"
#include "tests/core/loss_call.h"
#include "tests/core/loss_counts.h"

namespace surprisal {
namespace {

size_t EmbeddingCount(const LossCall& call) { return call.arguments[0].shape.sizes[0]; }

size_t LabelledEmbeddingCount(const LossCall& call) {
  return HasSize(call, "labels", EmbeddingCount(call)) ? 1 : kNotACall;
}

}  // namespace

std::span<const LossEntry> SimilarityCalls() {
  static const LossEntry kEntries[] = {
      {"info_nce_loss",
       [](const LossCall& c, const LossResults& results) {
         return InfoNceLoss(c.Floats("query"), c.Floats("key"), c.Floats("negatives"), c.Number("temperature", 0.1),
                            c.Number("normalize", 1.0) != 0.0, c.reduction(), results);
       },
       kElementwiseBound, kElementwiseGradBound, EmbeddingCount},
      {"nt_xent_loss",
       [](const LossCall& c, const LossResults& results) {
         return NtXentLoss(c.Floats("z1"), c.Floats("z2"), c.Number("temperature", 0.5), results);
       },
       kElementwiseBound, kElementwiseGradBound, EmbeddingCount},
      {"clip_loss",
       [](const LossCall& c, const LossResults& results) {
         return ClipLoss(c.Floats("image"), c.Floats("text"), c.Number("logitScale", 1.0 / 0.07), results);
       },
       kElementwiseBound, kElementwiseGradBound, EmbeddingCount},
      {"nt_xent_labels_loss",
       [](const LossCall& c, const LossResults& results) {
         return NtXentLabelsLoss(c.Floats("embeddings"), c.Labels("labels"), c.Number("temperature", 0.07), results);
       },
       kElementwiseBound, kElementwiseGradBound, LabelledEmbeddingCount},
  };
  return kEntries;
}

}  // namespace surprisal
