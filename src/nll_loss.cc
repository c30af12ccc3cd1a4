// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/nll_loss.h"

#include <algorithm>

#include "src/checks.h"
#include "src/simd/row_reduction-inl.h"

namespace surprisal {

namespace simd = HWY_NAMESPACE;

Status NllLoss(const RowShape& shape, const float* log_probs, const int32_t* labels, const NllLossOptions& options,
               const LossResults& results) {
  const float* class_weights = options.class_weights;
  const size_t rows = shape.Rows();
  size_t counted = 0;
  Status status = CheckNonNegative(class_weights, shape.classes, StatusCode::kWeightInvalid);
  if (status.ok()) status = CheckLabels(labels, rows, shape.classes, options.ignore_label, &counted);
  if (!status.ok()) return status;

  const double denominator =
      simd::LabelDenominator(options.reduction, rows, labels, options.ignore_label, counted, class_weights);
  double total = 0.0;
  const simd::RowReduction reduction = simd::MakeReduction(options.reduction, results, denominator, &total);
  // Calls body(row, index, weight) at the labels of the rows that count, and skip(row) for the others.
  const auto for_each_label = [&](const auto& body, const auto& skip) {
    for (size_t outer = 0, row = 0; outer < shape.outer; ++outer) {
      for (size_t inner = 0; inner < shape.inner; ++inner, ++row) {
        if (labels[row] == options.ignore_label) {
          skip(row);
          continue;
        }
        const auto label = static_cast<size_t>(labels[row]);
        const float weight = class_weights == nullptr ? 1.0f : class_weights[label];
        body(row, (outer * shape.classes + label) * shape.inner + inner, weight);
      }
    }
  };
  for_each_label(
      [&](size_t row, size_t index, float weight) {
        reduction.AddRow(row, -static_cast<double>(weight) * static_cast<double>(log_probs[index]));
      },
      [&](size_t row) { reduction.AddRow(row, 0.0); });
  // After all of them are read: the gradient may take their place.
  if (float* grad = results.grads[0]; grad != nullptr) {
    std::fill_n(grad, shape.Size(), 0.0f);
    for_each_label([&](size_t row, size_t index, float weight) { grad[index] = -(weight * reduction.Upstream(row)); },
                   [](size_t) {});
  }
  simd::WriteValue(options.reduction, total, denominator, results.value);
  return {};
}

}  // namespace surprisal
