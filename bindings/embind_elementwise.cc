// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Elementwise losses. The leading underscore marks the unchecked functions: only bindings/ts calls them.

#include <emscripten/bind.h>

#include "bindings/loss_call.h"
#include "src/mse_loss.h"

namespace surprisal::bindings {

using Call = LossCall;

EMSCRIPTEN_BINDINGS(elementwise) {
  ExportLoss<[](const Call& c) { return MseLoss(c.arrays[0], c.arrays[1], c.reduction, c.results); }>("_mseLoss");
}

}  // namespace surprisal::bindings
