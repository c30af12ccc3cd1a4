// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/calibration.h"

#include <algorithm>
#include <cmath>

namespace surprisal {

void AddToBins(float confidence, bool correct, size_t bin_count, CalibrationBin* bins) {
  // In double the product is exact for up to 2^29 bins, so that an edge that is a float is found as one.
  const double position = std::ceil(static_cast<double>(confidence) * static_cast<double>(bin_count));
  size_t bin = bin_count - 1;
  if (position <= 1.0) {
    bin = 0;
  } else if (position < static_cast<double>(bin_count)) {
    bin = static_cast<size_t>(position) - 1;
  }
  bins[bin].count += 1.0;
  bins[bin].correct += correct ? 1.0 : 0.0;
  bins[bin].confidence.Add(static_cast<double>(confidence));
}

Status AddToBins(const RowShape& shape, const float* scores, const int32_t* labels, const CalibrationOptions& options,
                 CalibrationBin* bins) {
  if (options.bin_count == 0) return {StatusCode::kOptionInvalid, 2, 0.0};
  const auto take = [&](const RowScores& of_rows) {
    for (size_t r = 0; r < of_rows.rows; ++r) {
      if (labels[of_rows.first_row + r] == options.ignore_label) continue;
      AddToBins(of_rows.confidence[r], of_rows.rank[r] == 0, options.bin_count, bins);
    }
  };
  const RowScoring scoring = {
      .from = options.from, .questions = {.rank = true, .confidence = true}, .ignore_label = options.ignore_label};
  return ScoreRows(shape, scores, labels, scoring, take);
}

double ExpectedCalibrationError(size_t bin_count, const CalibrationBin* bins) {
  double gaps = 0.0, count = 0.0;
  for (size_t b = 0; b < bin_count; ++b) {
    gaps += std::fabs(bins[b].correct - bins[b].confidence.Value());
    count += bins[b].count;
  }
  return gaps / count;
}

}  // namespace surprisal
