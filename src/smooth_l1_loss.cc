// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/smooth_l1_loss.h"

#include "src/simd/huber_terms-inl.h"

namespace surprisal {

Status SmoothL1Loss(const FloatArray& input, const FloatArray& target, float beta, Reduction reduction,
                    const LossResults& results) {
  if (!(beta >= 0.0f)) return {StatusCode::kOptionInvalid, 2, static_cast<double>(beta)};
  const FloatArray arrays[] = {input, target};
  const HWY_NAMESPACE::HuberTerms terms = {.bend = beta, .divisor = beta, .steepest = 1.0f};
  return RunElementwise(HWY_NAMESPACE::LossOf(terms), arrays, {}, reduction, results);
}

}  // namespace surprisal
