// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/nt_xent_labels_loss.h"

#include <cmath>

#include "src/scalar_math.h"
#include "src/simd/products-inl.h"
#include "src/similarity.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

class PairLosses final : public SimilarityLoss {
 public:
  explicit PairLosses(const int32_t* labels) : labels_(labels) {}

  Status Allocate(size_t columns) {
    others_ = AllocateZeros<double>(columns);
    alike_ = AllocateZeros<double>(columns);
    if (others_ && alike_) return {};
    return {StatusCode::kOutOfMemory, 0, 2.0 * sizeof(double) * static_cast<double>(columns)};
  }

  void Take(const SimilarityTile& tile) override {
    for (size_t r = 0; r < tile.rows; ++r) {
      TakeRow(tile.first_row + r, tile.columns, tile.similarities + r * tile.columns);
    }
  }

  double factor = 1.0;  // of the derivatives
  double total = 0.0;

 private:
  void TakeRow(size_t row, size_t columns, double* similarities) {
    const int32_t label = labels_[row];
    double max = -HUGE_VAL;
    for (size_t j = 0; j < columns; ++j) {
      if (labels_[j] != label && similarities[j] > max) max = similarities[j];
    }
    for (size_t j = 0; j < columns; ++j) others_[j] = labels_[j] != label ? similarities[j] - max : -HUGE_VAL;
    const double sum = simd::SumDoubleExps(columns, others_.get());
    // 0 if there are no others, and 1 at least if there are; or NaN.
    const double log_sum = sum >= 1.0 ? max + ScalarLog(sum) : sum == 0.0 ? -HUGE_VAL : sum;

    // With x = log_sum - s_ij the loss of a pair is log(1 + exp(x)), its derivative 1 / (1 + exp(-x)).
    for (size_t j = 0; j < columns; ++j) {
      alike_[j] = labels_[j] == label && j != row ? -std::fabs(log_sum - similarities[j]) : -HUGE_VAL;
    }
    static_cast<void>(simd::SumDoubleExps(columns, alike_.get()));
    double slopes = 0.0;
    for (size_t j = 0; j < columns; ++j) {
      if (labels_[j] != label || j == row) continue;
      const double x = log_sum - similarities[j];
      const double small = alike_[j];
      total += (x < 0.0 ? 0.0 : x) + ScalarLog1p(small);
      const double slope = (x < 0.0 ? small : 1.0) / (1.0 + small);
      slopes += slope;
      similarities[j] = -factor * slope;
    }
    similarities[row] = 0.0;
    const double share = factor * slopes / sum;
    for (size_t j = 0; j < columns; ++j) {
      if (labels_[j] != label) similarities[j] = share * others_[j];
    }
  }

  const int32_t* labels_;
  Buffer<double> others_;  // of a row: the exponentials of those of other labels
  Buffer<double> alike_;   // exp(-|x|) of those of its own
};

// Ordered pairs of one label.
double CountPairs(const int32_t* labels, size_t count) {
  double pairs = 0.0;
  for (size_t i = 0; i < count; ++i) {
    size_t alike = 0;
    for (size_t j = 0; j < count; ++j) alike += labels[j] == labels[i] ? 1 : 0;
    pairs += static_cast<double>(alike - 1);
  }
  return pairs;
}

}  // namespace

Status NtXentLabelsLoss(const FloatArray& embeddings, const int32_t* labels, double temperature,
                        const LossResults& results) {
  Status status = CheckEmbeddings({&embeddings});
  if (status.ok()) status = CheckTemperature(temperature);
  if (!status.ok()) return status;
  const size_t count = embeddings.shape.sizes[0];
  Embeddings rows;
  status = rows.Bind(embeddings, true, results.grads[0]);
  SimilarityRunner runner;
  if (status.ok()) status = runner.Allocate(count);
  PairLosses loss(labels);
  if (status.ok()) status = loss.Allocate(count);
  if (!status.ok()) return status;

  const double pairs = CountPairs(labels, count);
  // Without pairs the derivatives are 0, over nothing.
  if (pairs > 0.0) {
    loss.factor = UpstreamOf(results) / pairs;
    runner.Run({.rows = &rows, .candidates = {&rows}}, 1.0 / temperature, loss);
  }
  if (results.value != nullptr) *results.value = loss.total / pairs;
  rows.WriteGrad();
  return {};
}

}  // namespace surprisal
