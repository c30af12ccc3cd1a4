// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_SCORER_H_
#define SURPRISAL_SRC_SCORER_H_

#include <cstddef>
#include <cstdint>

#include "src/calibration.h"
#include "src/exact_sum.h"
#include "src/row_scores.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// What has been added up of the rows so far. Seven doubles, as the bindings read and save them. Counts are exact up to
// 2^53.
struct ScorerTotals {
  double count = 0.0;  // rows not ignored
  double correct = 0.0;
  double top_k_correct = 0.0;
  ExactSum log_loss;  // nats
  ExactSum brier_score;
};

struct ScorerOptions {
  ScoreKind from = ScoreKind::kLogits;
  int32_t ignore_label = kIgnoreLabel;
  size_t top_k = 5;       // at least 1
  size_t bin_count = 15;  // at least 1
};

// Adds a batch to the totals and to the calibration bins: all metrics of classification in one scan.
//
// Batches may come in any order, be split anywhere and be merged from anywhere: a row adds the same to the totals
// wherever it stands, and ExactSum makes sums that do not depend on the order. So the totals are the same to the bit.
//
// Inputs: `scores` [outer, classes, inner], logits or probabilities in [0, 1], at least two classes; `labels`
//   [outer, inner], each in [0, classes) or equal to ignore_label; `bins` [bin_count]; `predictions` [outer, inner] or
//   null, for a confusion matrix: the class of the largest score; nothing is written for ignored rows.
// Errors: kShapeInvalid for a single class; kOptionInvalid; kLabelOutOfRange, kProbabilityInvalid; nothing is written
// or
//   added then.
// Edge cases: as the metrics themselves (accuracy.h, log_loss.h, brier_score.h, calibration.h).
// Accuracy: as theirs; ExactSum moves a row's terms by at most 4.5e-13. The same bits on every variant but `relaxed`.
Status UpdateScorer(const RowShape& shape, const float* scores, const int32_t* labels, const ScorerOptions& options,
                    ScorerTotals* totals, CalibrationBin* bins, int32_t* predictions);

// Adds one scorer's totals and bins to another's, which may be itself.
void MergeScorer(size_t bin_count, const ScorerTotals& from, const CalibrationBin* from_bins, ScorerTotals* totals,
                 CalibrationBin* bins);

// The metrics over all rows so far; NaN where there are none. Six doubles, as the bindings read them.
struct ScorerResult {
  double accuracy;
  double top_k_accuracy;
  double log_loss;    // nats
  double perplexity;  // exp(log_loss)
  double brier_score;
  double expected_calibration_error;
};

ScorerResult ResultOfScorer(size_t bin_count, const ScorerTotals& totals, const CalibrationBin* bins);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SCORER_H_
