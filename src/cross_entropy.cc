// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/cross_entropy.h"

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "src/checks.h"
#include "src/simd/softmax_stats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Where the rows' losses go and what comes back to them: the reduction, as a kernel sees it.
struct RowReduction {
  float* row_losses;  // null: the losses are added to *total
  double* total;
  const float* row_upstream;  // null: `upstream` for every row
  float upstream;

  void Add(size_t row, float loss) const {
    if (row_losses != nullptr) {
      row_losses[row] = loss;
    } else {
      *total += static_cast<double>(loss);
    }
  }
  float Upstream(size_t row) const { return row_upstream != nullptr ? row_upstream[row] : upstream; }
};

// ------------------------------ Labels

// What a call has worked out before its first row.
struct LabelPlan {
  const int32_t* labels;
  int32_t ignore_label;
  const float* class_weights;
  float keep;      // 1 - eps
  float share;     // eps / C
  float smoothed;  // share sum_j w_j: what smoothing gives to all classes together
  RowReduction reduction;
};

// What labels bring to the rows of a tile; all 0 for a row that is ignored.
template <size_t kRows>
struct LabelTile {
  HWY_ALIGN float weight[kRows] = {};    // (1 - eps) w_t, the label's own mass
  HWY_ALIGN float others[kRows] = {};    // eps / C (sum_j w_j - w_t), the mass of the other classes
  HWY_ALIGN float logit[kRows] = {};     // the label's
  HWY_ALIGN float upstream[kRows] = {};  // G
  bool counted[kRows] = {};
};

template <class Mass, bool kGrad>
class LabelRows {
 public:
  LabelRows(const LabelPlan& plan, const Mass& mass) : plan_(plan), mass_(mass) {}

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& tile) const {
    using V = hn::Vec<D>;
    constexpr size_t kRows = hn::MaxLanes(d);
    LabelTile<kRows> labels;
    if (!Gather(tile, labels)) return Ignore(tile);
    const RowStats<D> stats = StatsOf<kGrad>(Arrangement(), d, tile, mass_, NoTemperature());

    // Loss
    const V log_sum = LogOfSum(d, stats);
    const V weight = Arrangement::LoadRows(d, labels.weight);
    V loss = MultiplyAdd(stats.mass, log_sum, stats.gap);
    if (plan_.keep != 0.0f) {  // a label that counts for nothing may have any logit: no 0 * inf
      const V gap = hn::Sub(stats.max, Arrangement::LoadRows(d, labels.logit));
      loss = MultiplyAdd(weight, hn::Add(gap, log_sum), loss);
    }
    HWY_ALIGN float losses[kRows];
    hn::Store(loss, d, losses);
    for (size_t r = 0; r < tile.rows; ++r) {
      plan_.reduction.Add(tile.first_row + r, labels.counted[r] ? losses[r] : 0.0f);
    }
    if constexpr (!kGrad) return;

    // Gradient
    const V g = Arrangement::LoadRows(d, labels.upstream);
    const V scale = hn::Div(hn::Mul(g, hn::Add(weight, stats.mass)), hn::Add(stats.rest, hn::Set(d, 1.0f)));
    Arrangement::ForEachSlice(d, tile, [&](auto slice) HWY_ATTR {
      V grad = hn::Mul(slice.Load(d, tile.out[0]), scale);
      if constexpr (Mass::kAny) grad = NegMultiplyAdd(g, mass_.Of(d, tile, slice).weighted, grad);
      slice.Store(d, grad, tile.out[0]);
    });
    // At a label that is the maximum, A p_t - a_t = (A - a_t) - A (1 - p_t): there nothing is rounded away.
    HWY_ALIGN float grad_at_max[kRows];
    HWY_ALIGN float max[kRows];
    hn::Store(NegMultiplyAdd(scale, stats.rest, hn::Mul(g, Arrangement::LoadRows(d, labels.others))), d, grad_at_max);
    hn::Store(stats.max, d, max);
    for (size_t r = 0; r < tile.rows; ++r) {
      if (!labels.counted[r]) {
        ClearRow(tile, r);
        continue;
      }
      float& grad = tile.out[0][static_cast<size_t>(plan_.labels[tile.first_row + r]) * tile.stride + r];
      grad = labels.logit[r] == max[r] ? grad_at_max[r] : grad - labels.upstream[r] * labels.weight[r];
    }
  }

 private:
  // Whether any row of the tile counts.
  template <size_t kRows>
  bool Gather(const RowTile& tile, LabelTile<kRows>& labels) const {
    bool any = false;
    for (size_t r = 0; r < tile.rows; ++r) {
      const size_t row = tile.first_row + r;
      if (plan_.labels[row] == plan_.ignore_label) continue;
      const size_t label = static_cast<size_t>(plan_.labels[row]);
      const float class_weight = plan_.class_weights != nullptr ? plan_.class_weights[label] : 1.0f;
      any = labels.counted[r] = true;
      labels.weight[r] = plan_.keep * class_weight;
      labels.others[r] = plan_.smoothed - plan_.share * class_weight;
      labels.logit[r] = tile.in[0][label * tile.stride + r];
      labels.upstream[r] = plan_.reduction.Upstream(row);
    }
    return any;
  }

  void Ignore(const RowTile& tile) const {
    for (size_t r = 0; r < tile.rows; ++r) {
      plan_.reduction.Add(tile.first_row + r, 0.0f);
      if constexpr (kGrad) ClearRow(tile, r);
    }
  }

  static void ClearRow(const RowTile& tile, size_t r) {
    for (size_t j = 0; j < tile.classes; ++j) tile.out[0][j * tile.stride + r] = 0.0f;
  }

  const LabelPlan& plan_;
  Mass mass_;
};

// ------------------------------ Target probabilities

template <bool kGrad>
class ProbsRows {
 public:
  ProbsRows(const RowReduction& reduction, const ProbsMass& mass) : reduction_(reduction), mass_(mass) {}

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& tile) const {
    using V = hn::Vec<D>;
    constexpr size_t kRows = hn::MaxLanes(d);
    // The gradient with respect to the targets needs the logits, which the exponentials may replace.
    const bool late_exps = kGrad && tile.out[1] != nullptr && tile.out[0] == tile.in[0];
    const auto stats_of = [&](auto store) HWY_ATTR {
      return StatsOf<decltype(store)::value>(Arrangement(), d, tile, mass_, NoTemperature());
    };
    const RowStats<D> stats = late_exps ? stats_of(std::false_type()) : stats_of(std::bool_constant<kGrad>());

    // Loss
    const V log_sum = LogOfSum(d, stats);
    HWY_ALIGN float losses[kRows];
    HWY_ALIGN float upstream[kRows] = {};
    hn::Store(MultiplyAdd(stats.mass, log_sum, stats.gap), d, losses);
    for (size_t r = 0; r < tile.rows; ++r) {
      reduction_.Add(tile.first_row + r, losses[r]);
      upstream[r] = reduction_.Upstream(tile.first_row + r);
    }

    // Gradients
    const V g = Arrangement::LoadRows(d, upstream);
    if (tile.out[1] != nullptr) {
      Arrangement::ForEachSlice(d, tile, [&](auto slice) HWY_ATTR {
        const V surprisal = hn::Add(hn::Sub(stats.max, slice.Load(d, tile.in[0])), log_sum);
        const V keep = mass_.weights.Times(d, slice, hn::Set(d, mass_.keep));
        slice.Store(d, hn::Mul(hn::Mul(g, keep), surprisal), tile.out[1]);
      });
    }
    if constexpr (kGrad) {
      if (late_exps) stats_of(std::true_type());
      const V one = hn::Set(d, 1.0f);
      const V scale = hn::Div(hn::Mul(g, stats.mass), hn::Add(stats.rest, one));
      const V uncertain = hn::Mul(scale, stats.rest);
      const auto saturated = hn::Lt(stats.rest, one);  // the maximum's probability is above 1/2
      Arrangement::ForEachSlice(d, tile, [&](auto slice) HWY_ATTR {
        const V exp = slice.Load(d, tile.out[0]);
        const V a = mass_.Of(d, tile, slice).weighted;
        // Where p_j is nearly 1, A p_j - a_j = (A - a_j) - A (1 - p_j): there nothing is rounded away.
        const V at_max = NegMultiplyAdd(g, hn::Sub(a, stats.mass), hn::Neg(uncertain));
        const V elsewhere = NegMultiplyAdd(g, a, hn::Mul(exp, scale));
        slice.Store(d, hn::IfThenElse(hn::And(saturated, hn::Eq(exp, one)), at_max, elsewhere), tile.out[0]);
      });
    }
  }

 private:
  const RowReduction& reduction_;
  ProbsMass mass_;
};

// ------------------------------ From options to a kernel without branches

template <class Mass>
void RunLabels(const RowShape& shape, const RowArrays& arrays, const LabelPlan& plan, const Mass& mass) {
  if (arrays.out[0] != nullptr) {
    RunRows(shape, arrays, LabelRows<Mass, true>(plan, mass));
  } else {
    RunRows(shape, arrays, LabelRows<Mass, false>(plan, mass));
  }
}

inline void RunProbs(const RowShape& shape, const RowArrays& arrays, const RowReduction& reduction,
                     const ProbsMass& mass) {
  if (arrays.out[0] != nullptr) {
    RunRows(shape, arrays, ProbsRows<true>(reduction, mass));
  } else {
    RunRows(shape, arrays, ProbsRows<false>(reduction, mass));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

Status CheckOptions(const RowShape& shape, const CrossEntropyOptions& options) {
  const float eps = options.label_smoothing;
  if (!(eps >= 0.0f && eps <= 1.0f)) return {StatusCode::kLabelSmoothingInvalid, 0, static_cast<double>(eps)};
  return CheckNonNegative(options.class_weights, shape.classes, StatusCode::kWeightInvalid);
}

// The reduction of one call; `denominator` is what kMean divides by.
simd::RowReduction MakeReduction(const CrossEntropyOptions& options, const CrossEntropyResults& results,
                                 double denominator, double* total) {
  const bool per_row = options.reduction == Reduction::kNone;
  const double upstream =
      results.grad_output != nullptr && !per_row ? static_cast<double>(results.grad_output[0]) : 1.0;
  const double divisor = options.reduction == Reduction::kMean ? denominator : 1.0;
  return {.row_losses = per_row ? results.row_losses : nullptr,
          .total = total,
          .row_upstream = per_row ? results.grad_output : nullptr,
          .upstream = static_cast<float>(upstream / divisor)};
}

void WriteValue(const CrossEntropyOptions& options, double total, double denominator, double* value) {
  if (value == nullptr || options.reduction == Reduction::kNone) return;
  *value = total;
  // A mean without weight is NaN, not inf, though smoothing may have left something to divide.
  if (options.reduction == Reduction::kMean)
    *value = denominator == 0.0 ? std::numeric_limits<double>::quiet_NaN() : total / denominator;
}

// share sum_j w_j, the product in double too: the weights may sum to more than a float holds.
float SmoothedMassOf(float share, const float* class_weights, size_t classes) {
  if (share == 0.0f) return 0.0f;
  double sum = class_weights == nullptr ? static_cast<double>(classes) : 0.0;
  for (size_t j = 0; class_weights != nullptr && j < classes; ++j) sum += static_cast<double>(class_weights[j]);
  return static_cast<float>(static_cast<double>(share) * sum);
}

}  // namespace

Status CrossEntropy(const RowShape& shape, const float* logits, const int32_t* labels,
                    const CrossEntropyOptions& options, const CrossEntropyResults& results) {
  if (const Status status = CheckOptions(shape, options); !status.ok()) return status;
  const size_t rows = shape.Rows();
  size_t counted = 0;
  if (const Status status = CheckLabels(labels, rows, shape.classes, options.ignore_label, &counted); !status.ok()) {
    return status;
  }

  // A mean divides by the weights of the labels.
  double denominator = static_cast<double>(counted);
  if (options.class_weights != nullptr && options.reduction == Reduction::kMean) {
    denominator = 0.0;
    for (size_t row = 0; row < rows; ++row) {
      if (labels[row] == options.ignore_label) continue;
      denominator += static_cast<double>(options.class_weights[labels[row]]);
    }
  }
  double total = 0.0;
  const float share = options.label_smoothing / static_cast<float>(shape.classes);
  const simd::LabelPlan plan = {.labels = labels,
                                .ignore_label = options.ignore_label,
                                .class_weights = options.class_weights,
                                .keep = 1.0f - options.label_smoothing,
                                .share = share,
                                .smoothed = SmoothedMassOf(share, options.class_weights, shape.classes),
                                .reduction = MakeReduction(options, results, denominator, &total)};
  const simd::RowArrays arrays = {.in = {logits, nullptr}, .out = {results.grad_logits, nullptr}};
  if (options.label_smoothing == 0.0f) {
    simd::RunLabels(shape, arrays, plan, simd::NoMass());
  } else {
    simd::RunLabels(shape, arrays, plan,
                    simd::SmoothedMass{simd::ClassWeights(options.class_weights), share, plan.smoothed});
  }
  WriteValue(options, total, denominator, results.value);
  return {};
}

Status CrossEntropyWithProbs(const RowShape& shape, const float* logits, const float* target_probs,
                             const CrossEntropyOptions& options, const CrossEntropyResults& results) {
  if (const Status status = CheckOptions(shape, options); !status.ok()) return status;
  if (const Status status = CheckNonNegative(target_probs, shape.Size(), StatusCode::kProbabilityInvalid);
      !status.ok()) {
    return status;
  }

  const double denominator = static_cast<double>(shape.Rows());
  double total = 0.0;
  const simd::RowReduction reduction = MakeReduction(options, results, denominator, &total);
  if (shape.classes == 0) {
    // Sums of nothing: the loss of a row is 0. Its mean is NaN, as PyTorch has it.
    if (reduction.row_losses != nullptr) std::fill_n(reduction.row_losses, shape.Rows(), 0.0f);
    WriteValue(options, total, 0.0, results.value);
    return {};
  }
  const simd::RowArrays arrays = {.in = {logits, target_probs}, .out = {results.grad_logits, results.grad_targets}};
  const float keep = 1.0f - options.label_smoothing;
  const float share = options.label_smoothing / static_cast<float>(shape.classes);
  simd::RunProbs(shape, arrays, reduction, {simd::ClassWeights(options.class_weights), keep, share});
  WriteValue(options, total, denominator, results.value);
  return {};
}

}  // namespace surprisal
