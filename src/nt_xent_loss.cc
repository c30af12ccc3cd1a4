// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/nt_xent_loss.h"

#include "src/similarity.h"

namespace surprisal {

Status NtXentLoss(const FloatArray& z1, const FloatArray& z2, double temperature, const LossResults& results) {
  SimilarityPair pair;
  Status status = CheckTemperature(temperature);
  if (status.ok()) status = pair.Bind(z1, z2, 2, results);
  if (!status.ok()) return status;

  const size_t count = pair.first.count();
  SimilarityCrossEntropy& loss = pair.loss;
  loss.label_base = count;
  loss.excluded_base = 0;
  pair.runner.Run({.rows = &pair.first, .candidates = {&pair.first, &pair.second}}, 1.0 / temperature, loss);
  loss.label_base = 0;
  loss.excluded_base = count;
  pair.runner.Run({.rows = &pair.second, .candidates = {&pair.first, &pair.second}}, 1.0 / temperature, loss);
  pair.Finish(results);
  return {};
}

}  // namespace surprisal
