// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_TEMPERATURE_SCALING_H_
#define SURPRISAL_SRC_TEMPERATURE_SCALING_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Where temperatures are looked for. One at an end means that the loss has no minimum inside.
inline constexpr double kLowestFittedTemperature = 1e-4;
inline constexpr double kHighestFittedTemperature = 1e4;

struct FittedTemperature {
  double temperature;  // a float32 number, so that it can be used as it is
  double before;       // the mean cross-entropy at temperature 1, nats
  double after;        // at the fitted temperature
};

// The temperature that makes held-out logits best calibrated: that of the least cross-entropy.
//
//   T = argmin mean_i -log softmax(logits_i / T)_t
//
// By Newton's method in b = 1 / T, in which the loss is convex: its derivative is mean_i (sum_j p_ij x_ij - x_it), its
// second derivative the mean variance of x under p, p = softmax(b x). A bracket catches steps that go astray.
//
// Inputs: `logits` [outer, classes, inner]; `labels` [outer, inner], each in [0, classes) or equal to `ignore_label`.
//   With one class the problem is binary: the logit is that of label 1.
// Errors: kLabelOutOfRange; kOutOfMemory (a tile of probabilities, at least a row); nothing is written then.
// Edge cases: where the label always has the largest logit, T goes to kLowestFittedTemperature; where the logits are
//   worse than chance, to kHighestFittedTemperature; if the loss is flat at 1, it is 1. All three numbers are NaN if no
//   row counts. T and `after` are NaN if a counted row has NaN or +inf, is -inf only, or has -inf at its label.
// Accuracy: kTemperatureBound (tests/core/bounds.h) for T, kCrossEntropyBound for the losses. The same bits on every
//   variant but `relaxed`.
// Source: Guo et al. (2017), On Calibration of Modern Neural Networks.
Status TemperatureScaling(const RowShape& shape, const float* logits, const int32_t* labels, int32_t ignore_label,
                          FittedTemperature* fitted);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_TEMPERATURE_SCALING_H_
