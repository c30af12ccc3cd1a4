// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/row_scores.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "src/checks.h"
#include "src/simd/math-inl.h"
#include "src/simd/row_order-inl.h"
#include "src/simd/row_sums-inl.h"
#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

static_assert(RowScores::kMaxRows == kTileRows);

struct ScorePlan {
  RowScoring scoring;
  const int32_t* labels;
  size_t first_row;  // what the driver counts as row 0
  TakeRowScores take;
  const void* metric;
};

class ScoreKernel {
 public:
  explicit ScoreKernel(const ScorePlan& plan)
      : plan_(plan),
        exponential_(plan.scoring.temperature),
        // exp(2 z): the squares of the exponentials, by the code that sums the exponentials themselves.
        squares_(plan.scoring.temperature * 0.5f) {}

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    const RowQuestions& questions = plan_.scoring.questions;
    LabelScores labels;
    if (plan_.labels != nullptr) {
      const size_t counted = Gather(tile, labels);
      if (counted == 0) return;
      if constexpr (!Arrangement::kTogether) {
        if (counted < tile.rows) return Wide::ForEachRow(tile, [&](const RowTile& row) { Tile<Wide>(d, row); });
      }
    }
    RowScores scores;
    scores.first_row = plan_.first_row + tile.first_row;
    scores.rows = tile.rows;
    RowStats stats;
    bool clean = true;
    if (plan_.scoring.from == ScoreKind::kProbs) {
      FindMaxima(Arrangement(), d, shared_tile, stats);
      if (questions.confidence) std::copy_n(stats.max, tile.rows, scores.confidence);
      if (questions.loss) ProbLosses<Arrangement>(d, shared_tile, labels, scores);
      if (questions.brier) ProbBriers<Arrangement>(d, shared_tile, labels, scores);
    } else if (questions.confidence || questions.loss || questions.brier) {
      FindStats(Arrangement(), d, shared_tile, exponential_, false, stats);
      for (size_t r = 0; r < tile.rows; ++r) clean &= !std::isnan(stats.exps.rest()[r]);
      RowStats squares;
      if (questions.brier) {
        std::copy_n(stats.max, kTileRows, squares.max);
        if constexpr (!Arrangement::kTogether) std::copy_n(stats.run, kTileRows, squares.run);
        SumExps(Arrangement(), d, shared_tile, squares_, false, squares);
      }
      FinishLogits(d, tile.rows, labels, stats, squares, scores);
    } else {
      if (questions.prediction) FindMaxima(Arrangement(), d, shared_tile, stats);
      clean = false;
    }
    HWY_ALIGN int32_t integers[kTileRows];
    if (questions.prediction) {
      FindPredictions(Arrangement(), d, shared_tile, stats, clean, integers);
      std::copy_n(integers, tile.rows, scores.prediction);
    }
    if (questions.rank) {
      FindRanks(Arrangement(), d, shared_tile, labels, integers);
      std::copy_n(integers, tile.rows, scores.rank);
    }
    plan_.take(plan_.metric, scores);
  }

 private:
  // How many rows of the tile count. Rows to be ignored are given class 0.
  size_t Gather(const RowTile& tile, LabelScores& labels) const {
    size_t counted = 0;
    for (size_t r = 0; r < tile.rows; ++r) {
      const int32_t label = plan_.labels[tile.first_row + r];
      const bool ignored = label == plan_.scoring.ignore_label;
      counted += !ignored;
      labels.label[r] = ignored ? 0 : label;
    }
    if (counted == 0) return 0;
    for (size_t r = 0; r < tile.rows; ++r) {
      labels.score[r] = tile.in[0][tile.IndexOf(r, static_cast<size_t>(labels.label[r]))];
    }
    std::fill(labels.label + tile.rows, labels.label + kTileRows, 0);
    std::fill(labels.score + tile.rows, labels.score + kTileRows, 0.0f);
    return counted;
  }

  // Of the softmax: with rest = sum_j exp(z_j) but for one maximum, the largest probability is 1 / (1 + rest), and
  // nothing is subtracted from 1 where that would wipe out a small rest.
  template <class D, class V = hn::Vec<D>>
  HWY_NOINLINE void FinishLogits(D d, size_t rows, const LabelScores& labels, const RowStats& stats,
                                 const RowStats& of_squares, RowScores& scores) const {
    const RowQuestions& questions = plan_.scoring.questions;
    const V one = hn::Set(d, 1.0f);
    HWY_ALIGN float log_sums[kTileRows];
    HWY_ALIGN float confidences[kTileRows];
    HWY_ALIGN float briers[kTileRows];
    if (questions.loss) LogOfSums(d, rows, stats.exps.rest(), log_sums);
    const V inverse_t = hn::Set(d, 1.0f / plan_.scoring.temperature);
    for (size_t r = 0; r < rows; r += hn::Lanes(d)) {
      const V rest = hn::Load(d, stats.exps.rest() + r);
      const V confidence = Quotient(one, hn::Add(one, rest));
      hn::Store(confidence, d, confidences + r);
      if (!questions.loss && !questions.brier) continue;
      const V gap = hn::Sub(hn::Load(d, stats.max + r), hn::Load(d, labels.score + r));
      if (questions.loss) hn::Store(MultiplyAdd(gap, inverse_t, hn::Load(d, log_sums + r)), d, log_sums + r);
      if (questions.brier) {
        const V rest_squares = hn::Load(d, of_squares.exps.rest() + r);
        const V own = Exp2Product(d, hn::Neg(gap), exponential_);
        const V less = hn::Sub(one, own);  // exactly 0 where the label is at the maximum
        const V missing = hn::Add(less, rest);
        const V others = hn::Add(NegMultiplyAdd(own, own, one), rest_squares);
        const V squares = MultiplyAdd(missing, missing, others);
        hn::Store(hn::Mul(squares, hn::Mul(confidence, confidence)), d, briers + r);
      }
    }
    if (questions.confidence) std::copy_n(confidences, rows, scores.confidence);
    if (questions.loss) std::copy_n(log_sums, rows, scores.loss);
    if (questions.brier) std::copy_n(briers, rows, scores.brier);
  }

  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V Clip(D d, V probs) const {
    const V high = hn::Set(d, 1.0f - plan_.scoring.prob_floor);
    probs = Larger(probs, hn::Set(d, plan_.scoring.prob_floor));
    return hn::IfThenElse(hn::Gt(probs, high), high, probs);
  }

  // -log(p_t / sum_j p_j) of clipped probabilities.
  template <class Arrangement, class D>
  HWY_NOINLINE void ProbLosses(D d, const RowTile& shared_tile, const LabelScores& labels, RowScores& scores) const {
    const RowTile tile = shared_tile;
    HWY_ALIGN float sums[kTileRows] = {};
    Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      const auto sum = RowSums(d, group, [&](auto slice) SURPRISAL_INLINE {
        return slice.Valid(d, Clip(d, slice.Load(d, tile.in[0])), hn::Zero(d));
      });
      group.Store(d, sum, sums);
    });
    FinishProbLosses(d, tile.rows, labels, sums);
    std::copy_n(sums, tile.rows, scores.loss);
  }

  template <class D>
  HWY_NOINLINE void FinishProbLosses(D d, size_t rows, const LabelScores& labels, float* sums) const {
    for (size_t r = 0; r < rows; r += hn::Lanes(d)) {
      const auto own = Clip(d, hn::Load(d, labels.score + r));
      hn::Store(hn::Sub(Log(d, hn::Load(d, sums + r)), Log(d, own)), d, sums + r);
    }
  }

  // The label's term apart: its square would wipe out small ones.
  template <class Arrangement, class D>
  HWY_NOINLINE void ProbBriers(D d, const RowTile& shared_tile, const LabelScores& labels, RowScores& scores) const {
    const RowTile tile = shared_tile;
    const hn::RebindToSigned<D> di;
    HWY_ALIGN float sums[kTileRows] = {};
    Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
      const auto label = IntegersOf(di, group, labels.label);
      const auto sum = RowSums(d, group, [&](auto slice) SURPRISAL_INLINE {
        const auto probs = slice.Load(d, tile.in[0]);
        const auto own = hn::RebindMask(d, hn::Eq(ClassesOf(di, slice), label));
        return hn::IfThenZeroElse(own, hn::Mul(probs, probs));
      });
      group.Store(d, sum, sums);
    });
    for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
      const auto missing = hn::Sub(hn::Set(d, 1.0f), hn::Load(d, labels.score + r));
      hn::Store(MultiplyAdd(missing, missing, hn::Load(d, sums + r)), d, sums + r);
    }
    std::copy_n(sums, tile.rows, scores.brier);
  }

  const ScorePlan& plan_;
  SoftmaxExponential exponential_;
  SoftmaxExponential squares_;
};

inline void Run(const RowShape& shape, const float* scores, const ScorePlan& plan) {
  if (shape.classes > 0) RunRows(shape, {.in = {scores}}, ScoreKernel(plan));
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

bool IsProb(float number) { return number >= 0.0f && number <= 1.0f; }

// Every number a probability, but in rows to be ignored. All numbers are scanned at first, without branching.
Status CheckProbs(const RowShape& shape, const float* probs, const int32_t* labels, int32_t ignore_label) {
  const size_t count = shape.Size();
  unsigned bad = 0;
  for (size_t i = 0; i < count; ++i) bad |= !IsProb(probs[i]);
  if (!bad) return {};
  const size_t block = shape.classes * shape.inner;
  for (size_t i = 0; i < count; ++i) {
    if (IsProb(probs[i])) continue;
    const size_t row = i / block * shape.inner + i % shape.inner;
    if (labels != nullptr && labels[row] == ignore_label) continue;
    return {StatusCode::kProbabilityInvalid, i, static_cast<double>(probs[i])};
  }
  return {};
}

// Rows of one score, a tile of them at a time, as rows of two.
void RunBinary(size_t rows, const float* scores, const simd::ScorePlan& plan) {
  float pairs[2 * simd::kTileRows];
  for (size_t row = 0; row < rows; row += simd::kTileRows) {
    const size_t count = std::min(simd::kTileRows, rows - row);
    for (size_t r = 0; r < count; ++r) {
      const float score = scores[row + r];
      pairs[2 * r] = plan.scoring.from == ScoreKind::kProbs ? 1.0f - score : 0.0f;
      pairs[2 * r + 1] = score;
    }
    simd::ScorePlan of_tile = plan;
    of_tile.labels += row;
    of_tile.first_row = row;
    simd::Run({count, 2, 1}, pairs, of_tile);
  }
}

}  // namespace

Status ScoreRows(const RowShape& shape, const float* scores, const int32_t* labels, const RowScoring& scoring,
                 TakeRowScores take, const void* metric) {
  const RowQuestions& questions = scoring.questions;
  const bool order_alone = !questions.confidence && !questions.loss && !questions.brier;
  const bool binary = shape.classes == 1 && !order_alone;
  const size_t rows = shape.Rows();
  if (labels != nullptr) {
    size_t counted = 0;
    const Status status = CheckLabels(labels, rows, binary ? 2 : shape.classes, scoring.ignore_label, &counted);
    if (!status.ok()) return status;
  } else if (shape.classes == 0 && rows > 0) {
    return {StatusCode::kShapeInvalid, 0, 1.0};
  }
  if (scoring.from == ScoreKind::kProbs) {
    const Status status = CheckProbs(shape, scores, labels, scoring.ignore_label);
    if (!status.ok()) return status;
  }
  const simd::ScorePlan plan = {scoring, labels, 0, take, metric};
  if (binary) {
    RunBinary(rows, scores, plan);
  } else {
    simd::Run(shape, scores, plan);
  }
  return {};
}

Status SumRows(const RowShape& shape, const float* scores, const int32_t* labels, const RowScoring& scoring,
               const float* weights, RowMeasure measure, MeasuredRows* sums) {
  if (const Status status = CheckNonNegative(weights, shape.Rows(), StatusCode::kWeightInvalid); !status.ok()) {
    return status;
  }
  const auto take = [&](const RowScores& of_rows) {
    for (size_t r = 0; r < of_rows.rows; ++r) {
      const size_t row = of_rows.first_row + r;
      if (labels[row] == scoring.ignore_label) continue;
      const double weight = weights != nullptr ? static_cast<double>(weights[row]) : 1.0;
      sums->total += weight * static_cast<double>((of_rows.*measure)[r]);
      sums->weight += weight;
    }
  };
  return ScoreRows(shape, scores, labels, scoring, take);
}

}  // namespace surprisal
