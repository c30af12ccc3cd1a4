// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/info_nce_loss.h"

#include "src/similarity.h"

namespace surprisal {

Status InfoNceLoss(const FloatArray& query, const FloatArray& key, const FloatArray& negatives, double temperature,
                   bool normalize, Reduction reduction, const LossResults& results) {
  Status status = CheckEmbeddings({&query, &key, &negatives});
  if (status.ok()) status = CheckTemperature(temperature);
  if (!status.ok()) return status;
  const size_t count = query.shape.sizes[0];
  if (key.shape.sizes[0] != count) return {StatusCode::kShapeInvalid, 1, 0.0};

  const bool against_negatives = negatives.data != nullptr;
  Embeddings queries, keys, others;
  status = queries.Bind(query, normalize, results.grads[0]);
  if (status.ok()) status = keys.Bind(key, normalize, results.grads[1]);
  if (status.ok() && against_negatives) status = others.Bind(negatives, normalize, results.grads[2]);
  SimilarityMatrix matrix = {.rows = &queries, .candidates = {&keys}};
  if (against_negatives) matrix = {.rows = &queries, .own = &keys, .candidates = {&others}};
  SimilarityRunner runner;
  if (status.ok()) status = runner.Allocate(matrix.Columns());
  if (!status.ok()) return status;

  SimilarityCrossEntropy loss;
  const bool per_row = reduction == Reduction::kNone;
  const double divisor = reduction == Reduction::kMean ? static_cast<double>(count) : 1.0;
  loss.label_step = against_negatives ? 0 : 1;
  loss.upstream = per_row ? 1.0 : UpstreamOf(results) / divisor;
  loss.row_upstream = per_row ? results.grad_output : nullptr;
  loss.row_losses = per_row ? results.losses : nullptr;
  runner.Run(matrix, 1.0 / temperature, loss);
  if (!per_row && results.value != nullptr) *results.value = loss.total / divisor;
  queries.WriteGrad();
  keys.WriteGrad();
  if (against_negatives) others.WriteGrad();
  return {};
}

}  // namespace surprisal
