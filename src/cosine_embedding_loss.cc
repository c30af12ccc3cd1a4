// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/cosine_embedding_loss.h"

#include <cmath>

#include "src/pairs.h"
#include "src/simd/pairs-inl.h"

namespace surprisal {
namespace {

PairLossTerms Terms(const void* margin, const double* cosine, double target) {
  if (std::isnan(target)) return {.loss = target, .slopes = {target}};
  if (target == 1.0) return {.loss = 1.0 - cosine[0], .slopes = {-1.0}};
  const double excess = cosine[0] - static_cast<double>(*static_cast<const float*>(margin));
  if (target != -1.0 || excess < 0.0) return {};
  return {.loss = excess, .slopes = {HingeSlope(excess)}};
}

}  // namespace

Status CosineEmbeddingLoss(const FloatArray& input1, const FloatArray& input2, const FloatArray& target, float margin,
                           Reduction reduction, const LossResults& results) {
  const FloatArray arrays[] = {input1, input2};
  if (const Status status = CheckSameRank(arrays, 2); !status.ok()) return status;
  if (target.shape.rank + 1 != input1.shape.rank) return {StatusCode::kShapeInvalid, 2, 0.0};
  const HWY_NAMESPACE::CosineMeasure measure(static_cast<double>(1e-12f), 0.0);
  const PairLoss loss = {.measure = &measure, .terms = &Terms, .options = &margin};
  return RunPairs(loss, arrays, -1, target, reduction, results);
}

}  // namespace surprisal
