// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/huber_loss.h"

#include "src/simd/huber_terms-inl.h"

namespace surprisal {

Status HuberLoss(const FloatArray& input, const FloatArray& target, float delta, Reduction reduction,
                 const LossResults& results) {
  if (!(delta > 0.0f)) return {StatusCode::kOptionInvalid, 2, static_cast<double>(delta)};
  const FloatArray arrays[] = {input, target};
  const HWY_NAMESPACE::HuberTerms terms = {.bend = delta, .divisor = 1.0f, .steepest = delta};
  return RunElementwise(HWY_NAMESPACE::LossOf(terms), arrays, {}, reduction, results);
}

}  // namespace surprisal
