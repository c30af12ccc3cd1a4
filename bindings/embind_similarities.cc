// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Losses of matrices of similarities. The leading underscore marks the unchecked functions: only bindings/ts calls
// them.

#include <emscripten/bind.h>

#include "bindings/loss_call.h"
#include "src/clip_loss.h"
#include "src/info_nce_loss.h"
#include "src/nt_xent_labels_loss.h"
#include "src/nt_xent_loss.h"

namespace surprisal::bindings {

using Call = LossCall;

EMSCRIPTEN_BINDINGS(similarities) {
  ExportLoss<[](const Call& c) { return ClipLoss(c.arrays[0], c.arrays[1], c.numbers[0], c.results); }>("_clipLoss");
  ExportLoss<[](const Call& c) {
    return InfoNceLoss(c.arrays[0], c.arrays[1], c.arrays[2], c.numbers[0], c.Flag(1), c.reduction, c.results);
  }>("_infoNceLoss");
  ExportLoss<[](const Call& c) { return NtXentLabelsLoss(c.arrays[0], c.Labels(1), c.numbers[0], c.results); }>(
      "_ntXentLabelsLoss");
  ExportLoss<[](const Call& c) { return NtXentLoss(c.arrays[0], c.arrays[1], c.numbers[0], c.results); }>(
      "_ntXentLoss");
}

}  // namespace surprisal::bindings
