// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Losses of regions of images. The leading underscore marks the unchecked functions: only bindings/ts calls them.

#include <emscripten/bind.h>

#include "bindings/loss_call.h"
#include "src/dice_loss.h"
#include "src/tversky_loss.h"

namespace surprisal::bindings {

using Call = LossCall;

EMSCRIPTEN_BINDINGS(regions) {
  ExportLoss<[](const Call& c) {
    return DiceLoss(c.arrays[0], c.arrays[1], c.Float(0), c.Choice<Activation>(1), c.reduction, c.results);
  }>("_diceLoss");
  ExportLoss<[](const Call& c) {
    return TverskyLoss(c.arrays[0], c.arrays[1],
                       {c.Float(0), c.Float(1), c.Float(2), c.Float(3), c.Choice<Activation>(4)}, c.reduction,
                       c.results);
  }>("_tverskyLoss");
}

}  // namespace surprisal::bindings
