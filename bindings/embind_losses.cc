// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Losses. The leading underscore marks the unchecked functions: only bindings/ts calls them.

#include <emscripten/bind.h>

#include <cstddef>
#include <cstdint>

#include "bindings/call_record.h"
#include "src/cross_entropy.h"
#include "src/tensor.h"

namespace surprisal::bindings {
namespace {

LossResults Results(int32_t reduction, uintptr_t row_losses, uintptr_t grad_logits, uintptr_t grad_targets,
                    uintptr_t grad_output) {
  LossResults results;
  if (static_cast<Reduction>(reduction) != Reduction::kNone) results.value = &call_record.value;
  results.losses = At<float>(row_losses);
  results.grads[0] = At<float>(grad_logits);
  results.grads[1] = At<float>(grad_targets);
  results.grad_output = At<const float>(grad_output);
  return results;
}

int32_t RawCrossEntropy(size_t outer, size_t classes, size_t inner, uintptr_t logits, uintptr_t labels,
                        uintptr_t class_weights, int32_t ignore_label, float label_smoothing, int32_t reduction,
                        uintptr_t row_losses, uintptr_t grad_logits, uintptr_t grad_output) {
  CrossEntropyOptions options;
  options.class_weights = At<const float>(class_weights);
  options.ignore_label = ignore_label;
  options.label_smoothing = label_smoothing;
  options.reduction = static_cast<Reduction>(reduction);
  return Report(CrossEntropy({outer, classes, inner}, At<const float>(logits), At<const int32_t>(labels), options,
                             Results(reduction, row_losses, grad_logits, 0, grad_output)));
}

int32_t RawCrossEntropyWithProbs(size_t outer, size_t classes, size_t inner, uintptr_t logits, uintptr_t target_probs,
                                 uintptr_t class_weights, float label_smoothing, int32_t reduction,
                                 uintptr_t row_losses, uintptr_t grad_logits, uintptr_t grad_targets,
                                 uintptr_t grad_output) {
  CrossEntropyOptions options;
  options.class_weights = At<const float>(class_weights);
  options.label_smoothing = label_smoothing;
  options.reduction = static_cast<Reduction>(reduction);
  return Report(CrossEntropyWithProbs({outer, classes, inner}, At<const float>(logits), At<const float>(target_probs),
                                      options, Results(reduction, row_losses, grad_logits, grad_targets, grad_output)));
}

}  // namespace

EMSCRIPTEN_BINDINGS(losses) {
  emscripten::function("_crossEntropy", &RawCrossEntropy);
  emscripten::function("_crossEntropyWithProbs", &RawCrossEntropyWithProbs);
}

}  // namespace surprisal::bindings
