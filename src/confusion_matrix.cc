// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/confusion_matrix.h"

#include "src/checks.h"

namespace surprisal {

Status ConfusionMatrix(size_t count, size_t classes, const int32_t* predictions, const int32_t* labels,
                       int32_t ignore_label, double* matrix) {
  size_t counted = 0;
  if (const Status status = CheckLabels(labels, count, classes, ignore_label, &counted); !status.ok()) return status;
  const uint32_t bound = LabelBound(classes);
  for (size_t i = 0; i < count; ++i) {
    if (labels[i] == ignore_label || static_cast<uint32_t>(predictions[i]) < bound) continue;
    return {StatusCode::kLabelOutOfRange, count + i, static_cast<double>(predictions[i])};
  }
  for (size_t i = 0; i < count; ++i) {
    if (labels[i] == ignore_label) continue;
    matrix[static_cast<size_t>(labels[i]) * classes + static_cast<size_t>(predictions[i])] += 1.0;
  }
  return {};
}

}  // namespace surprisal
