// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Losses of sequences. The leading underscore marks the unchecked functions: only bindings/ts calls them.

#include <emscripten/bind.h>

#include "bindings/loss_call.h"
#include "src/ctc_loss.h"

namespace surprisal::bindings {

using Call = LossCall;

EMSCRIPTEN_BINDINGS(sequences) {
  ExportLoss<[](const Call& c) {
    return CtcLoss(c.arrays[0], c.Labels(1), c.arrays[1].shape, c.Labels(2), c.Labels(3), c.Int(0), c.Flag(1),
                   c.reduction, c.results);
  }>("_ctcLoss");
}

}  // namespace surprisal::bindings
