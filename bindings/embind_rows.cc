// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Row operations (the softmax family) and measures of distributions. The leading underscore marks the unchecked
// functions: only bindings/ts calls them.

#include <emscripten/bind.h>

#include <cstddef>
#include <cstdint>

#include "bindings/call_record.h"
#include "src/information.h"
#include "src/softmax.h"

namespace surprisal::bindings {
namespace {

// One wrapper for all functions of a signature; the core function is a template argument, so that the call is direct.
template <Status (*kFunction)(const RowShape&, const float*, float, float*)>
int32_t RawRowOperation(size_t outer, size_t classes, size_t inner, uintptr_t logits, float temperature,
                        uintptr_t result) {
  return Report(kFunction({outer, classes, inner}, At<const float>(logits), temperature, At<float>(result)));
}

template <Status (*kFunction)(const RowShape&, const float*, float, const float*, float*)>
int32_t RawRowGradient(size_t outer, size_t classes, size_t inner, uintptr_t logits, float temperature,
                       uintptr_t grad_output, uintptr_t grad_logits) {
  return Report(kFunction({outer, classes, inner}, At<const float>(logits), temperature, At<const float>(grad_output),
                          At<float>(grad_logits)));
}

InformationResults ResultsOf(uintptr_t values, uintptr_t grad_output, uintptr_t grad_probs,
                             uintptr_t grad_other_probs) {
  return {.values = At<double>(values),
          .grad_probs = At<float>(grad_probs),
          .grad_other_probs = At<float>(grad_other_probs),
          .grad_output = At<const float>(grad_output)};
}

// Measures of one distribution take the same arguments as those of two, so that JavaScript calls them alike.
template <Status (*kFunction)(size_t, size_t, const float*, const InformationOptions&, const InformationResults&)>
int32_t RawMeasure(size_t rows, size_t outcomes, uintptr_t probs, uintptr_t /*other_probs*/, double base,
                   bool normalize, uintptr_t values, uintptr_t grad_output, uintptr_t grad_probs,
                   uintptr_t /*grad_other_probs*/) {
  return Report(kFunction(rows, outcomes, At<const float>(probs), {base, normalize},
                          ResultsOf(values, grad_output, grad_probs, 0)));
}

template <Status (*kFunction)(size_t, size_t, const float*, const float*, const InformationOptions&,
                              const InformationResults&)>
int32_t RawMeasure(size_t rows, size_t outcomes, uintptr_t probs, uintptr_t other_probs, double base, bool normalize,
                   uintptr_t values, uintptr_t grad_output, uintptr_t grad_probs, uintptr_t grad_other_probs) {
  return Report(kFunction(rows, outcomes, At<const float>(probs), At<const float>(other_probs), {base, normalize},
                          ResultsOf(values, grad_output, grad_probs, grad_other_probs)));
}

int32_t RawSurprisal(size_t count, uintptr_t probs, double base, uintptr_t values, uintptr_t grad_output,
                     uintptr_t grad_probs) {
  const LossResults results = {
      .losses = At<float>(values), .grad_output = At<const float>(grad_output), .grads = {At<float>(grad_probs)}};
  return Report(Surprisal(count, At<const float>(probs), base, results));
}

}  // namespace

EMSCRIPTEN_BINDINGS(rows) {
  emscripten::function("_softmax", &RawRowOperation<Softmax>);
  emscripten::function("_softmin", &RawRowOperation<Softmin>);
  emscripten::function("_logSoftmax", &RawRowOperation<LogSoftmax>);
  emscripten::function("_logSumExp", &RawRowOperation<LogSumExp>);
  emscripten::function("_softmaxGrad", &RawRowGradient<SoftmaxGrad>);
  emscripten::function("_softminGrad", &RawRowGradient<SoftminGrad>);
  emscripten::function("_logSoftmaxGrad", &RawRowGradient<LogSoftmaxGrad>);
  emscripten::function("_logSumExpGrad", &RawRowGradient<LogSumExpGrad>);
}

EMSCRIPTEN_BINDINGS(information) {
  emscripten::function("_surprisal", &RawSurprisal);
  emscripten::function("_entropy", &RawMeasure<Entropy>);
  emscripten::function("_distributionPerplexity", &RawMeasure<Perplexity>);
  emscripten::function("_distributionCrossEntropy", &RawMeasure<DistributionCrossEntropy>);
  emscripten::function("_klDivergence", &RawMeasure<KlDivergence>);
  emscripten::function("_jsDivergence", &RawMeasure<JsDivergence>);
}

}  // namespace surprisal::bindings
