// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/scorer.h"

#include "src/scalar_math.h"

namespace surprisal {

static_assert(sizeof(ScorerTotals) == 7 * sizeof(double));
static_assert(sizeof(CalibrationBin) == 4 * sizeof(double));
static_assert(sizeof(ScorerResult) == 6 * sizeof(double));

Status UpdateScorer(const RowShape& shape, const float* scores, const int32_t* labels, const ScorerOptions& options,
                    ScorerTotals* totals, CalibrationBin* bins, int32_t* predictions) {
  if (shape.classes == 1) return {StatusCode::kShapeInvalid, 0, 1.0};
  if (options.top_k == 0 || options.bin_count == 0) return {StatusCode::kOptionInvalid, 2, 0.0};
  const auto take = [&](const RowScores& of_rows) {
    for (size_t r = 0; r < of_rows.rows; ++r) {
      const size_t row = of_rows.first_row + r;
      if (labels[row] == options.ignore_label) continue;
      const size_t rank = static_cast<size_t>(of_rows.rank[r]);
      totals->count += 1.0;
      totals->correct += rank == 0 ? 1.0 : 0.0;
      totals->top_k_correct += rank < options.top_k ? 1.0 : 0.0;
      totals->log_loss.Add(static_cast<double>(of_rows.loss[r]));
      totals->brier_score.Add(static_cast<double>(of_rows.brier[r]));
      AddToBins(of_rows.confidence[r], rank == 0, options.bin_count, bins);
      if (predictions != nullptr) predictions[row] = of_rows.prediction[r];
    }
  };
  const RowScoring scoring = {.from = options.from,
                              .questions = {.prediction = predictions != nullptr,
                                            .rank = true,
                                            .confidence = true,
                                            .loss = true,
                                            .brier = true},
                              .ignore_label = options.ignore_label};
  return ScoreRows(shape, scores, labels, scoring, take);
}

void MergeScorer(size_t bin_count, const ScorerTotals& from, const CalibrationBin* from_bins, ScorerTotals* totals,
                 CalibrationBin* bins) {
  const ScorerTotals more = from;
  totals->count += more.count;
  totals->correct += more.correct;
  totals->top_k_correct += more.top_k_correct;
  totals->log_loss.Add(more.log_loss);
  totals->brier_score.Add(more.brier_score);
  for (size_t b = 0; b < bin_count; ++b) {
    const CalibrationBin more_in_bin = from_bins[b];
    bins[b].count += more_in_bin.count;
    bins[b].correct += more_in_bin.correct;
    bins[b].confidence.Add(more_in_bin.confidence);
  }
}

ScorerResult ResultOfScorer(size_t bin_count, const ScorerTotals& totals, const CalibrationBin* bins) {
  const double count = totals.count;
  const double log_loss = totals.log_loss.Value() / count;
  return {.accuracy = totals.correct / count,
          .top_k_accuracy = totals.top_k_correct / count,
          .log_loss = log_loss,
          .perplexity = ScalarExp(log_loss),
          .brier_score = totals.brier_score.Value() / count,
          .expected_calibration_error = ExpectedCalibrationError(bin_count, bins)};
}

}  // namespace surprisal
