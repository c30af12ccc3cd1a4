// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The scorer: the same numbers as the metrics of a batch, and the same bits however the batches are split, ordered and
// merged.

#include "src/scorer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "src/accuracy.h"
#include "src/argmax.h"
#include "src/brier_score.h"
#include "src/log_loss.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

constexpr size_t kBins = 7;
constexpr ScorerOptions kOptions = {.top_k = 3, .bin_count = kBins};

struct State {
  ScorerTotals totals;
  CalibrationBin bins[kBins];

  bool SameBits(const State& other) const { return std::memcmp(this, &other, sizeof(State)) == 0; }
};

struct Batch {
  size_t classes;
  std::vector<float> logits;
  std::vector<int32_t> labels;

  Batch(size_t rows, size_t class_count) : classes(class_count) {
    Numbers numbers(static_cast<uint32_t>(rows * class_count));
    logits = numbers.Floats(rows * classes, -12.0f, 12.0f);
    labels = numbers.Labels(rows, classes);
    for (size_t row = 2; row < rows; row += 5) labels[row] = kIgnoreLabel;
  }
  void AddRows(size_t begin, size_t end, State& state, int32_t* predictions = nullptr) const {
    ASSERT_TRUE(UpdateScorer({end - begin, classes, 1}, logits.data() + begin * classes, labels.data() + begin,
                             kOptions, &state.totals, state.bins, predictions)
                    .ok());
  }
};

TEST(ScorerTest, GivesTheMetricsOfTheBatch) {
  for (const size_t classes : {2u, 10u, 64u, 65u, 1031u}) {
    const Batch batch(90, classes);
    State state;
    Output<int32_t> predictions(90), want_predictions(90);
    batch.AddRows(0, 90, state, predictions);
    const ScorerResult result = ResultOfScorer(kBins, state.totals, state.bins);

    const RowShape shape = {90, classes, 1};
    const float* logits = batch.logits.data();
    const int32_t* labels = batch.labels.data();
    double accuracy, top_k_accuracy, log_loss, brier_score;
    ASSERT_TRUE(TopKAccuracy(shape, logits, labels, 1, kIgnoreLabel, &accuracy).ok());
    ASSERT_TRUE(TopKAccuracy(shape, logits, labels, 3, kIgnoreLabel, &top_k_accuracy).ok());
    ASSERT_TRUE(LogLoss(shape, logits, labels, {.from = ScoreKind::kLogits}, &log_loss).ok());
    ASSERT_TRUE(BrierScore(shape, logits, labels, {.from = ScoreKind::kLogits}, &brier_score).ok());
    CalibrationBin bins[kBins];
    ASSERT_TRUE(AddToBins(shape, logits, labels, {.from = ScoreKind::kLogits, .bin_count = kBins}, bins).ok());
    ASSERT_TRUE(ArgMax(shape, logits, want_predictions).ok());
    EXPECT_EQ(state.totals.count, 72.0);
    EXPECT_EQ(result.accuracy, accuracy);
    EXPECT_EQ(result.top_k_accuracy, top_k_accuracy);
    EXPECT_NEAR(result.log_loss, log_loss, 1e-12 + 1e-15 * log_loss);
    EXPECT_NEAR(result.perplexity, std::exp(log_loss), 1e-11 * result.perplexity);
    EXPECT_NEAR(result.brier_score, brier_score, 1e-12);
    EXPECT_EQ(result.expected_calibration_error, ExpectedCalibrationError(kBins, bins));
    for (size_t row = 0; row < 90; ++row) {
      if (batch.labels[row] == kIgnoreLabel) continue;
      ASSERT_EQ(predictions.values()[row], want_predictions.values()[row]) << row;
    }
  }
}

TEST(ScorerTest, AnySplitAndOrderGivesTheSameBits) {
  for (const size_t classes : {2u, 10u, 1031u}) {
    constexpr size_t kRows = 200;
    const Batch batch(kRows, classes);
    State whole;
    batch.AddRows(0, kRows, whole);
    for (uint32_t seed = 0; seed < 20; ++seed) {
      Numbers numbers(seed);
      std::vector<State> parts(1 + numbers.Below(5));
      // Runs of rows, from the last to the first, each to some part.
      for (size_t end = kRows; end > 0;) {
        const size_t begin = end - std::min<size_t>(end, 1 + numbers.Below(70));
        batch.AddRows(begin, end, parts[numbers.Below(static_cast<uint32_t>(parts.size()))]);
        end = begin;
      }
      State merged;
      for (const State& part : parts) MergeScorer(kBins, part.totals, part.bins, &merged.totals, merged.bins);
      EXPECT_TRUE(merged.SameBits(whole)) << classes << " classes, seed " << seed;
    }
    State doubled = whole;
    MergeScorer(kBins, doubled.totals, doubled.bins, &doubled.totals, doubled.bins);
    State twice;
    batch.AddRows(0, kRows, twice);
    batch.AddRows(0, kRows, twice);
    EXPECT_TRUE(doubled.SameBits(twice));
  }
}

TEST(ScorerTest, ExactSumsDependOnNoOrder) {
  Numbers numbers(5);
  std::vector<double> terms;
  for (int i = 0; i < 5000; ++i) terms.push_back(std::exp(static_cast<double>(numbers.Uniform(-40.0f, 30.0f))));
  terms.push_back(-1e-20);
  ExactSum forward, backward;
  long double want = 0.0L;
  for (size_t i = 0; i < terms.size(); ++i) {
    forward.Add(terms[i]);
    backward.Add(terms[terms.size() - 1 - i]);
    want += static_cast<long double>(terms[i]);
  }
  EXPECT_EQ(forward.whole, backward.whole);
  EXPECT_EQ(forward.fraction, backward.fraction);
  EXPECT_GE(forward.fraction, 0.0);
  EXPECT_LT(forward.fraction, 1.0);
  EXPECT_NEAR(forward.Value(), static_cast<double>(want), 5001 * 0x1p-41 + 1e-15 * static_cast<double>(want));

  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  forward.Add(kInfinity);
  forward.Add(0.75);
  EXPECT_EQ(forward.Value(), kInfinity);
  forward.Add(std::numeric_limits<double>::quiet_NaN());
  backward.Add(forward);
  EXPECT_TRUE(std::isnan(backward.Value()));
}

TEST(ScorerTest, NoRowsAndRowsThatAreNoNumbers) {
  State state;
  const ScorerResult nothing = ResultOfScorer(kBins, state.totals, state.bins);
  for (const double value : {nothing.accuracy, nothing.top_k_accuracy, nothing.log_loss, nothing.perplexity,
                             nothing.brier_score, nothing.expected_calibration_error}) {
    EXPECT_TRUE(std::isnan(value));
  }
  const float kNaN = std::numeric_limits<float>::quiet_NaN();
  ASSERT_TRUE(UpdateScorer({2, 2, 1}, Input<float>({kNaN, 0, 1, 0}), Input<int32_t>({0, 0}), kOptions, &state.totals,
                           state.bins, nullptr)
                  .ok());
  const ScorerResult result = ResultOfScorer(kBins, state.totals, state.bins);
  EXPECT_EQ(result.accuracy, 1.0);
  EXPECT_TRUE(std::isnan(result.log_loss) && std::isnan(result.brier_score));
  EXPECT_TRUE(std::isnan(result.expected_calibration_error));
}

TEST(ScorerTest, ErrorsAddNothing) {
  State state;
  const State empty;
  const Input<float> scores({0.5, 0.5, 0.25, 1.5});
  const auto update = [&](const RowShape& shape, std::initializer_list<int32_t> labels, const ScorerOptions& options) {
    return UpdateScorer(shape, scores, Input<int32_t>(labels), options, &state.totals, state.bins, nullptr);
  };
  ScorerOptions probs = kOptions, no_k = kOptions, no_bins = kOptions;
  probs.from = ScoreKind::kProbs;
  no_k.top_k = 0;
  no_bins.bin_count = 0;
  EXPECT_TRUE(IsStatus(update({2, 2, 1}, {0, 2}, kOptions), StatusCode::kLabelOutOfRange, 1, 2));
  EXPECT_TRUE(IsStatus(update({2, 2, 1}, {0, 1}, probs), StatusCode::kProbabilityInvalid, 3, 1.5));
  EXPECT_TRUE(IsStatus(update({4, 1, 1}, {0, 0, 0, 0}, kOptions), StatusCode::kShapeInvalid, 0, 1));
  EXPECT_TRUE(IsStatus(update({2, 2, 1}, {0, 1}, no_k), StatusCode::kOptionInvalid, 2, 0));
  EXPECT_TRUE(IsStatus(update({2, 2, 1}, {0, 1}, no_bins), StatusCode::kOptionInvalid, 2, 0));
  EXPECT_TRUE(state.SameBits(empty));
}

}  // namespace
}  // namespace surprisal
