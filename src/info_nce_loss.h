// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_INFO_NCE_LOSS_H_
#define SURPRISAL_SRC_INFO_NCE_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// InfoNCE: how well each query tells its own key from others; and the gradients.
//
//   loss_i = -log( exp(s(query_i, key_i)) / sum over candidates c of exp(s(query_i, c)) )
//   s(a, b) = unit(a) . unit(b) / temperature,  unit(a) = a / max(|a|, 1e-12);  a . b / temperature if not `normalize`
//   mean = sum_i loss_i / N;  sum = sum_i loss_i
//   d loss_i / d s_ic = p_ic - [c = key_i],  p_i = softmax(s_i);
//   and d unit(a) takes g to (g - unit(a) (unit(a) . g)) / |a|
//
// Inputs: `query`, `key` [N, D]. The candidates are all keys; with `negatives` [M, D] (data null: none) they are a
//   query's own key and these. results.grads: query, key, negatives.
// Options: `temperature` (0.1), from kMinTemperature to kMaxTemperature (src/softmax.h); `normalize` (true).
// Errors: kShapeInvalid, kTemperatureInvalid, kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: no queries: mean NaN. One candidate: loss 0. A zero vector has similarities of 0, and gradients of 1e12.
//   NaN or an infinity makes its queries' losses NaN, and a candidate's those of all that meet it.
// Accuracy: kElementwiseBound, kElementwiseGradBound (tests/core/bounds.h). The same bits on every variant but
//   `relaxed`. Scratch: 16 rows of similarities, and the gradients wanted once more, in double.
// Source: van den Oord et al. 2018.
Status InfoNceLoss(const FloatArray& query, const FloatArray& key, const FloatArray& negatives, double temperature,
                   bool normalize, Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_INFO_NCE_LOSS_H_
