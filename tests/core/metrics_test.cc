// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Metrics of classification: numbers worked out by hand, or by plain loops in double; ties, NaN, every length and
// alignment, and what is reported for bad input. Golden values are in tests/ts/metrics.test.ts.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "src/accuracy.h"
#include "src/argmax.h"
#include "src/brier_score.h"
#include "src/calibration.h"
#include "src/confusion_matrix.h"
#include "src/log_loss.h"
#include "src/roc_auc.h"
#include "src/temperature_scaling.h"
#include "src/top_k.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

using Floats = std::vector<float>;
using Labels = std::vector<int32_t>;

// One row, by definition.
bool ComesBefore(float a, size_t a_class, float b, size_t b_class) {
  if (std::isnan(a) != std::isnan(b)) return std::isnan(a);
  if (!std::isnan(a) && a != b) return a > b;
  return a_class < b_class;
}

std::vector<size_t> OrderOf(const Floats& row) {
  std::vector<size_t> order(row.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return ComesBefore(row[a], a, row[b], b); });
  return order;
}

Floats RowOf(const RowShape& shape, const Floats& scores, size_t row) {
  Floats values(shape.classes);
  const size_t outer = row / shape.inner, inner = row % shape.inner;
  for (size_t j = 0; j < shape.classes; ++j) values[j] = scores[(outer * shape.classes + j) * shape.inner + inner];
  return values;
}

// Few different values, so that there are ties, and now and then what is not a number.
Floats TiedScores(Numbers& numbers, size_t count) {
  Floats scores(count);
  for (float& score : scores) {
    const uint32_t kind = numbers.Below(60);
    score = kind == 0 ? kNaN : kind == 1 ? kInf : kind == 2 ? -kInf : static_cast<float>(numbers.Below(9)) - 4.0f;
  }
  return scores;
}

const RowShape kShapes[] = {{0, 3, 1},   {1, 1, 1},   {1, 2, 1},    {3, 5, 1},    {5, 10, 1},  {67, 4, 1},
                            {130, 3, 1}, {2, 17, 1},  {3, 64, 1},   {3, 65, 1},   {2, 127, 1}, {2, 128, 1},
                            {2, 129, 1}, {3, 300, 1}, {1, 1031, 1}, {9, 1000, 1}, {2, 3, 5},   {1, 70, 17}};

// ------------------------------ Order

TEST(MetricsTest, OrderOfEveryShape) {
  for (const RowShape& shape : kShapes) {
    SCOPED_TRACE(::testing::Message() << shape.outer << " x " << shape.classes << " x " << shape.inner);
    for (size_t offset = 0; offset < 3; ++offset) {
      Numbers numbers(static_cast<uint32_t>(shape.Size() + offset));
      const Floats values = TiedScores(numbers, shape.Size());
      Labels label_values = numbers.Labels(shape.Rows(), shape.classes);
      // Many near the top, where it matters whose the ties are.
      for (size_t row = 0; row < shape.Rows(); ++row) {
        if (row % 4 == 3) continue;
        const std::vector<size_t> order = OrderOf(RowOf(shape, values, row));
        const uint32_t place = numbers.Below(static_cast<uint32_t>(std::min<size_t>(shape.classes, 7)));
        label_values[row] = static_cast<int32_t>(order[place]);
      }
      const Input<float> scores(values, offset);
      const Input<int32_t> labels(label_values, offset);
      const size_t k = std::min<size_t>(shape.classes, 3 + offset);

      Output<int32_t> predictions(shape.Rows(), offset), indices(shape.outer * k * shape.inner, offset);
      Output<float> top(shape.outer * k * shape.inner, offset);
      ASSERT_TRUE(ArgMax(shape, scores, predictions).ok());
      ASSERT_TRUE(TopK(shape, scores, k, top, indices).ok());
      double accuracy = -1.0, top_k_accuracy = -1.0;
      ASSERT_TRUE(TopKAccuracy(shape, scores, labels, 1, -100, &accuracy).ok());
      ASSERT_TRUE(TopKAccuracy(shape, scores, labels, k, -100, &top_k_accuracy).ok());

      double correct = 0.0, top_k_correct = 0.0;
      for (size_t row = 0; row < shape.Rows(); ++row) {
        const Floats of_row = RowOf(shape, values, row);
        const std::vector<size_t> order = OrderOf(of_row);
        ASSERT_EQ(predictions.values()[row], static_cast<int32_t>(order[0])) << "row " << row;
        for (size_t j = 0; j < k; ++j) {
          const size_t at = (row / shape.inner * k + j) * shape.inner + row % shape.inner;
          ASSERT_EQ(indices.values()[at], static_cast<int32_t>(order[j])) << "row " << row << ", " << j;
          ASSERT_TRUE(Same(Floats{top.values()[at]}, Floats{of_row[order[j]]}));
        }
        const auto label = static_cast<size_t>(label_values[row]);
        const auto rank = std::find(order.begin(), order.end(), label) - order.begin();
        correct += rank == 0;
        top_k_correct += rank < static_cast<std::ptrdiff_t>(k);
      }
      const double rows = static_cast<double>(shape.Rows());
      EXPECT_TRUE(Same(std::vector{accuracy, top_k_accuracy}, std::vector{correct / rows, top_k_correct / rows}));
    }
  }
}

TEST(MetricsTest, TiesGoToTheLowestClassAndNaNIsLargest) {
  const Input<float> scores({1, 3, 3, 0, kNaN, 5, kNaN, 2, -kInf, -kInf, -kInf, -kInf});
  Output<int32_t> predictions(3);
  ASSERT_TRUE(ArgMax({3, 4, 1}, scores, predictions).ok());
  EXPECT_TRUE(Same(predictions.values(), Labels{1, 0, 0}));
  Output<int32_t> indices(12);
  ASSERT_TRUE(TopK({3, 4, 1}, scores, 4, nullptr, indices).ok());
  EXPECT_TRUE(Same(indices.values(), Labels{1, 2, 0, 3, 0, 2, 1, 3, 0, 1, 2, 3}));
  // The label's rank among equals: class 2 is second in the first row.
  double accuracy = 0.0;
  ASSERT_TRUE(TopKAccuracy({1, 4, 1}, scores, Input<int32_t>({2}), 1, -100, &accuracy).ok());
  EXPECT_EQ(accuracy, 0.0);
  ASSERT_TRUE(TopKAccuracy({1, 4, 1}, scores, Input<int32_t>({2}), 2, -100, &accuracy).ok());
  EXPECT_EQ(accuracy, 1.0);
}

TEST(MetricsTest, TopKOfRowsInOrder) {
  // The worst case of the selection: each score enters.
  Floats rising(1000);
  std::iota(rising.begin(), rising.end(), 0.0f);
  for (const bool falling : {false, true}) {
    if (falling) std::reverse(rising.begin(), rising.end());
    Output<int32_t> indices(1000);
    ASSERT_TRUE(TopK({1, 1000, 1}, rising.data(), 1000, nullptr, indices).ok());
    for (size_t j = 0; j < 1000; ++j) ASSERT_EQ(indices.values()[j], static_cast<int32_t>(falling ? j : 999 - j));
  }
}

// ------------------------------ Probabilities

struct Expected {
  double loss = 0.0, brier = 0.0, count = 0.0;
};

Expected ByDefinition(const RowShape& shape, const Floats& scores, const Labels& labels, ScoreKind from) {
  Expected sums;
  for (size_t row = 0; row < shape.Rows(); ++row) {
    if (labels[row] == kIgnoreLabel) continue;
    const Floats of_row = RowOf(shape, scores, row);
    std::vector<double> p(of_row.begin(), of_row.end());
    double sum = 0.0;
    if (from == ScoreKind::kLogits) {
      const double max = *std::max_element(p.begin(), p.end());
      for (double& value : p) value = std::exp(value - max);
    }
    for (const double value : p) sum += value;
    const auto label = static_cast<size_t>(labels[row]);
    sums.loss += std::log(sum) - std::log(std::max(p[label], from == ScoreKind::kProbs ? 0x1p-52 : 0.0));
    for (size_t j = 0; j < p.size(); ++j) {
      const double prob = from == ScoreKind::kLogits ? p[j] / sum : p[j];
      sums.brier += (prob - (j == label)) * (prob - (j == label));
    }
    sums.count += 1.0;
  }
  return sums;
}

TEST(MetricsTest, LossAndBrierScoreOfEveryShape) {
  for (const RowShape& shape : kShapes) {
    if (shape.classes < 2) continue;
    SCOPED_TRACE(::testing::Message() << shape.outer << " x " << shape.classes << " x " << shape.inner);
    for (const ScoreKind from : {ScoreKind::kLogits, ScoreKind::kProbs}) {
      Numbers numbers(static_cast<uint32_t>(shape.Size()));
      Floats values = numbers.Floats(shape.Size(), -9.0f, 9.0f);
      if (from == ScoreKind::kProbs) {
        for (float& value : values) value = (value + 9.0f) / 18.0f;
      }
      Labels label_values = numbers.Labels(shape.Rows(), shape.classes);
      for (size_t row = 1; row < shape.Rows(); row += 4) label_values[row] = kIgnoreLabel;
      const Input<float> scores(values, 1);
      const Input<int32_t> labels(label_values, 1);
      double loss = -1.0, total = -1.0, brier = -1.0;
      ASSERT_TRUE(LogLoss(shape, scores, labels, {.from = from}, &loss).ok());
      ASSERT_TRUE(LogLoss(shape, scores, labels, {.from = from, .reduction = Reduction::kSum}, &total).ok());
      ASSERT_TRUE(BrierScore(shape, scores, labels, {.from = from}, &brier).ok());
      const Expected want = ByDefinition(shape, values, label_values, from);
      EXPECT_TRUE(Near(loss, want.loss / want.count, kLogLossBound));
      EXPECT_TRUE(Near(total, want.loss, kLogLossBound));
      EXPECT_TRUE(Near(brier, want.brier / want.count, kBrierScoreBound));
    }
  }
}

TEST(MetricsTest, SampleWeights) {
  const Input<float> probs({0.5, 0.25, 0.25, 0.125, 0.75, 0.125});
  const Input<int32_t> labels({0, 2});
  const Input<float> weights({3, 1});
  double loss = 0.0, brier = 0.0;
  ASSERT_TRUE(LogLoss({2, 3, 1}, probs, labels, {.sample_weights = weights}, &loss).ok());
  EXPECT_TRUE(Near(loss, (3 * std::log(2.0) + std::log(8.0)) / 4, kLogLossBound));
  ASSERT_TRUE(BrierScore({2, 3, 1}, probs, labels, {.sample_weights = weights}, &brier).ok());
  EXPECT_TRUE(Near(brier, (3 * 0.375 + 0.015625 + 0.5625 + 0.765625) / 4, kBrierScoreBound));
}

TEST(MetricsTest, CertainRowsKeepTheirDigits) {
  // 1 - p is exp(-20), not what is left of 1 - (1 - exp(-20)).
  const Input<float> logits({20, 0, 0, 0, 20, 0});
  const double tiny = std::exp(-20.0);
  double value = 0.0;
  ASSERT_TRUE(LogLoss({2, 3, 1}, logits, Input<int32_t>({0, 1}), {.from = ScoreKind::kLogits}, &value).ok());
  EXPECT_NEAR(value, 2 * tiny, 1e-5 * tiny);
  ASSERT_TRUE(BrierScore({2, 3, 1}, logits, Input<int32_t>({0, 1}), {.from = ScoreKind::kLogits}, &value).ok());
  EXPECT_NEAR(value, 6 * tiny * tiny, 2e-5 * tiny * tiny);
  ASSERT_TRUE(BrierScore({1, 2, 1}, Input<float>({1e-5f, 1.0f}), Input<int32_t>({1}), {}, &value).ok());
  EXPECT_NEAR(value, 1e-10, 1e-16);
}

TEST(MetricsTest, OneScoreIsThatOfClassOne) {
  const Input<float> probs({0.25, 0.875, 0.5});
  const Input<int32_t> labels({0, 1, 1});
  double loss = 0.0, brier = 0.0;
  ASSERT_TRUE(LogLoss({3, 1, 1}, probs, labels, {}, &loss).ok());
  EXPECT_TRUE(Near(loss, -(std::log(0.75) + std::log(0.875) + std::log(0.5)) / 3, kLogLossBound));
  ASSERT_TRUE(BrierScore({3, 1, 1}, probs, labels, {}, &brier).ok());
  EXPECT_TRUE(Near(brier, (0.0625 + 0.015625 + 0.25) / 3, kBrierScoreBound));

  // More rows than a tile has, and logits: the sigmoid.
  Numbers numbers(3);
  const Floats logits = numbers.Floats(150, -5.0f, 5.0f);
  const Labels many = numbers.Labels(150, 2);
  double want_loss = 0.0, want_brier = 0.0;
  for (size_t row = 0; row < 150; ++row) {
    const double p = 1.0 / (1.0 + std::exp(-static_cast<double>(logits[row])));
    want_loss -= std::log(many[row] == 1 ? p : 1.0 - p) / 150;
    want_brier += (p - many[row]) * (p - many[row]) / 150;
  }
  ASSERT_TRUE(LogLoss({150, 1, 1}, logits.data(), many.data(), {.from = ScoreKind::kLogits}, &loss).ok());
  EXPECT_TRUE(Near(loss, want_loss, kLogLossBound));
  ASSERT_TRUE(BrierScore({30, 1, 5}, logits.data(), many.data(), {.from = ScoreKind::kLogits}, &brier).ok());
  EXPECT_TRUE(Near(brier, want_brier, kBrierScoreBound));
}

TEST(MetricsTest, IgnoredRowsMayHoldAnything) {
  for (const size_t classes : {3u, 100u}) {
    Floats values(3 * classes, 0.0f);
    values[0] = 1.0f;
    std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(classes), classes, kNaN);
    values[3 * classes - 1] = 1.0f;
    const Labels labels = {0, -7, 0};
    const RowShape shape = {3, classes, 1};
    double accuracy = 0.0, loss = 0.0, brier = 0.0;
    ASSERT_TRUE(TopKAccuracy(shape, values.data(), labels.data(), 1, -7, &accuracy).ok());
    EXPECT_EQ(accuracy, 0.5);
    for (const ScoreKind from : {ScoreKind::kLogits, ScoreKind::kProbs}) {
      ASSERT_TRUE(LogLoss(shape, values.data(), labels.data(), {.from = from, .ignore_label = -7}, &loss).ok());
      EXPECT_TRUE(std::isfinite(loss));
      ASSERT_TRUE(BrierScore(shape, values.data(), labels.data(), {.from = from, .ignore_label = -7}, &brier).ok());
      EXPECT_TRUE(std::isfinite(brier));
    }
  }
  double nothing = 0.0;
  ASSERT_TRUE(TopKAccuracy({2, 2, 1}, Input<float>({1, 2, 3, 4}), Input<int32_t>({-7, -7}), 1, -7, &nothing).ok());
  EXPECT_TRUE(std::isnan(nothing));
}

// ------------------------------ Pairs

TEST(MetricsTest, ConfusionMatrixHasRowsByLabel) {
  std::vector<double> matrix(9, 0.0);
  const Input<int32_t> predictions({1, 2, 2, 0, 9}), labels({1, 0, 0, 2, -1});
  ASSERT_TRUE(ConfusionMatrix(5, 3, predictions, labels, -1, matrix.data()).ok());
  EXPECT_TRUE(Same(matrix, std::vector<double>{0, 0, 2, 0, 1, 0, 1, 0, 0}));
}

TEST(MetricsTest, RocAuc) {
  double area = 0.0;
  ASSERT_TRUE(
      RocAuc(4, Input<float>({0.1f, 0.4f, 0.35f, 0.8f}), Input<int32_t>({0, 0, 1, 1}), nullptr, -100, &area).ok());
  EXPECT_EQ(area, 0.75);
  // All alike, also 0 and -0: half.
  ASSERT_TRUE(RocAuc(4, Input<float>({0, -0.0f, 0, -0.0f}), Input<int32_t>({0, 1, 1, 0}), nullptr, -100, &area).ok());
  EXPECT_EQ(area, 0.5);
  ASSERT_TRUE(RocAuc(3, Input<float>({-kInf, kInf, 3}), Input<int32_t>({0, 1, 0}), nullptr, -100, &area).ok());
  EXPECT_EQ(area, 1.0);
  // Against all pairs.
  Numbers numbers(11);
  const Floats scores = TiedScores(numbers, 300), weights = numbers.Floats(300, 0.0f, 2.0f);
  Labels labels = numbers.Labels(300, 2);
  for (size_t i = 0; i < 300; ++i) {
    if (std::isnan(scores[i])) labels[i] = -100;
  }
  double wins = 0.0, pairs = 0.0;
  for (size_t i = 0; i < 300; ++i) {
    for (size_t k = 0; k < 300; ++k) {
      if (labels[i] != 1 || labels[k] != 0) continue;
      const double weight = static_cast<double>(weights[i]) * static_cast<double>(weights[k]);
      wins += weight * (scores[i] > scores[k] ? 1.0 : scores[i] == scores[k] ? 0.5 : 0.0);
      pairs += weight;
    }
  }
  ASSERT_TRUE(RocAuc(300, scores.data(), labels.data(), weights.data(), -100, &area).ok());
  EXPECT_NEAR(area, wins / pairs, 1e-13);
}

// ------------------------------ Bad input

TEST(MetricsTest, ErrorsWriteNothing) {
  const Input<float> scores({0.5, 0.5, 0.25, 1.5});
  const Input<int32_t> labels({0, 1}), bad_labels({0, 2});
  const RowShape shape = {2, 2, 1};
  double value = -7.0;
  EXPECT_TRUE(IsStatus(TopKAccuracy(shape, scores, bad_labels, 1, -100, &value), StatusCode::kLabelOutOfRange, 1, 2));
  EXPECT_TRUE(IsStatus(TopKAccuracy(shape, scores, labels, 0, -100, &value), StatusCode::kOptionInvalid, 2, 0));
  EXPECT_TRUE(IsStatus(LogLoss(shape, scores, bad_labels, {}, &value), StatusCode::kLabelOutOfRange, 1, 2));
  EXPECT_TRUE(IsStatus(LogLoss(shape, scores, labels, {}, &value), StatusCode::kProbabilityInvalid, 3, 1.5));
  EXPECT_TRUE(IsStatus(BrierScore(shape, scores, labels, {}, &value), StatusCode::kProbabilityInvalid, 3, 1.5));
  // The same number, in [outer, classes, inner]: row 1 is to be ignored, or row 0.
  EXPECT_TRUE(LogLoss({1, 2, 2}, scores, labels, {.ignore_label = 1}, &value).ok());
  value = -7.0;
  EXPECT_FALSE(LogLoss({1, 2, 2}, scores, labels, {.ignore_label = 0}, &value).ok());
  const Input<float> weights({1, -1});
  const LogLossOptions weighted = {.from = ScoreKind::kLogits, .sample_weights = weights};
  EXPECT_TRUE(IsStatus(LogLoss(shape, scores, labels, weighted, &value), StatusCode::kWeightInvalid, 1, -1));
  EXPECT_TRUE(IsStatus(BrierScore(shape, scores, labels, {ScoreKind::kLogits, -100, weights}, &value),
                       StatusCode::kWeightInvalid, 1, -1));
  EXPECT_TRUE(
      IsStatus(LogLoss(shape, scores, labels, {.prob_floor = 0.5f}, &value), StatusCode::kOptionInvalid, 2, 0.5));

  EXPECT_TRUE(IsStatus(RocAuc(2, scores, bad_labels, nullptr, -100, &value), StatusCode::kLabelOutOfRange, 1, 2));
  EXPECT_TRUE(IsStatus(RocAuc(2, scores, labels, weights, -100, &value), StatusCode::kWeightInvalid, 1, -1));
  EXPECT_TRUE(
      IsStatus(RocAuc(2, scores, Input<int32_t>({1, 1}), nullptr, -100, &value), StatusCode::kClassMissing, 0, 0));
  EXPECT_TRUE(IsStatus(RocAuc(2, scores, Input<int32_t>({1, 0}), Input<float>({0, 1}), -100, &value),
                       StatusCode::kClassMissing, 0, 1));
  EXPECT_TRUE(
      IsStatus(RocAuc(2, Input<float>({1, kNaN}), labels, nullptr, -100, &value), StatusCode::kScoreInvalid, 1, NAN));
  EXPECT_TRUE(IsStatus(RocAuc(0, scores, labels, nullptr, -100, &value), StatusCode::kClassMissing, 0, 0));
  EXPECT_EQ(value, -7.0);

  Output<int32_t> indices(4);
  Output<float> top(4);
  EXPECT_TRUE(IsStatus(TopK(shape, scores, 3, top, indices), StatusCode::kOptionInvalid, 2, 3));
  EXPECT_TRUE(IsStatus(ArgMax({2, 0, 1}, scores, indices), StatusCode::kShapeInvalid, 0, 1));
  EXPECT_TRUE(ArgMax({0, 0, 1}, scores, indices).ok());
  EXPECT_TRUE(TopK({2, 0, 1}, scores, 0, top, indices).ok());
  EXPECT_TRUE(indices.Untouched() && top.Untouched());

  Output<double> matrix(4);
  EXPECT_TRUE(IsStatus(ConfusionMatrix(2, 2, labels, bad_labels, -1, matrix), StatusCode::kLabelOutOfRange, 1, 2));
  EXPECT_TRUE(IsStatus(ConfusionMatrix(2, 2, bad_labels, labels, -1, matrix), StatusCode::kLabelOutOfRange, 3, 2));
  EXPECT_TRUE(matrix.Untouched());

  CalibrationBin bins[2];
  EXPECT_TRUE(IsStatus(AddToBins(shape, scores, labels, {.bin_count = 0}, bins), StatusCode::kOptionInvalid, 2, 0));
  EXPECT_TRUE(
      IsStatus(AddToBins(shape, scores, labels, {.bin_count = 2}, bins), StatusCode::kProbabilityInvalid, 3, 1.5));
  EXPECT_EQ(bins[0].count + bins[1].count, 0.0);

  FittedTemperature fitted = {-7.0, -7.0, -7.0};
  EXPECT_TRUE(
      IsStatus(TemperatureScaling(shape, scores, bad_labels, -100, &fitted), StatusCode::kLabelOutOfRange, 1, 2));
  EXPECT_EQ(fitted.temperature, -7.0);
}

}  // namespace
}  // namespace surprisal
