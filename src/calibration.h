// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_CALIBRATION_H_
#define SURPRISAL_SRC_CALIBRATION_H_

#include <cstddef>
#include <cstdint>

#include "src/exact_sum.h"
#include "src/row_scores.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The rows whose confidence, the largest probability, lies in one of `n` equal intervals: bin b has those in
// (b / n, (b + 1) / n]. Four doubles, as the bindings read them.
struct CalibrationBin {
  double count = 0.0;    // exact up to 2^53
  double correct = 0.0;  // those of them whose largest probability is the label's
  ExactSum confidence;
};

// Adds one row. A confidence of NaN goes to the last bin, and makes its sum NaN.
void AddToBins(float confidence, bool correct, size_t bin_count, CalibrationBin* bins);

struct CalibrationOptions {
  ScoreKind from = ScoreKind::kProbs;
  int32_t ignore_label = kIgnoreLabel;
  size_t bin_count = 15;  // at least 1
};

// Adds the rows of a batch to `bins` [bin_count]: a reliability diagram.
//
// Inputs: `scores` [outer, classes, inner], probabilities in [0, 1] or logits; `labels` [outer, inner], each in
//   [0, classes) or equal to ignore_label. With one class the problem is binary: the score is that of label 1.
// Errors: kLabelOutOfRange, kProbabilityInvalid; kOptionInvalid for no bins; nothing is written then.
// Edge cases: a confidence on an edge belongs to the lower bin, and 0 to the first. Ties go to the lowest class.
// Ignored
//   rows are left out. Logits of NaN, +inf, or a row of -inf only have a confidence of NaN.
// Accuracy: counts are exact, of confidences as float32 has them; a sum is what ExactSum makes it.
// Source: Guo et al. (2017), On Calibration of Modern Neural Networks.
Status AddToBins(const RowShape& shape, const float* scores, const int32_t* labels, const CalibrationOptions& options,
                 CalibrationBin* bins);

// Expected calibration error: how far confidence and accuracy are apart, in the mean over the rows.
//
//   ECE = sum_b |B_b| / N |accuracy_b - confidence_b| = sum_b |correct_b - sum of confidences_b| / N
//
// Edge cases: NaN for no rows, or if a confidence was NaN; empty bins count for nothing.
// Accuracy: kCalibrationBound (tests/core/bounds.h).
// Source: Guo et al. (2017), equation 3.
double ExpectedCalibrationError(size_t bin_count, const CalibrationBin* bins);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_CALIBRATION_H_
