// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The driver of the metrics: scans rows of scores against their labels, once, and hands on what a metric asks of each
// row. A metric adds that up; it knows neither tiles nor vectors.

#ifndef SURPRISAL_SRC_ROW_SCORES_H_
#define SURPRISAL_SRC_ROW_SCORES_H_

#include <cstddef>
#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// What scores are. The numbers are part of the bindings' ABI.
enum class ScoreKind : int32_t {
  kLogits = 0,  // any numbers; the probabilities are their softmax, or, of a single one, its sigmoid
  kProbs = 1,   // in [0, 1]; rows need not sum to 1
};

inline constexpr int32_t kIgnoreLabel = -100;

// The smallest probability that a logarithm is taken of: scikit-learn's, for float64.
inline constexpr float kProbFloor = 0x1p-52f;

// What to find out about each row.
struct RowQuestions {
  bool prediction = false;
  bool rank = false;
  bool confidence = false;
  bool loss = false;
  bool brier = false;
};

struct RowScoring {
  ScoreKind from = ScoreKind::kLogits;
  RowQuestions questions;
  int32_t ignore_label = kIgnoreLabel;
  float temperature = 1.0f;       // logits are divided by it
  float prob_floor = kProbFloor;  // probabilities are clipped to [prob_floor, 1 - prob_floor] for the loss alone
};

// The answers, for neighbouring rows. Those of rows to be ignored mean nothing.
struct RowScores {
  static constexpr size_t kMaxRows = 64;

  size_t first_row;
  size_t rows;
  int32_t prediction[kMaxRows];  // the largest score; ties go to the lowest class; NaN counts as largest
  int32_t rank[kMaxRows];        // how many classes stand before the label in that order: 0 if it is the prediction
  float confidence[kMaxRows];    // the largest probability
  float loss[kMaxRows];          // -log of the label's probability, nats
  float brier[kMaxRows];         // sum_j (p_j - [j = label])^2
};

using TakeRowScores = void (*)(const void* metric, const RowScores& scores);

// Calls take(metric, scores) for the rows in order; not for tiles of rows that all are to be ignored.
//
// Inputs: `scores` [outer, classes, inner]; `labels` [outer, inner], each in [0, classes) or equal to ignore_label;
// null
//   labels serve if nothing but predictions is asked. One class is a binary problem, unless only order is asked
//   (prediction, rank): the score is that of class 1, labels are 0 or 1, and the row is taken as [1 - p, p] or [0, x].
// Errors: kLabelOutOfRange, kProbabilityInvalid (a probability outside [0, 1] or NaN in a row that is not ignored);
//   kShapeInvalid if predictions are asked of no classes; nothing is called then.
// Edge cases: a row with NaN or +inf, or of -inf only, has NaN for confidence, loss and brier, if it is of logits. -inf
// at
//   the label gives a loss of +inf.
Status ScoreRows(const RowShape& shape, const float* scores, const int32_t* labels, const RowScoring& scoring,
                 TakeRowScores take, const void* metric);

// The same, for a lambda: body(scores).
template <class Body>
Status ScoreRows(const RowShape& shape, const float* scores, const int32_t* labels, const RowScoring& scoring,
                 const Body& body) {
  const TakeRowScores take = [](const void* metric, const RowScores& of_rows) {
    (*static_cast<const Body*>(metric))(of_rows);
  };
  return ScoreRows(shape, scores, labels, scoring, take, &body);
}

// One of the numbers that rows are scored with.
using RowMeasure = float (RowScores::*)[RowScores::kMaxRows];

struct MeasuredRows {
  double total = 0.0;   // weighed
  double weight = 0.0;  // how many rows counted, if they have no weights
};

// Adds up a measure, which has to be among the questions, of all rows that are not to be ignored. `weights` [outer,
// inner] or null. Further errors: kWeightInvalid.
Status SumRows(const RowShape& shape, const float* scores, const int32_t* labels, const RowScoring& scoring,
               const float* weights, RowMeasure measure, MeasuredRows* sums);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_ROW_SCORES_H_
