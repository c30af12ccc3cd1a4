// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The linear layer that ends in a loss. The leading underscore marks an unchecked function: only bindings/ts calls it.

#include <emscripten/bind.h>

#include <cstdint>

#include "bindings/loss_call.h"
#include "src/cross_entropy.h"
#include "src/linear_cross_entropy.h"

namespace surprisal::bindings {

EMSCRIPTEN_BINDINGS(linear) {
  ExportLoss<[](const LossCall& c) {
    const auto ignore_label = static_cast<int32_t>(c.numbers[0]);
    const CrossEntropyOptions options = {c.arrays[4].data, ignore_label, c.Float(1), c.reduction};
    return LinearCrossEntropy(c.arrays[0], c.arrays[1], c.arrays[2], c.Labels(3), options, c.results);
  }>("_linearCrossEntropy");
}

}  // namespace surprisal::bindings
