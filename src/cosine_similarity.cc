// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/cosine_similarity.h"

#include <algorithm>

#include "src/pairs.h"
#include "src/simd/pairs-inl.h"

namespace surprisal {

Status CosineSimilarity(const FloatArray& x1, const FloatArray& x2, int32_t dim, float eps,
                        const LossResults& results) {
  const int32_t rank = static_cast<int32_t>(std::max(x1.shape.rank, x2.shape.rank));
  if (dim < -rank || dim >= rank) return {StatusCode::kOptionInvalid, 2, static_cast<double>(dim)};
  const HWY_NAMESPACE::CosineMeasure measure(0.0, static_cast<double>(eps));
  const FloatArray arrays[] = {x1, x2};
  return RunPairs({.measure = &measure}, arrays, dim, {}, Reduction::kNone, results);
}

}  // namespace surprisal
