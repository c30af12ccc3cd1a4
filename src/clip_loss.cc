// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/clip_loss.h"

#include <cmath>

#include "src/similarity.h"

namespace surprisal {

Status ClipLoss(const FloatArray& image, const FloatArray& text, double logit_scale, const LossResults& results) {
  if (!std::isfinite(logit_scale)) return {StatusCode::kOptionInvalid, 2, logit_scale};
  SimilarityPair pair;
  if (const Status status = pair.Bind(image, text, 1, results); !status.ok()) return status;
  // The columns are the rows of the transposed matrix: its products, twice as many, are cheaper than to keep it.
  pair.runner.Run({.rows = &pair.first, .candidates = {&pair.second}}, logit_scale, pair.loss);
  pair.runner.Run({.rows = &pair.second, .candidates = {&pair.first}}, logit_scale, pair.loss);
  pair.Finish(results);
  return {};
}

}  // namespace surprisal
