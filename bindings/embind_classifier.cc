// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The softmax classifier, by handle: an address that _classifierCreate gives out and _classifierDestroy takes back. The
// leading underscore marks the unchecked functions: only bindings/ts calls them.

#include <emscripten/bind.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "bindings/call_record.h"
#include "src/softmax_classifier.h"

namespace surprisal::bindings {
namespace {

SoftmaxClassifier& Classifier(uintptr_t handle) { return *At<SoftmaxClassifier>(handle); }

FeatureMatrix Features(uintptr_t values, int32_t type, size_t rows, float scale) {
  return {At<const void>(values), static_cast<FeatureType>(type), rows, scale};
}

int32_t Create(size_t features, size_t classes, size_t batch_size, float learning_rate, float momentum, float l2,
               uint32_t seed) {
  std::unique_ptr<SoftmaxClassifier> classifier;
  const Status status =
      SoftmaxClassifier::Create({features, classes, batch_size, learning_rate, momentum, l2, seed}, &classifier);
  call_record.value = static_cast<double>(reinterpret_cast<uintptr_t>(classifier.release()));
  return Report(status);
}

void Destroy(uintptr_t handle) { std::unique_ptr<SoftmaxClassifier> owner(At<SoftmaxClassifier>(handle)); }

int32_t Bind(uintptr_t handle, uintptr_t values, int32_t type, size_t rows, float scale, uintptr_t labels) {
  return Report(Classifier(handle).BindTrainingData(Features(values, type, rows, scale), At<const int32_t>(labels)));
}

int32_t Step(uintptr_t handle) { return Report(Classifier(handle).Step(&call_record.value)); }

int32_t Evaluate(uintptr_t handle, uintptr_t values, int32_t type, size_t rows, float scale, uintptr_t labels) {
  Evaluation evaluation;
  const Status status =
      Classifier(handle).Evaluate(Features(values, type, rows, scale), At<const int32_t>(labels), &evaluation);
  call_record.value = evaluation.loss;
  call_record.index = static_cast<double>(evaluation.correct);
  return Report(status);
}

void PredictLabels(uintptr_t handle, uintptr_t values, int32_t type, size_t rows, float scale, uintptr_t labels) {
  Classifier(handle).PredictLabels(Features(values, type, rows, scale), At<int32_t>(labels));
}

void PredictProbs(uintptr_t handle, uintptr_t values, int32_t type, size_t rows, float scale, uintptr_t probs) {
  Classifier(handle).PredictProbs(Features(values, type, rows, scale), At<float>(probs));
}

void CopyModel(uintptr_t handle, uintptr_t weights, uintptr_t bias) {
  Classifier(handle).CopyModel(At<float>(weights), At<float>(bias));
}

void SetModel(uintptr_t handle, uintptr_t weights, uintptr_t bias) {
  Classifier(handle).SetModel(At<const float>(weights), At<const float>(bias));
}

int32_t SetLearningRate(uintptr_t handle, float learning_rate) {
  return Report(Classifier(handle).SetLearningRate(learning_rate));
}

size_t Steps(uintptr_t handle) { return Classifier(handle).steps(); }
size_t Epoch(uintptr_t handle) { return Classifier(handle).epoch(); }
size_t BatchInEpoch(uintptr_t handle) { return Classifier(handle).batch_in_epoch(); }

}  // namespace

EMSCRIPTEN_BINDINGS(classifier) {
  emscripten::function("_classifierCreate", &Create);
  emscripten::function("_classifierDestroy", &Destroy);
  emscripten::function("_classifierBind", &Bind);
  emscripten::function("_classifierStep", &Step);
  emscripten::function("_classifierEvaluate", &Evaluate);
  emscripten::function("_classifierPredictLabels", &PredictLabels);
  emscripten::function("_classifierPredictProbs", &PredictProbs);
  emscripten::function("_classifierCopyModel", &CopyModel);
  emscripten::function("_classifierSetModel", &SetModel);
  emscripten::function("_classifierSetLearningRate", &SetLearningRate);
  emscripten::function("_classifierSteps", &Steps);
  emscripten::function("_classifierEpoch", &Epoch);
  emscripten::function("_classifierBatchInEpoch", &BatchInEpoch);
}

}  // namespace surprisal::bindings
