// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Softmax, softmin, log-softmax and log-sum-exp along the middle axis of [outer, classes, inner], with a temperature,
// and the vector-Jacobian products that carry an upstream gradient back to the logits.

#ifndef SURPRISAL_SRC_SOFTMAX_H_
#define SURPRISAL_SRC_SOFTMAX_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

inline constexpr float kMinTemperature = 1e-36f;
inline constexpr float kMaxTemperature = 1e36f;

// probs_ij = exp(x_ij - m_i) / sum_k exp(x_ik - m_i),  x = logits / temperature,  m_i = max_k x_ik.
//
// Inputs: `logits` [outer, classes, inner]; `probs` likewise, and may be `logits` itself; `temperature` from
//   kMinTemperature to kMaxTemperature, so that neither its inverse nor what is formed with it overflows.
// Errors: kTemperatureInvalid; nothing is written then.
// Edge cases: -inf has probability 0; a row with NaN or +inf, or of -inf only, is NaN. Probabilities below 2^-126.5
//   times the row's largest are 0.
// Accuracy: kSoftmaxBound (tests/core/bounds.h) against float64, and a probability p may be off by kErrorPerNat |ln p|
//   of itself. The same bits on every variant but `relaxed`.
// Source: torch.nn.functional.softmax.
Status Softmax(const RowShape& shape, const float* logits, float temperature, float* probs);

// probs_ij = exp(m_i - x_ij) / sum_k exp(m_i - x_ik),  x = logits / temperature,  m_i = min_k x_ik: the softmax of the
// negative logits, bit for bit.
//
// Inputs, errors, accuracy: as Softmax.
// Edge cases: +inf has probability 0; a row with NaN or -inf, or of +inf only, is NaN.
// Source: torch.nn.functional.softmin.
Status Softmin(const RowShape& shape, const float* logits, float temperature, float* probs);

// log_probs_ij = (x_ij - m_i) - log sum_k exp(x_ik - m_i). Nats.
//
// Inputs, errors, accuracy: as Softmax.
// Edge cases: -inf stays -inf; a row with NaN or +inf, or of -inf only, is NaN. Logits further apart than the largest
//   float are infinitely far apart, whatever the temperature.
// Source: torch.nn.functional.log_softmax.
Status LogSoftmax(const RowShape& shape, const float* logits, float temperature, float* log_probs);

// lse_i = m_i + log sum_k exp(x_ik - m_i). Nats.
//
// Inputs, errors, accuracy: as Softmax; `lse` is [outer, inner] and may not overlap the logits.
// Edge cases: a row of -inf only (or no classes at all) gives -inf; +inf gives +inf; NaN gives NaN.
// Source: torch.logsumexp.
Status LogSumExp(const RowShape& shape, const float* logits, float temperature, float* lse);

// The gradients with respect to the logits; g = grad_output, p = softmax(logits / temperature):
//
//   softmax      p_ij (g_ij - sum_k g_ik p_ik) / temperature
//   softmin      p_ij (sum_k g_ik p_ik - g_ij) / temperature,  p = softmin(logits / temperature)
//   log-softmax  (g_ij - p_ij sum_k g_ik) / temperature
//   log-sum-exp  g_i p_ij / temperature
//
// Inputs: `logits` as above; `grad_output` of the shape of the function's result, or null for ones; `grad_logits` of
//   the logits' shape, which may overlap neither.
// Errors: kTemperatureInvalid; nothing is written then.
// Edge cases: rows for which softmax (of softmin's gradient: softmin) is NaN are NaN; but log-sum-exp's beside +inf is
// NaN at the infinities and 0
//   elsewhere.
// Accuracy: kSoftmaxGradBound (tests/core/bounds.h), of the row's largest entry.
// Source: the backward functions of torch's.
Status SoftmaxGrad(const RowShape& shape, const float* logits, float temperature, const float* grad_output,
                   float* grad_logits);
Status SoftminGrad(const RowShape& shape, const float* logits, float temperature, const float* grad_output,
                   float* grad_logits);
Status LogSoftmaxGrad(const RowShape& shape, const float* logits, float temperature, const float* grad_output,
                      float* grad_logits);
Status LogSumExpGrad(const RowShape& shape, const float* logits, float temperature, const float* grad_output,
                     float* grad_logits);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SOFTMAX_H_
