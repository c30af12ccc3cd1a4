// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The definitions in the headers of src/, word for word, in double: slow, plain, and with nothing in common with the
// kernels.

#ifndef SURPRISAL_TESTS_CORE_REFERENCE_H_
#define SURPRISAL_TESTS_CORE_REFERENCE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "src/cross_entropy.h"
#include "src/tensor.h"

namespace surprisal {

using Doubles = std::vector<double>;

inline size_t At(const RowShape& shape, size_t row, size_t j) {
  return (row / shape.inner * shape.classes + j) * shape.inner + row % shape.inner;
}

template <class T>
Doubles RowOf(const RowShape& shape, std::span<const T> values, size_t row) {
  Doubles result(shape.classes);
  for (size_t j = 0; j < shape.classes; ++j) result[j] = static_cast<double>(values[At(shape, row, j)]);
  return result;
}

inline constexpr double kReferenceInf = std::numeric_limits<double>::infinity();

// A row that has a softmax: no NaN, no +inf, and not -inf throughout.
inline bool HasSoftmax(const Doubles& x) {
  return std::none_of(x.begin(), x.end(), [](double v) { return std::isnan(v) || v == kReferenceInf; }) &&
         std::any_of(x.begin(), x.end(), [](double v) { return v != -kReferenceInf; });
}

inline double LogSumExpOf(const Doubles& x) {
  if (std::any_of(x.begin(), x.end(), [](double v) { return std::isnan(v); })) return std::nan("");
  const double max = *std::max_element(x.begin(), x.end());
  if (std::isinf(max)) return max;
  double sum = 0.0;
  for (const double v : x) sum += std::exp(v - max);
  return max + std::log(sum);
}

struct CrossEntropyExpectation {
  Doubles row_losses;
  double value = 0.0;
  Doubles grad_logits;
  Doubles grad_targets;
  Doubles grad_weights;             // with targets
  double grad_weights_scale = 0.0;  // the largest sum of their terms' magnitudes
  double grad_scale = 0.0;          // the largest G_i A_i: what the gradient is a difference of
};

// With `labels` or, if that is a null pointer, with `targets`; `logits` are doubles, so that they can be moved by
// little steps.
inline CrossEntropyExpectation CrossEntropyReference(const RowShape& shape, std::span<const double> logits,
                                                     const int32_t* labels, const float* targets,
                                                     const CrossEntropyOptions& options,
                                                     const float* grad_output = nullptr) {
  const double eps = static_cast<double>(options.label_smoothing);
  const double share = eps / static_cast<double>(shape.classes);
  const auto weight = [&](size_t j) {
    return options.class_weights == nullptr ? 1.0 : static_cast<double>(options.class_weights[j]);
  };
  CrossEntropyExpectation e;
  e.row_losses.assign(shape.Rows(), 0.0);
  e.grad_logits.assign(shape.Size(), 0.0);
  e.grad_targets.assign(shape.Size(), 0.0);
  e.grad_weights.assign(shape.classes, 0.0);
  Doubles magnitudes(shape.classes);

  double denominator = 0.0;
  for (size_t i = 0; i < shape.Rows(); ++i) {
    if (labels == nullptr) {
      denominator += 1.0;
    } else if (labels[i] != options.ignore_label) {
      denominator += weight(static_cast<size_t>(labels[i]));
    }
  }
  for (size_t i = 0; i < shape.Rows(); ++i) {
    if (labels != nullptr && labels[i] == options.ignore_label) continue;
    double upstream = options.reduction == Reduction::kMean ? 1.0 / denominator : 1.0;
    if (grad_output != nullptr)
      upstream *= static_cast<double>(grad_output[options.reduction == Reduction::kNone ? i : 0]);
    const Doubles x = RowOf(shape, logits, i);
    const double lse = HasSoftmax(x) ? LogSumExpOf(x) : std::nan("");
    Doubles a(shape.classes);
    double mass = 0.0;
    for (size_t j = 0; j < shape.classes; ++j) {
      const double target = labels != nullptr ? (static_cast<int32_t>(j) == labels[i] ? 1.0 : 0.0)
                                              : static_cast<double>(targets[At(shape, i, j)]);
      a[j] = labels != nullptr ? (1.0 - eps) * weight(j) * target + share * weight(j)
                               : weight(j) * ((1.0 - eps) * target + share);
      mass += a[j];
      e.row_losses[i] -= a[j] == 0.0 ? 0.0 : a[j] * (x[j] - lse);
    }
    if (std::isnan(lse)) e.row_losses[i] = lse;  // even where no class has any mass
    e.grad_scale = std::max(e.grad_scale, std::fabs(upstream * mass));
    for (size_t j = 0; j < shape.classes; ++j) {
      e.grad_logits[At(shape, i, j)] = upstream * (mass * std::exp(x[j] - lse) - a[j]);
      e.grad_targets[At(shape, i, j)] = -upstream * weight(j) * (1.0 - eps) * (x[j] - lse);
      if (labels != nullptr) continue;
      const double probability = (1.0 - eps) * static_cast<double>(targets[At(shape, i, j)]) + share;
      const double term = probability == 0.0 && !std::isnan(lse) ? 0.0 : -upstream * probability * (x[j] - lse);
      e.grad_weights[j] += term;
      magnitudes[j] += std::isfinite(term) ? std::fabs(term) : 0.0;
      e.grad_weights_scale = std::max(e.grad_weights_scale, magnitudes[j]);
    }
    e.value += e.row_losses[i];
  }
  if (options.reduction == Reduction::kMean) e.value /= denominator;
  return e;
}

// ------------------------------ Softmax, log-softmax, log-sum-exp

struct SoftmaxExpectation {
  Doubles value;
  Doubles grad;
};

enum class SoftmaxOp { kSoftmax, kSoftmin, kLogSoftmax, kLogSumExp };

inline SoftmaxExpectation SoftmaxReference(SoftmaxOp op, const RowShape& shape, std::span<const float> logits,
                                           float temperature, const float* grad_output) {
  // Softmin is the softmax at the negative temperature.
  const double t = static_cast<double>(op == SoftmaxOp::kSoftmin ? -temperature : temperature);
  SoftmaxExpectation e;
  e.value.resize(op == SoftmaxOp::kLogSumExp ? shape.Rows() : shape.Size());
  e.grad.resize(shape.Size());
  for (size_t i = 0; i < shape.Rows(); ++i) {
    Doubles x = RowOf(shape, logits, i);
    for (double& v : x) v /= t;
    const double lse = LogSumExpOf(x);
    // (With an infinite sum the gradient of log-sum-exp is 0 but at the infinities, where inf - inf makes it NaN.)
    const double lse_of_probs = HasSoftmax(x) || op == SoftmaxOp::kLogSumExp ? lse : std::nan("");
    const auto upstream = [&](size_t j) {
      const size_t at = op == SoftmaxOp::kLogSumExp ? i : At(shape, i, j);
      return grad_output == nullptr ? 1.0 : static_cast<double>(grad_output[at]);
    };
    double sum = 0.0;
    double weighted = 0.0;
    for (size_t j = 0; j < shape.classes; ++j) {
      sum += upstream(j);
      weighted += upstream(j) * std::exp(x[j] - lse_of_probs);
    }
    if (op == SoftmaxOp::kLogSumExp) e.value[i] = lse;
    for (size_t j = 0; j < shape.classes; ++j) {
      const double p = std::exp(x[j] - lse_of_probs);
      const size_t at = At(shape, i, j);
      if (op == SoftmaxOp::kSoftmax || op == SoftmaxOp::kSoftmin) {
        e.value[at] = p;
        e.grad[at] = p * (upstream(j) - weighted) / t;
      } else if (op == SoftmaxOp::kLogSoftmax) {
        e.value[at] = x[j] - lse_of_probs;
        e.grad[at] = (upstream(j) - p * sum) / t;
      } else {
        e.grad[at] = upstream(j) * p / t;
      }
    }
  }
  return e;
}

// ------------------------------ Measures of distributions, in nats

inline double CrossEntropyOf(const Doubles& p, const Doubles& q) {
  double sum = 0.0;
  for (size_t j = 0; j < p.size(); ++j) sum -= p[j] == 0.0 ? 0.0 : p[j] * std::log(q[j]);
  return sum;
}

inline double EntropyOf(const Doubles& p) { return CrossEntropyOf(p, p); }

inline double KlDivergenceOf(const Doubles& p, const Doubles& q) { return CrossEntropyOf(p, q) - EntropyOf(p); }

inline double JsDivergenceOf(const Doubles& p, const Doubles& q) {
  Doubles m(p.size());
  for (size_t j = 0; j < p.size(); ++j) m[j] = (p[j] + q[j]) / 2.0;
  return (KlDivergenceOf(p, m) + KlDivergenceOf(q, m)) / 2.0;
}

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_REFERENCE_H_
