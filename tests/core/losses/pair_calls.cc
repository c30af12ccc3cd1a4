// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "src/cosine_embedding_loss.h"
#include "src/cosine_similarity.h"
#include "src/pairwise_distance.h"
#include "src/triplet_margin_loss.h"
#include "tests/core/loss_call.h"

namespace surprisal {
namespace {

// One for each vector of what the arguments before `target` broadcast to; `axis` counts from the first or the last.
size_t VectorCount(const LossCall& call, double axis) {
  Shape common;
  const size_t arrays = call.arguments.size() - (call.Find("target") != nullptr);
  for (size_t i = 0; i < arrays; ++i) common.rank = std::max(common.rank, call.arguments[i].shape.rank);
  const double rank = static_cast<double>(common.rank);
  if (!(axis >= -rank && axis < rank)) return 0;
  const size_t along = static_cast<size_t>(axis < 0.0 ? axis + rank : axis);
  size_t count = 1;
  for (size_t place = 0; place < common.rank; ++place) {
    size_t agreed = 1;
    for (size_t i = 0; i < arrays; ++i) {
      const Shape& shape = call.arguments[i].shape;
      const size_t missing = common.rank - shape.rank;
      const size_t size = place < missing ? 1 : shape.sizes[place - missing];
      if (size != 1 && agreed != 1 && size != agreed) return 0;
      if (size != 1) agreed = size;
    }
    if (place != along) count *= agreed;
  }
  return count;
}

size_t LastAxisCount(const LossCall& call) { return VectorCount(call, -1.0); }
size_t DimCount(const LossCall& call) { return VectorCount(call, std::trunc(call.Number("dim", 1.0))); }

// What is no int32 is no axis either.
int32_t Dim(const LossCall& call) {
  const double dim = call.Number("dim", 1.0);
  return dim > -1e9 && dim < 1e9 ? static_cast<int32_t>(dim) : std::numeric_limits<int32_t>::max();
}

}  // namespace

std::span<const LossEntry> PairCalls() {
  static const LossEntry kEntries[] = {
      {"cosine_embedding_loss",
       [](const LossCall& c, const LossResults& results) {
         return CosineEmbeddingLoss(c.Floats("input1"), c.Floats("input2"), c.Floats("target"), c.Float("margin", 0.0),
                                    c.reduction(), results);
       },
       kPairBound, kPairGradBound, LastAxisCount},
      {"cosine_similarity",
       [](const LossCall& c, const LossResults& results) {
         return CosineSimilarity(c.Floats("x1"), c.Floats("x2"), Dim(c), c.Float("eps", 1e-8), results);
       },
       kPairBound, kPairGradBound, DimCount},
      {"pairwise_distance",
       [](const LossCall& c, const LossResults& results) {
         return PairwiseDistance(c.Floats("x1"), c.Floats("x2"), c.Float("p", 2.0), c.Float("eps", 1e-6), results);
       },
       kPairBound, kPairGradBound, LastAxisCount},
      {"triplet_margin_loss",
       [](const LossCall& c, const LossResults& results) {
         const TripletMarginOptions options = {.margin = c.Float("margin", 1.0),
                                               .p = c.Float("p", 2.0),
                                               .eps = c.Float("eps", 1e-6),
                                               .swap = c.Number("swap", 0.0) != 0.0};
         return TripletMarginLoss(c.Floats("anchor"), c.Floats("positive"), c.Floats("negative"), options,
                                  c.reduction(), results);
       },
       kPairBound, kPairGradBound, LastAxisCount},
  };
  return kEntries;
}

}  // namespace surprisal
