// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/softmax_loss.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "src/checks.h"
#include "src/memory.h"
#include "src/simd/label_heads-inl.h"
#include "src/simd/probs_rows-inl.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

Status CheckOptions(size_t classes, const CrossEntropyOptions& options) {
  const float eps = options.label_smoothing;
  if (!(eps >= 0.0f && eps <= 1.0f)) return {StatusCode::kLabelSmoothingInvalid, 0, static_cast<double>(eps)};
  return CheckNonNegative(options.class_weights, classes, StatusCode::kWeightInvalid);
}

// A label's position among the logits of its sample has 32 bits.
Status CheckPositions(const RowShape& shape) {
  const double logits = static_cast<double>(shape.classes) * static_cast<double>(shape.inner);
  if (shape.outer == 0 || logits <= static_cast<double>(std::numeric_limits<int32_t>::max())) return {};
  return {StatusCode::kTooLarge, 0, logits};
}

// share sum_j w_j, the product in double too: the weights may sum to more than a float holds.
float SmoothedMassOf(float share, const float* class_weights, size_t classes) {
  double sum = class_weights == nullptr ? static_cast<double>(classes) : 0.0;
  for (size_t j = 0; class_weights != nullptr && j < classes; ++j) sum += static_cast<double>(class_weights[j]);
  return static_cast<float>(static_cast<double>(share) * sum);
}

}  // namespace

namespace HWY_NAMESPACE {

Status PlanLabelLoss(const SoftmaxLoss& loss, size_t rows, size_t classes, const int32_t* labels,
                     const CrossEntropyOptions& options, const LossResults& results, LabelCall* call) {
  if (const Status status = CheckOptions(classes, options); !status.ok()) return status;
  size_t counted = 0;
  if (const Status status = CheckLabels(labels, rows, classes, options.ignore_label, &counted); !status.ok()) {
    return status;
  }

  call->denominator =
      LabelDenominator(options.reduction, rows, labels, options.ignore_label, counted, options.class_weights);
  double parameter = static_cast<double>(loss.parameter);
  // Of the weights' denominator a row's z-loss has to have another share than its cross-entropy.
  if (loss.head == SoftmaxHead::kZLoss && options.reduction == Reduction::kMean && counted > 0) {
    parameter *= call->denominator / static_cast<double>(counted);
  }
  const float share = options.label_smoothing / static_cast<float>(classes);
  const Smoothing smoothing = {.class_weights = options.class_weights,
                               .share = options.label_smoothing == 0.0f ? 0.0f : share,
                               .total = SmoothedMassOf(share, options.class_weights, classes)};
  call->plan = {.labels = labels,
                .ignore_label = options.ignore_label,
                .class_weights = options.class_weights,
                .keep = 1.0f - options.label_smoothing,
                .smoothing = smoothing,
                .reduction = MakeReduction(options.reduction, results, call->denominator, &call->total),
                .loss = {loss.head, static_cast<float>(parameter)}};
  return {};
}

}  // namespace HWY_NAMESPACE

Status RunLabelLoss(const SoftmaxLoss& loss, const RowShape& shape, const float* logits, const int32_t* labels,
                    const CrossEntropyOptions& options, const LossResults& results) {
  if (const Status status = CheckPositions(shape); !status.ok()) return status;
  simd::LabelCall call;
  const Status status = simd::PlanLabelLoss(loss, shape.Rows(), shape.classes, labels, options, results, &call);
  if (!status.ok()) return status;
  simd::RunLabelRows(shape, {.in = {logits, nullptr}, .out = {results.grads[0], nullptr}}, call.plan);
  simd::WriteValue(options.reduction, call.total, call.denominator, results.value);
  return {};
}

Status RunProbsLoss(const SoftmaxLoss& loss, const RowShape& shape, const float* logits, const float* target_probs,
                    const CrossEntropyOptions& options, const LossResults& results) {
  if (const Status status = CheckOptions(shape.classes, options); !status.ok()) return status;
  if (const Status status = CheckNonNegative(target_probs, shape.Size(), StatusCode::kProbabilityInvalid);
      !status.ok()) {
    return status;
  }

  const double denominator = static_cast<double>(shape.Rows());
  double total = 0.0;
  const simd::RowReduction reduction = simd::MakeReduction(options.reduction, results, denominator, &total);
  if (shape.classes == 0) {
    // Sums of nothing: the loss of a row is 0. Its mean is NaN, as PyTorch has it.
    if (reduction.row_losses != nullptr) std::fill_n(reduction.row_losses, shape.Rows(), 0.0f);
    simd::WriteValue(options.reduction, total, 0.0, results.value);
    return {};
  }
  const simd::RowArrays arrays = {.in = {logits, target_probs}, .out = {results.grads[0], results.grads[1]}};
  const simd::ProbsMass mass = {.weights = simd::ClassWeights(options.class_weights),
                                .keep = 1.0f - options.label_smoothing,
                                .share = options.label_smoothing / static_cast<float>(shape.classes)};
  Buffer<double> weight_sums;
  if (results.grads[2] != nullptr) {
    if (const Status status = AllocateGrid(shape.classes, 1, &weight_sums); !status.ok()) return status;
  }
  const simd::ProbsExtras extras = {.z_loss = loss.head == SoftmaxHead::kZLoss ? loss.parameter : 0.0f,
                                    .poly1 = loss.head == SoftmaxHead::kPoly1 ? loss.parameter : 0.0f};
  simd::RunProbsRows(shape, arrays, reduction, mass, extras, weight_sums.get());
  for (size_t j = 0; weight_sums && j < shape.classes; ++j) results.grads[2][j] = static_cast<float>(weight_sums[j]);
  simd::WriteValue(options.reduction, total, denominator, results.value);
  return {};
}

}  // namespace surprisal
