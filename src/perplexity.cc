// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/perplexity.h"

#include <hwy/highway.h>

#include <cstddef>

#include "src/cross_entropy.h"
#include "src/scalar_math.h"
#include "src/simd/softmax_stats-inl.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

}  // namespace

Status Perplexity(const RowShape& shape, const float* logits, const int32_t* labels, int32_t ignore_label,
                  const LossResults& results) {
  double mean = 0.0;
  const LossResults of_mean = {.value = &mean, .grad_output = results.grad_output, .grads = {results.grads[0]}};
  const Status status = CrossEntropy(shape, logits, labels, {.ignore_label = ignore_label}, of_mean);
  if (!status.ok()) return status;
  const double perplexity = ScalarExp(mean);
  if (results.value != nullptr) *results.value = perplexity;
  if (results.grads[0] == nullptr) return {};
  // A vector loop over all, where the factor is a float: zeros stay zeros.
  if (perplexity <= static_cast<double>(hwy::HighestValue<float>())) {
    const auto scale = static_cast<float>(perplexity);
    const simd::RowArrays grads = {.out = {results.grads[0], nullptr}};
    simd::ScaleRows(simd::Wide(), simd::hn::ScalableTag<float>(), simd::WideRows(grads, 0, 1, shape.Size()), &scale);
    return {};
  }
  for (size_t row = 0; row < shape.Rows(); ++row) {
    // Its gradient is 0, and has to stay that if the perplexity is infinite.
    if (labels[row] == ignore_label) continue;
    float* grad = results.grads[0] + row / shape.inner * shape.classes * shape.inner + row % shape.inner;
    for (size_t j = 0; j < shape.classes; ++j, grad += shape.inner) {
      *grad = static_cast<float>(static_cast<double>(*grad) * perplexity);
    }
  }
  return {};
}

}  // namespace surprisal
