// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/temperature_scaling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "src/memory.h"
#include "src/row_scores.h"
#include "src/softmax.h"

namespace surprisal {
namespace {

// Floats in a tile of probabilities, unless a row has more: they stay in a cache until they are used.
constexpr size_t kTileFloats = 8192;

// Of the mean loss, with respect to b = 1 / T.
struct Derivatives {
  double first;
  double second;
};

// The logits and labels, and room for a tile of rows.
struct Problem {
  RowShape shape;
  const float* logits;
  const int32_t* labels;
  int32_t ignore_label;
  size_t counted;
  size_t rows_in_tile;
  Buffer<float> probs;
  Buffer<float> rows;  // if the logits' rows are not contiguous

  // Rows from the given one on, contiguous.
  const float* Gather(size_t row, size_t count) const {
    const auto [outer, classes, inner] = shape;
    if (inner == 1) return logits + row * classes;
    for (size_t r = 0; r < count; ++r) {
      const float* from = logits + (row + r) / inner * classes * inner + (row + r) % inner;
      for (size_t j = 0; j < classes; ++j) rows[r * classes + j] = from[j * inner];
    }
    return rows.get();
  }
};

// Adds the derivatives of one row's loss: the mean and the variance of z = x - x_t under p. A logit of -inf has
// probability 0, and no part in them.
void AddRow(size_t classes, const float* logits, const float* probs, size_t label, Derivatives& sums) {
  constexpr size_t kChains = 4;  // additions that don't wait for each other, and that compilers vectorise
  const double own = static_cast<double>(logits[label]);
  double means[kChains] = {}, squares[kChains] = {};
  const auto add = [&](size_t j, size_t chain) {
    const double prob = static_cast<double>(probs[j]);
    const double distance = static_cast<double>(logits[j]) - own;
    const double term = prob == 0.0 ? 0.0 : prob * distance;
    means[chain] += term;
    squares[chain] += prob == 0.0 ? 0.0 : term * distance;
  };
  size_t j = 0;
  for (; j + kChains <= classes; j += kChains) {
    for (size_t chain = 0; chain < kChains; ++chain) add(j + chain, chain);
  }
  for (; j < classes; ++j) add(j, 0);
  const double mean = (means[0] + means[1]) + (means[2] + means[3]);
  const double square = (squares[0] + squares[1]) + (squares[2] + squares[3]);
  sums.first += mean;
  sums.second += square - mean * mean;
}

Derivatives DerivativesAt(const Problem& problem, float temperature) {
  const size_t classes = problem.shape.classes;
  const size_t count = problem.shape.Rows();
  Derivatives sums = {0.0, 0.0};
  for (size_t row = 0; row < count; row += problem.rows_in_tile) {
    const size_t rows = std::min(problem.rows_in_tile, count - row);
    const float* logits = problem.Gather(row, rows);
    // The temperature is within softmax's range: there is nothing to reject.
    static_cast<void>(Softmax({rows, classes, 1}, logits, temperature, problem.probs.get()));
    for (size_t r = 0; r < rows; ++r) {
      const int32_t label = problem.labels[row + r];
      if (label == problem.ignore_label) continue;
      AddRow(classes, logits + r * classes, problem.probs.get() + r * classes, static_cast<size_t>(label), sums);
    }
  }
  const double rows = static_cast<double>(problem.counted);
  return {sums.first / rows, sums.second / rows};
}

// Where the first derivative is 0, as a temperature.
float FitTemperature(const Problem& problem) {
  constexpr int kMostSteps = 60;
  constexpr double kFarthestStep = 8.0;  // a factor
  constexpr double kLastStep = 1e-5;     // Newton's: the error that is left is about its square
  constexpr double kCreeping = 1e-3;     // steps smaller than that are about to arrive
  constexpr int kPatience = 8;
  // The root is between these, if inside of the range at all; `known` says that an end has been looked at.
  struct End {
    double b;
    bool known;
  };
  End low = {1.0 / kHighestFittedTemperature, false};
  End high = {1.0 / kLowestFittedTemperature, false};
  double b = 1.0;
  for (int step = 0; step < kMostSteps; ++step) {
    const Derivatives at = DerivativesAt(problem, static_cast<float>(1.0 / b));
    if (!std::isfinite(at.first)) return std::numeric_limits<float>::quiet_NaN();
    if (at.first == 0.0 && (step == 0 || at.second > 0.0)) break;
    // Beyond the point where all probabilities have become 0 or 1 the derivative is 0; the loss fell towards there.
    const bool falls = at.first <= 0.0;
    End& from = falls ? low : high;
    const End& to = falls ? high : low;
    if (b == to.b) break;
    from = {b, true};
    const double newton = at.second > 0.0 ? b - at.first / at.second : to.b;
    if (std::fabs(newton - b) <= kLastStep * b) return static_cast<float>(1.0 / std::clamp(newton, low.b, high.b));
    // Where all rows are as good as certain, the derivative falls off like an exponential, and Newton's steps are all
    // of one length: no way to get far.
    const bool creeps = step >= kPatience && !to.known && std::fabs(newton - b) > kCreeping * b;
    b = std::min(std::max(creeps ? to.b : newton, b / kFarthestStep), b * kFarthestStep);
    if (!(b > low.b && b < high.b)) b = to.known ? std::sqrt(low.b * high.b) : to.b;
  }
  return static_cast<float>(1.0 / b);
}

Status MeanLoss(const Problem& problem, float temperature, double* mean, size_t* counted) {
  const RowScoring scoring = {
      .questions = {.loss = true}, .ignore_label = problem.ignore_label, .temperature = temperature};
  MeasuredRows sums;
  const Status status =
      SumRows(problem.shape, problem.logits, problem.labels, scoring, nullptr, &RowScores::loss, &sums);
  *mean = sums.total / sums.weight;
  *counted = static_cast<size_t>(sums.weight);
  return status;
}

Status OutOfMemory(size_t floats) {
  return {StatusCode::kOutOfMemory, 0, static_cast<double>(floats) * static_cast<double>(sizeof(float))};
}

}  // namespace

Status TemperatureScaling(const RowShape& shape, const float* logits, const int32_t* labels, int32_t ignore_label,
                          FittedTemperature* fitted) {
  Problem problem = {.shape = shape,
                     .logits = logits,
                     .labels = labels,
                     .ignore_label = ignore_label,
                     .counted = 0,
                     .rows_in_tile = 0,
                     .probs = nullptr,
                     .rows = nullptr};
  double before = 0.0;
  if (const Status status = MeanLoss(problem, 1.0f, &before, &problem.counted); !status.ok()) return status;
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (problem.counted == 0) {
    *fitted = {kNaN, kNaN, kNaN};
    return {};
  }
  // A single logit is that of class 1; that of class 0 is 0.
  Buffer<float> pairs;
  if (shape.classes == 1) {
    pairs = AllocateZeros<float>(2 * shape.Rows());
    if (pairs == nullptr) return OutOfMemory(2 * shape.Rows());
    for (size_t row = 0; row < shape.Rows(); ++row) pairs[2 * row + 1] = logits[row];
    problem.shape = {shape.Rows(), 2, 1};
    problem.logits = pairs.get();
  }
  const size_t classes = problem.shape.classes;
  problem.rows_in_tile = std::clamp<size_t>(kTileFloats / classes, 1, shape.Rows());
  const size_t floats = problem.rows_in_tile * classes;
  problem.probs = AllocateZeros<float>(floats);
  if (problem.probs == nullptr) return OutOfMemory(floats);
  if (problem.shape.inner != 1) {
    problem.rows = AllocateZeros<float>(floats);
    if (problem.rows == nullptr) return OutOfMemory(floats);
  }
  const float temperature = FitTemperature(problem);
  double after = kNaN;
  size_t counted = 0;
  if (!std::isnan(temperature)) static_cast<void>(MeanLoss(problem, temperature, &after, &counted));
  *fitted = {static_cast<double>(temperature), before, after};
  return {};
}

}  // namespace surprisal
