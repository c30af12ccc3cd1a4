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

  // The losses of a tile's rows, up to a whole vector the last of which are 0.
  template <class D>
  HWY_INLINE void Add(D d, const RowTile& tile, const float* losses) const {
    if (row_losses != nullptr) {
      std::copy_n(losses, tile.rows, row_losses + tile.first_row);
      return;
    }
    LaneTotals<D> sums;
    for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) sums.Add(d, hn::Load(d, losses + r));
    *total += sums.SumAcross();
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

// The labels of a tile's rows, and what they pick; rows up to the end of the last vector are ignored ones.
struct LabelTile {
  HWY_ALIGN int32_t label[kTileRows];
  HWY_ALIGN float logit[kTileRows];         // the label's
  HWY_ALIGN float class_weight[kTileRows];  // the label's, if classes have weights
  HWY_ALIGN float upstream[kTileRows];      // G
};

// What the gradient needs of each row.
struct GradTile {
  HWY_ALIGN float scale[kTileRows];     // G A / sum_j exp(z_j), with A the mass of all classes
  HWY_ALIGN float unit[kTileRows];      // G, times the unit of the mass
  HWY_ALIGN float at_label[kTileRows];  // the label's gradient
};

template <class Mass, bool kGrad>
class LabelRows {
 public:
  LabelRows(const LabelPlan& plan, const Mass& mass) : plan_(plan), mass_(mass) {}

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    LabelTile labels;
    const size_t counted = Gather(d, tile, labels);
    if (counted == 0) return Ignore(shared_tile);
    if constexpr (!Arrangement::kTogether) {
      // One by one, so that those to be ignored are not even read.
      if (counted < tile.rows) return Wide::ForEachRow(tile, [&](const RowTile& row) { Tile<Wide>(d, row); });
    }
    RowStats stats;
    StatsOf<kGrad>(Arrangement(), d, shared_tile, mass_, exponential_, stats);
    GradTile grads;
    FinishRows(d, tile, labels, stats, grads);
    if constexpr (!kGrad) return;

    const Mass mass = mass_;
    const auto write = [&](auto slice, auto scale, [[maybe_unused]] auto unit) SURPRISAL_INLINE {
      auto grad = hn::Mul(slice.Load(d, tile.out[0]), scale);
      if constexpr (Mass::kAny) grad = NegMultiplyAdd(unit, mass.Of(d, tile, slice), grad);
      slice.Store(d, grad, tile.out[0]);
    };
    Arrangement::ForEachSlice(d, tile, write, grads.scale, grads.unit);
    // Rows to be ignored have gradients of 0 by now, and get one more: nothing to branch upon, but for NaN times 0.
    for (size_t r = 0; r < tile.rows; ++r) {
      tile.out[0][tile.IndexOf(r, ClassOf(labels.label[r]))] = grads.at_label[r];
    }
    if (HWY_LIKELY(counted == tile.rows)) return;
    for (size_t r = 0; r < tile.rows; ++r) {
      if (std::isnan(stats.rest[r]) && labels.label[r] == plan_.ignore_label) ClearRow(tile, r);
    }
  }

 private:
  // How many rows of the tile count.
  template <class D>
  HWY_INLINE size_t Gather(D d, const RowTile& tile, LabelTile& labels) const {
    const hn::RebindToSigned<D> di;
    const size_t N = hn::Lanes(d);
    const auto ignored = hn::Set(di, plan_.ignore_label);
    hn::Store(ignored, di, labels.label + (tile.rows - 1) / N * N);
    size_t counted = 0;
    for (size_t r = 0; r < tile.rows; ++r) {
      labels.label[r] = plan_.labels[tile.first_row + r];
      counted += labels.label[r] != plan_.ignore_label;
    }
    if (counted == 0) return 0;

    ClearLast(d, tile.rows, labels.logit);
    for (size_t r = 0; r < tile.rows; ++r) labels.logit[r] = tile.in[0][tile.IndexOf(r, ClassOf(labels.label[r]))];
    if (plan_.class_weights != nullptr) {
      ClearLast(d, tile.rows, labels.class_weight);
      for (size_t r = 0; r < tile.rows; ++r) labels.class_weight[r] = plan_.class_weights[ClassOf(labels.label[r])];
    }
    if (kGrad && plan_.reduction.row_upstream != nullptr) {
      ClearLast(d, tile.rows, labels.upstream);
      std::copy_n(plan_.reduction.row_upstream + tile.first_row, tile.rows, labels.upstream);
    }
    return counted;
  }

  // The label, or some class where it is to be ignored.
  size_t ClassOf(int32_t label) const { return label == plan_.ignore_label ? 0 : static_cast<size_t>(label); }

  template <class D, class V = hn::Vec<D>>
  HWY_INLINE void FinishRows(D d, const RowTile& tile, const LabelTile& labels, const RowStats& stats,
                             GradTile& grads) const {
    const hn::RebindToSigned<D> di;
    HWY_ALIGN float losses[kTileRows];
    LogOfSums(d, tile.rows, stats.rest, losses);
    for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
      const auto counted = hn::RebindMask(d, hn::Ne(hn::Load(di, labels.label + r), hn::Set(di, plan_.ignore_label)));
      const V class_weight = plan_.class_weights != nullptr ? hn::Load(d, labels.class_weight + r) : hn::Set(d, 1.0f);
      const V weight = hn::IfThenElseZero(counted, hn::Mul(hn::Set(d, plan_.keep), class_weight));
      const V logit = hn::Load(d, labels.logit + r);
      const V max = hn::Load(d, stats.max + r);
      const V log_sum = hn::Load(d, losses + r);
      V loss = hn::Zero(d);
      V mass = weight;
      if constexpr (Mass::kAny) {
        const V shared = hn::Load(d, stats.mass + r);
        loss = MultiplyAdd(shared, log_sum, hn::Load(d, stats.gap + r));
        mass = hn::Add(weight, shared);
      }
      // A label that counts for nothing may have any logit: no 0 * inf.
      if (plan_.keep != 0.0f) loss = MultiplyAdd(weight, hn::Add(hn::Sub(max, logit), log_sum), loss);
      hn::Store(hn::IfThenElseZero(counted, loss), d, losses + r);

      if constexpr (!kGrad) continue;
      const V upstream = plan_.reduction.row_upstream != nullptr ? hn::Load(d, labels.upstream + r)
                                                                 : hn::Set(d, plan_.reduction.upstream);
      const V g = hn::IfThenElseZero(counted, upstream);
      const V rest = hn::Load(d, stats.rest + r);
      const V scale = hn::Div(hn::Mul(g, mass), hn::Add(rest, hn::Set(d, 1.0f)));
      // At a label that is the maximum, A p_t - a_t = (A - a_t) - A (1 - p_t): there nothing is rounded away.
      V others = hn::Zero(d);
      V at_label = hn::Mul(Exp2Product(d, hn::Sub(logit, max), exponential_), scale);
      if constexpr (Mass::kAny) {
        const V own = hn::Mul(hn::Set(d, plan_.share), class_weight);
        others = hn::Mul(g, hn::Sub(hn::Set(d, plan_.smoothed), own));
        at_label = NegMultiplyAdd(g, own, at_label);
      }
      at_label = NegMultiplyAdd(g, weight, at_label);
      const V at_max = NegMultiplyAdd(scale, rest, others);
      at_label = hn::IfThenElse(hn::Eq(logit, max), at_max, at_label);
      hn::Store(hn::IfThenElseZero(counted, at_label), d, grads.at_label + r);
      hn::Store(scale, d, grads.scale + r);
      if constexpr (Mass::kAny) hn::Store(hn::Mul(g, hn::Set(d, mass_.unit)), d, grads.unit + r);
    }
    plan_.reduction.Add(d, tile, losses);
  }

  void Ignore(const RowTile& tile) const {
    if (plan_.reduction.row_losses != nullptr) {
      std::fill_n(plan_.reduction.row_losses + tile.first_row, tile.rows, 0.0f);
    }
    for (size_t r = 0; kGrad && r < tile.rows; ++r) ClearRow(tile, r);
  }

  static void ClearRow(const RowTile& tile, size_t r) {
    for (size_t j = 0; j < tile.classes; ++j) tile.out[0][tile.IndexOf(r, j)] = 0.0f;
  }

  const LabelPlan& plan_;
  Mass mass_;
  SoftmaxExponential exponential_ = SoftmaxExponential(1.0f);
};

// ------------------------------ Target probabilities

template <bool kGrad>
class ProbsRows {
 public:
  ProbsRows(const RowReduction& reduction, const ProbsMass& mass) : reduction_(reduction), mass_(mass) {}

  template <class Arrangement, class D>
  HWY_NOINLINE void Tile(D d, const RowTile& shared_tile) const {
    const RowTile tile = shared_tile;
    using V = hn::Vec<D>;
    const ProbsMass mass = mass_;
    // The gradient with respect to the targets needs the logits, which the exponentials may replace.
    const bool late_exps = kGrad && tile.out[1] != nullptr && tile.out[0] == tile.in[0];
    RowStats stats;
    if (late_exps) {
      StatsOf<false>(Arrangement(), d, shared_tile, mass_, exponential_, stats);
    } else {
      StatsOf<kGrad>(Arrangement(), d, shared_tile, mass_, exponential_, stats);
    }

    // Loss
    HWY_ALIGN float log_sums[kTileRows];
    LogOfSums(d, tile.rows, stats.rest, log_sums);
    HWY_ALIGN float losses[kTileRows];
    for (size_t r = 0; r < tile.rows; r += hn::Lanes(d)) {
      const V mass_and_log = hn::Mul(hn::Load(d, stats.mass + r), hn::Load(d, log_sums + r));
      hn::Store(hn::Add(mass_and_log, hn::Load(d, stats.gap + r)), d, losses + r);
    }
    for (size_t r = tile.rows; r % hn::Lanes(d) != 0; ++r) losses[r] = 0.0f;
    reduction_.Add(d, tile, losses);

    // Gradients
    HWY_ALIGN float upstream[kTileRows];
    ClearLast(d, tile.rows, upstream);
    for (size_t r = 0; r < tile.rows; ++r) upstream[r] = reduction_.Upstream(tile.first_row + r);
    if (tile.out[1] != nullptr) {
      Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
        const V g = group.Of(d, upstream);
        const V max = group.Of(d, stats.max);
        const V log_sum = group.Of(d, log_sums);
        group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
          const V surprisal = hn::Add(hn::Sub(max, slice.Load(d, tile.in[0])), log_sum);
          const V keep = mass.weights.Times(d, slice, hn::Set(d, mass.keep));
          slice.Store(d, hn::Mul(hn::Mul(g, keep), surprisal), tile.out[1]);
        });
      });
    }
    if constexpr (kGrad) {
      if (late_exps) StatsOf<true>(Arrangement(), d, shared_tile, mass_, exponential_, stats);
      const V one = hn::Set(d, 1.0f);
      Arrangement::ForEachGroup(d, tile, [&](auto group) SURPRISAL_INLINE {
        const V g = group.Of(d, upstream);
        const V rest = group.Of(d, stats.rest);
        const V row_mass = group.Of(d, stats.mass);
        const V scale = hn::Div(hn::Mul(g, row_mass), hn::Add(rest, one));
        const V uncertain = hn::Mul(scale, rest);
        const auto saturated = hn::Lt(rest, one);  // the maximum's probability is above 1/2
        group.ForEachSlice(d, [&](auto slice) SURPRISAL_INLINE {
          const V power = slice.Load(d, tile.out[0]);
          const V a = mass.Of(d, tile, slice);
          // Where p_j is nearly 1, A p_j - a_j = (A - a_j) - A (1 - p_j): there nothing is rounded away.
          const V at_max = NegMultiplyAdd(g, hn::Sub(a, row_mass), hn::Neg(uncertain));
          const V elsewhere = NegMultiplyAdd(g, a, hn::Mul(power, scale));
          slice.Store(d, hn::IfThenElse(hn::And(saturated, hn::Eq(power, one)), at_max, elsewhere), tile.out[0]);
        });
      });
    }
  }

 private:
  const RowReduction& reduction_;
  ProbsMass mass_;
  SoftmaxExponential exponential_ = SoftmaxExponential(1.0f);
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
  } else if (options.class_weights == nullptr) {
    simd::RunLabels(shape, arrays, plan, simd::SmoothedMass<false>(nullptr, share, plan.smoothed));
  } else {
    simd::RunLabels(shape, arrays, plan, simd::SmoothedMass<true>(options.class_weights, share, plan.smoothed));
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
  simd::RunProbs(shape, arrays, reduction,
                 {.weights = simd::ClassWeights(options.class_weights), .keep = keep, .share = share});
  WriteValue(options, total, denominator, results.value);
  return {};
}

}  // namespace surprisal
