// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/binary_cross_entropy_with_logits.h"

#include "src/broadcast.h"
#include "src/simd/logit_terms-inl.h"

namespace surprisal {

Status BinaryCrossEntropyWithLogits(const FloatArray& input, const FloatArray& target, const FloatArray& weight,
                                    const FloatArray& pos_weight, Reduction reduction, const LossResults& results) {
  if (const Status status = CheckSameShape(input.shape, target.shape, 1); !status.ok()) return status;
  const float one = 1.0f;
  const FloatArray arrays[] = {input, target, pos_weight.data == nullptr ? FloatArray{&one, {}} : pos_weight};
  if (const Status status = CheckBroadcastsTo(input.shape, arrays[2].shape, 3); !status.ok()) return status;
  ElementwiseLoss loss = HWY_NAMESPACE::LossOf(HWY_NAMESPACE::kLogitTerms);
  loss.weight_position = 2;
  return RunElementwise(loss, arrays, weight, reduction, results);
}

}  // namespace surprisal
