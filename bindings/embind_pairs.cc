// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Losses of pairs of vectors. The leading underscore marks the unchecked functions: only bindings/ts calls them.

#include <emscripten/bind.h>

#include "bindings/loss_call.h"
#include "src/cosine_embedding_loss.h"
#include "src/cosine_similarity.h"
#include "src/pairwise_distance.h"
#include "src/triplet_margin_loss.h"

namespace surprisal::bindings {

using Call = LossCall;

EMSCRIPTEN_BINDINGS(pairs) {
  ExportLoss<[](const Call& c) {
    return CosineEmbeddingLoss(c.arrays[0], c.arrays[1], c.arrays[2], c.Float(0), c.reduction, c.results);
  }>("_cosineEmbeddingLoss");
  ExportLoss<[](const Call& c) { return CosineSimilarity(c.arrays[0], c.arrays[1], c.Int(0), c.Float(1), c.results); }>(
      "_cosineSimilarity");
  ExportLoss<[](const Call& c) {
    return PairwiseDistance(c.arrays[0], c.arrays[1], c.Float(0), c.Float(1), c.results);
  }>("_pairwiseDistance");
  ExportLoss<[](const Call& c) {
    return TripletMarginLoss(c.arrays[0], c.arrays[1], c.arrays[2], {c.Float(0), c.Float(1), c.Float(2), c.Flag(3)},
                             c.reduction, c.results);
  }>("_tripletMarginLoss");
}

}  // namespace surprisal::bindings
