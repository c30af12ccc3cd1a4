// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/multilabel_soft_margin_loss.h"

#include "src/simd/logit_terms-inl.h"

namespace surprisal {

Status MultilabelSoftMarginLoss(const FloatArray& input, const FloatArray& target, const FloatArray& weight,
                                Reduction reduction, const LossResults& results) {
  const float one = 1.0f;
  const FloatArray arrays[] = {input, target, {&one, {}}};
  ElementwiseLoss loss = HWY_NAMESPACE::LossOf(HWY_NAMESPACE::kLogitTerms);
  loss.weight_position = 2;
  loss.weight_grad = true;
  loss.over_last_axis = true;
  return RunElementwise(loss, arrays, weight, reduction, results);
}

}  // namespace surprisal
