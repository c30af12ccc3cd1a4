// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/ctc_loss.h"
#include "tests/core/loss_call.h"
#include "tests/core/loss_counts.h"

namespace surprisal {
namespace {

// No blank where the number is none that an int32 holds.
int32_t BlankOf(const LossCall& call) {
  const double blank = call.Number("blank", 0.0);
  return blank > -1e9 && blank < 1e9 ? static_cast<int32_t>(blank) : -1;
}

size_t SampleCount(const LossCall& call) {
  const Shape& shape = call.arguments[0].shape;
  const size_t samples = shape.rank == 3 ? shape.sizes[1] : 1;
  return HasSize(call, "inputLengths", samples) && HasSize(call, "targetLengths", samples) ? samples : kNotACall;
}

}  // namespace

std::span<const LossEntry> SequenceCalls() {
  static const LossEntry kEntries[] = {
      {"ctc_loss",
       [](const LossCall& c, const LossResults& results) {
         return CtcLoss(c.Floats("logProbs"), c.Labels("targets"), c.Find("targets")->shape, c.Labels("inputLengths"),
                        c.Labels("targetLengths"), BlankOf(c), c.Number("zeroInfinity", 0.0) != 0.0, c.reduction(),
                        results);
       },
       kElementwiseBound, kElementwiseGradBound, SampleCount},
  };
  return kEntries;
}

}  // namespace surprisal
