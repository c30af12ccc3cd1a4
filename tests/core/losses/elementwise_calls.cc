// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/mse_loss.h"
#include "tests/core/loss_call.h"
#include "tests/core/loss_counts.h"

namespace surprisal {

std::span<const LossEntry> ElementwiseCalls() {
  static const LossEntry kEntries[] = {
      {"mse_loss",
       [](const LossCall& c, const LossResults& results) {
         return MseLoss(c.Floats("input"), c.Floats("target"), c.reduction(), results);
       },
       kElementwiseBound, kElementwiseGradBound, BroadcastCount},
  };
  return kEntries;
}

}  // namespace surprisal
