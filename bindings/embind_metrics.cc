// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Metrics of classification. The leading underscore marks the unchecked functions: only bindings/ts calls them.

#include <emscripten/bind.h>

#include <cstddef>
#include <cstdint>

#include "bindings/call_record.h"
#include "src/accuracy.h"
#include "src/argmax.h"
#include "src/brier_score.h"
#include "src/calibration.h"
#include "src/confusion_matrix.h"
#include "src/log_loss.h"
#include "src/roc_auc.h"
#include "src/scorer.h"
#include "src/temperature_scaling.h"
#include "src/top_k.h"

namespace surprisal::bindings {
namespace {

int32_t RawArgMax(size_t outer, size_t classes, size_t inner, uintptr_t scores, uintptr_t predictions) {
  return Report(ArgMax({outer, classes, inner}, At<const float>(scores), At<int32_t>(predictions)));
}

int32_t RawTopK(size_t outer, size_t classes, size_t inner, uintptr_t scores, size_t k, uintptr_t values,
                uintptr_t indices) {
  return Report(TopK({outer, classes, inner}, At<const float>(scores), k, At<float>(values), At<int32_t>(indices)));
}

int32_t RawTopKAccuracy(size_t outer, size_t classes, size_t inner, uintptr_t scores, uintptr_t labels,
                        int32_t ignore_label, size_t k) {
  return Report(TopKAccuracy({outer, classes, inner}, At<const float>(scores), At<const int32_t>(labels), k,
                             ignore_label, &call_record.value));
}

int32_t RawLogLoss(size_t outer, size_t classes, size_t inner, uintptr_t scores, uintptr_t labels, int32_t from,
                   int32_t ignore_label, uintptr_t sample_weights, float prob_floor, int32_t reduction) {
  return Report(LogLoss({outer, classes, inner}, At<const float>(scores), At<const int32_t>(labels),
                        {static_cast<ScoreKind>(from), ignore_label, At<const float>(sample_weights), prob_floor,
                         static_cast<Reduction>(reduction)},
                        &call_record.value));
}

int32_t RawBrierScore(size_t outer, size_t classes, size_t inner, uintptr_t scores, uintptr_t labels, int32_t from,
                      int32_t ignore_label, uintptr_t sample_weights) {
  return Report(BrierScore({outer, classes, inner}, At<const float>(scores), At<const int32_t>(labels),
                           {static_cast<ScoreKind>(from), ignore_label, At<const float>(sample_weights)},
                           &call_record.value));
}

// `bins` are four doubles each, to be added to.
int32_t RawCalibration(size_t outer, size_t classes, size_t inner, uintptr_t scores, uintptr_t labels, int32_t from,
                       int32_t ignore_label, size_t bin_count, uintptr_t bins) {
  const Status status = AddToBins({outer, classes, inner}, At<const float>(scores), At<const int32_t>(labels),
                                  {static_cast<ScoreKind>(from), ignore_label, bin_count}, At<CalibrationBin>(bins));
  call_record.value = ExpectedCalibrationError(bin_count, At<const CalibrationBin>(bins));
  return Report(status);
}

// `fitted` are three doubles.
int32_t RawTemperatureScaling(size_t outer, size_t classes, size_t inner, uintptr_t logits, uintptr_t labels,
                              int32_t ignore_label, uintptr_t fitted) {
  return Report(TemperatureScaling({outer, classes, inner}, At<const float>(logits), At<const int32_t>(labels),
                                   ignore_label, At<FittedTemperature>(fitted)));
}

int32_t RawConfusionMatrix(size_t count, size_t classes, uintptr_t predictions, uintptr_t labels, int32_t ignore_label,
                           uintptr_t matrix) {
  return Report(ConfusionMatrix(count, classes, At<const int32_t>(predictions), At<const int32_t>(labels), ignore_label,
                                At<double>(matrix)));
}

int32_t RawRocAuc(size_t count, uintptr_t scores, uintptr_t labels, uintptr_t sample_weights, int32_t ignore_label) {
  return Report(RocAuc(count, At<const float>(scores), At<const int32_t>(labels), At<const float>(sample_weights),
                       ignore_label, &call_record.value));
}

// A scorer's state is one array of doubles: the totals, and the bins after them.
ScorerTotals* Totals(uintptr_t state) { return At<ScorerTotals>(state); }
CalibrationBin* Bins(uintptr_t state) { return At<CalibrationBin>(state + sizeof(ScorerTotals)); }

int32_t RawScorerUpdate(size_t outer, size_t classes, size_t inner, uintptr_t scores, uintptr_t labels, int32_t from,
                        int32_t ignore_label, size_t top_k, size_t bin_count, uintptr_t state, uintptr_t predictions) {
  return Report(UpdateScorer({outer, classes, inner}, At<const float>(scores), At<const int32_t>(labels),
                             {static_cast<ScoreKind>(from), ignore_label, top_k, bin_count}, Totals(state), Bins(state),
                             At<int32_t>(predictions)));
}

void RawScorerMerge(size_t bin_count, uintptr_t from, uintptr_t state) {
  MergeScorer(bin_count, *Totals(from), Bins(from), Totals(state), Bins(state));
}

// `result` are six doubles.
void RawScorerResult(size_t bin_count, uintptr_t state, uintptr_t result) {
  *At<ScorerResult>(result) = ResultOfScorer(bin_count, *Totals(state), Bins(state));
}

}  // namespace

EMSCRIPTEN_BINDINGS(metrics) {
  emscripten::function("_argMax", &RawArgMax);
  emscripten::function("_topK", &RawTopK);
  emscripten::function("_topKAccuracy", &RawTopKAccuracy);
  emscripten::function("_logLoss", &RawLogLoss);
  emscripten::function("_brierScore", &RawBrierScore);
  emscripten::function("_calibration", &RawCalibration);
  emscripten::function("_temperatureScaling", &RawTemperatureScaling);
  emscripten::function("_confusionMatrix", &RawConfusionMatrix);
  emscripten::function("_rocAuc", &RawRocAuc);
  emscripten::function("_scorerUpdate", &RawScorerUpdate);
  emscripten::function("_scorerMerge", &RawScorerMerge);
  emscripten::function("_scorerResult", &RawScorerResult);
}

}  // namespace surprisal::bindings
