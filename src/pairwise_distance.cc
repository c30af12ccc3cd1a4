// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/pairwise_distance.h"

#include "src/pairs.h"
#include "src/simd/pairs-inl.h"

namespace surprisal {

Status PairwiseDistance(const FloatArray& x1, const FloatArray& x2, float p, float eps, const LossResults& results) {
  if (!(p >= 0.0f)) return {StatusCode::kOptionInvalid, 2, static_cast<double>(p)};
  const HWY_NAMESPACE::DistanceMeasure measure(static_cast<double>(p), static_cast<double>(eps));
  const FloatArray arrays[] = {x1, x2};
  return RunPairs({.measure = &measure}, arrays, -1, {}, Reduction::kNone, results);
}

}  // namespace surprisal
