// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What a classifier says of examples: nothing here changes the model.

#include <algorithm>

#include "src/argmax.h"
#include "src/checks.h"
#include "src/simd/linear-inl.h"
#include "src/softmax.h"
#include "src/softmax_classifier.h"
#include "src/softmax_loss.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

}  // namespace

template <class Consume>
void SoftmaxClassifier::ForEachLogitsTile(const FeatureMatrix& features, const Consume& consume) {
  const simd::LinearShape shape = simd::ShapeOf(config_.features, config_.classes);
  for (size_t begin = 0; begin < features.rows; begin += kTileRows) {
    const size_t rows = std::min(kTileRows, features.rows - begin);
    for (size_t r = 0; r < rows; ++r) LoadExample(features, begin + r, r);
    simd::LinearForward(rows, shape, examples_.get(), weights_.get(), logits_.get());
    consume(begin, rows);
  }
}

Status SoftmaxClassifier::Evaluate(const FeatureMatrix& features, const int32_t* labels, Evaluation* evaluation) {
  if (const Status status = CheckLabels(labels, features.rows, config_.classes); !status.ok()) return status;
  Status status;
  ForEachLogitsTile(features, [&](size_t begin, size_t rows) {
    double tile_loss = 0.0;
    const CrossEntropyOptions options = {.ignore_label = kNoLabel, .reduction = Reduction::kSum};
    status =
        RunLabelLoss({}, {rows, config_.classes, 1}, logits_.get(), labels + begin, options, {.value = &tile_loss});
    evaluation->total_loss += tile_loss;
    int32_t predictions[kTileRows];
    Predict(rows, predictions);
    for (size_t r = 0; r < rows; ++r) evaluation->correct += predictions[r] == labels[begin + r];
  });
  evaluation->rows += features.rows;
  return status;
}

void SoftmaxClassifier::PredictLabels(const FeatureMatrix& features, int32_t* labels) {
  ForEachLogitsTile(features, [&](size_t begin, size_t rows) { Predict(rows, labels + begin); });
}

void SoftmaxClassifier::Predict(size_t rows, int32_t* predictions) const {
  // There are classes: nothing to reject.
  static_cast<void>(ArgMax({rows, config_.classes, 1}, logits_.get(), predictions));
}

void SoftmaxClassifier::PredictProbs(const FeatureMatrix& features, float* probs) {
  ForEachLogitsTile(features, [&](size_t begin, size_t rows) {
    // The temperature is 1: there is nothing to reject.
    static_cast<void>(Softmax({rows, config_.classes, 1}, logits_.get(), 1.0f, probs + begin * config_.classes));
  });
}

}  // namespace surprisal
