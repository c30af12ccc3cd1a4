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

// The configuration as bindings/ts/classifier/config.ts lists it.
int32_t Create(uintptr_t numbers, uintptr_t class_weights) {
  const double* n = At<const double>(numbers);
  const SoftmaxClassifierConfig config = {
      .features = static_cast<size_t>(n[0]),
      .classes = static_cast<size_t>(n[1]),
      .batch_size = static_cast<size_t>(n[2]),
      .learning_rate = static_cast<float>(n[3]),
      .momentum = static_cast<float>(n[4]),
      .l2 = static_cast<float>(n[5]),
      .seed = static_cast<uint32_t>(n[6]),
      .beta1 = n[7],
      .beta2 = n[8],
      .eps = static_cast<float>(n[9]),
      .gamma = static_cast<float>(n[10]),
      .label_smoothing = static_cast<float>(n[11]),
      .clip_norm = static_cast<float>(n[12]),
      .optimizer = static_cast<Optimizer>(n[13]),
      .nesterov = n[14] != 0.0,
      .loss = static_cast<ClassifierLoss>(n[15]),
      .class_weights = At<const float>(class_weights),
  };
  std::unique_ptr<SoftmaxClassifier> classifier;
  const Status status = SoftmaxClassifier::Create(config, &classifier);
  call_record.value = static_cast<double>(reinterpret_cast<uintptr_t>(classifier.release()));
  return Report(status);
}

void Destroy(uintptr_t handle) { std::unique_ptr<SoftmaxClassifier> owner(At<SoftmaxClassifier>(handle)); }

TrainingData Training(uintptr_t values, int32_t type, size_t rows, float scale, uintptr_t labels,
                      uintptr_t sample_weights) {
  return {Features(values, type, rows, scale), At<const int32_t>(labels), At<const float>(sample_weights)};
}

int32_t Bind(uintptr_t handle, uintptr_t values, int32_t type, size_t rows, float scale, uintptr_t labels,
             uintptr_t sample_weights, int32_t standardize) {
  return Report(Classifier(handle).BindTrainingData(Training(values, type, rows, scale, labels, sample_weights),
                                                    static_cast<StandardizeMode>(standardize)));
}

int32_t PartialFit(uintptr_t handle, uintptr_t values, int32_t type, size_t rows, float scale, uintptr_t labels,
                   uintptr_t sample_weights) {
  return Report(
      Classifier(handle).PartialFit(Training(values, type, rows, scale, labels, sample_weights), &call_record.value));
}

int32_t Step(uintptr_t handle) { return Report(Classifier(handle).Step(&call_record.value)); }

// `total_loss` is that of the rows that came before.
int32_t Evaluate(uintptr_t handle, uintptr_t values, int32_t type, size_t rows, float scale, uintptr_t labels,
                 double total_loss) {
  Evaluation evaluation = {.total_loss = total_loss};
  const Status status =
      Classifier(handle).Evaluate(Features(values, type, rows, scale), At<const int32_t>(labels), &evaluation);
  call_record.value = evaluation.total_loss;
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

size_t ArraysLength(uintptr_t handle, int32_t standardized) {
  return Classifier(handle).ArraysLength(standardized != 0);
}

int32_t Standardized(uintptr_t handle) { return Classifier(handle).standardized() ? 1 : 0; }

void CopyTraining(uintptr_t handle, uintptr_t arrays, uintptr_t numbers) {
  Classifier(handle).CopyTraining(At<float>(arrays), At<TrainingNumbers>(numbers));
}

int32_t SetTraining(uintptr_t handle, uintptr_t arrays, uintptr_t numbers) {
  return Report(Classifier(handle).SetTraining(At<const float>(arrays), *At<const TrainingNumbers>(numbers)));
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
  emscripten::function("_classifierPartialFit", &PartialFit);
  emscripten::function("_classifierStep", &Step);
  emscripten::function("_classifierEvaluate", &Evaluate);
  emscripten::function("_classifierPredictLabels", &PredictLabels);
  emscripten::function("_classifierPredictProbs", &PredictProbs);
  emscripten::function("_classifierCopyModel", &CopyModel);
  emscripten::function("_classifierSetModel", &SetModel);
  emscripten::function("_classifierArraysLength", &ArraysLength);
  emscripten::function("_classifierStandardized", &Standardized);
  emscripten::function("_classifierCopyTraining", &CopyTraining);
  emscripten::function("_classifierSetTraining", &SetTraining);
  emscripten::function("_classifierSetLearningRate", &SetLearningRate);
  emscripten::function("_classifierSteps", &Steps);
  emscripten::function("_classifierEpoch", &Epoch);
  emscripten::function("_classifierBatchInEpoch", &BatchInEpoch);
}

}  // namespace surprisal::bindings
