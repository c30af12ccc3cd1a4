// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/roc_auc.h"

#include <algorithm>
#include <cmath>

#include "src/checks.h"
#include "src/memory.h"

namespace surprisal {
namespace {

struct Example {
  float score;
  float weight;
  bool positive;
};

// Sums of weights, of negative and of positive examples.
struct Sides {
  double weight[2] = {0.0, 0.0};
};

}  // namespace

Status RocAuc(size_t count, const float* scores, const int32_t* labels, const float* sample_weights,
              int32_t ignore_label, double* area) {
  size_t counted = 0;
  if (const Status status = CheckLabels(labels, count, 2, ignore_label, &counted); !status.ok()) return status;
  if (const Status status = CheckNonNegative(sample_weights, count, StatusCode::kWeightInvalid); !status.ok()) {
    return status;
  }
  const Buffer<Example> examples = AllocateZeros<Example>(counted);
  if (examples == nullptr) {
    return {StatusCode::kOutOfMemory, 0, static_cast<double>(counted) * static_cast<double>(sizeof(Example))};
  }
  Sides total;
  size_t end = 0;
  for (size_t i = 0; i < count; ++i) {
    if (labels[i] == ignore_label) continue;
    if (std::isnan(scores[i])) return {StatusCode::kScoreInvalid, i, static_cast<double>(scores[i])};
    const float weight = sample_weights != nullptr ? sample_weights[i] : 1.0f;
    examples[end++] = {scores[i], weight, labels[i] == 1};
    total.weight[labels[i]] += static_cast<double>(weight);
  }
  for (const int side : {0, 1}) {
    if (total.weight[side] == 0.0) return {StatusCode::kClassMissing, 0, static_cast<double>(side)};
  }
  // By weight and label too, or else the order of equals, and with it the sums' last bits, would be the library's.
  std::sort(examples.get(), examples.get() + end, [](const Example& a, const Example& b) {
    if (a.score != b.score) return a.score < b.score;
    return a.positive != b.positive ? b.positive : a.weight < b.weight;
  });
  // Group by group of equal scores: each positive example wins against all negative ones below, and half of its equals.
  double wins = 0.0, below = 0.0;
  for (size_t i = 0; i < end;) {
    Sides group;
    const float score = examples[i].score;
    for (; i < end && examples[i].score == score; ++i) {
      group.weight[examples[i].positive] += static_cast<double>(examples[i].weight);
    }
    wins += group.weight[1] * (below + 0.5 * group.weight[0]);
    below += group.weight[0];
  }
  *area = wins / (total.weight[0] * total.weight[1]);
  return {};
}

}  // namespace surprisal
