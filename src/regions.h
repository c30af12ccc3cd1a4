// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The driver of the losses of regions, which compare a predicted mask with a true one by how much they overlap.

#ifndef SURPRISAL_SRC_REGIONS_H_
#define SURPRISAL_SRC_REGIONS_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// What makes probabilities of a model's output. The numbers are part of the bindings' ABI.
enum class Activation : int32_t {
  kNone = 0,  // they are probabilities
  kSigmoid = 1,
  kSoftmax = 2,  // over axis 1, the classes
};

struct RegionOptions {
  double alpha = 0.5;
  double beta = 0.5;
  double gamma = 1.0;
  double smooth = 1.0;
  Activation activation = Activation::kNone;
};

// The Tversky loss (src/tversky_loss.h) of every sample and class.
//
// Errors: kShapeInvalid, kTooLarge, kOutOfMemory; nothing is written then. The options are the caller's to check.
Status RunRegions(const FloatArray& input, const FloatArray& target, const RegionOptions& options, Reduction reduction,
                  const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_REGIONS_H_
