// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/tversky_loss.h"

#include <iterator>
#include <limits>

namespace surprisal {

Status TverskyLoss(const FloatArray& input, const FloatArray& target, const TverskyOptions& options,
                   Reduction reduction, const LossResults& results) {
  const float numbers[] = {options.alpha, options.beta, options.gamma, options.smooth};
  for (size_t i = 0; i < std::size(numbers); ++i) {
    const bool good = numbers[i] >= 0.0f && numbers[i] <= std::numeric_limits<float>::max();
    if (!good || (i == 2 && numbers[i] == 0.0f)) {
      return {StatusCode::kOptionInvalid, 2 + i, static_cast<double>(numbers[i])};
    }
  }
  const RegionOptions region_options = {.alpha = static_cast<double>(options.alpha),
                                        .beta = static_cast<double>(options.beta),
                                        .gamma = static_cast<double>(options.gamma),
                                        .smooth = static_cast<double>(options.smooth),
                                        .activation = options.activation};
  return RunRegions(input, target, region_options, reduction, results);
}

}  // namespace surprisal
