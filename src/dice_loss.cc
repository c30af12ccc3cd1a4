// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/dice_loss.h"

#include <limits>

namespace surprisal {

Status DiceLoss(const FloatArray& input, const FloatArray& target, float smooth, Activation activation,
                Reduction reduction, const LossResults& results) {
  if (!(smooth >= 0.0f && smooth <= std::numeric_limits<float>::max())) {
    return {StatusCode::kOptionInvalid, 2, static_cast<double>(smooth)};
  }
  // (2 I + s) / (P + T + s), numerator and denominator halved.
  return RunRegions(input, target, {.smooth = 0.5 * static_cast<double>(smooth), .activation = activation}, reduction,
                    results);
}

}  // namespace surprisal
