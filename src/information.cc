// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/information.h"

#include <hwy/highway.h>

#include <cmath>
#include <limits>

#include "src/checks.h"
#include "src/simd/math-inl.h"
#include "src/simd/row_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// A distribution as the kernels read it: the row, and what to multiply it by.
struct Distribution {
  const float* probs;
  float scale;
};

// Not inlined: the measures would hold a dozen copies.
template <class D, class V = hn::Vec<D>>
HWY_NOINLINE V SharedLog(D d, V probs) {
  return Log(d, probs);
}

// Adds weight * amount, where no weight makes any amount nothing: 0 log 0 = 0. The products are formed and added in
// double: in float they all round the same way if the outcomes are alike, and a perplexity is the exponential of that.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void AddWeighed(D d, V weight, V amount, LaneTotals<D>& totals) {
  totals.AddProducts(d, weight, hn::IfThenZeroElse(hn::Eq(weight, hn::Zero(d)), amount));
}

// The measures' terms, in nats, of vectors of probabilities p and q.
struct EntropyTerm {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE void Add(D d, V p, V, LaneTotals<D>& totals) {
    AddWeighed(d, p, hn::Neg(SharedLog(d, p)), totals);
  }
};

struct CrossEntropyTerm {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE void Add(D d, V p, V q, LaneTotals<D>& totals) {
    AddWeighed(d, p, hn::Neg(SharedLog(d, q)), totals);
  }
};

struct KlTerm {
  // Not log(p / q): that quotient overflows.
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE void Add(D d, V p, V q, LaneTotals<D>& totals) {
    AddWeighed(d, p, hn::Sub(SharedLog(d, p), SharedLog(d, q)), totals);
  }
};

struct JsTerm {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE void Add(D d, V p, V q, LaneTotals<D>& totals) {
    const V half = hn::Set(d, 0.5f);
    const V half_p = hn::Mul(p, half);
    const V half_q = hn::Mul(q, half);
    const V log_middle = SharedLog(d, hn::Add(half_p, half_q));
    AddWeighed(d, half_p, hn::Sub(SharedLog(d, p), log_middle), totals);
    AddWeighed(d, half_q, hn::Sub(SharedLog(d, q), log_middle), totals);
  }
};

template <class Term>
double SumOfTerms(size_t outcomes, const Distribution& p, const Distribution& q) {
  const hn::ScalableTag<float> d;
  const RowTile tile = WideRows({}, 0, 1, outcomes);
  LaneTotals<hn::ScalableTag<float>> totals;
  WideGroup{tile, 0}.ForEachSlice(d, [&](auto slice) HWY_ATTR {
    const auto p_probs = hn::Mul(slice.Load(d, p.probs), hn::Set(d, p.scale));
    const auto q_probs = hn::Mul(slice.Load(d, q.probs), hn::Set(d, q.scale));
    Term::Add(d, p_probs, q_probs, totals);
  });
  return totals.SumAcross();
}

inline double SumOfProbs(size_t outcomes, const float* probs) {
  const hn::ScalableTag<float> d;
  const RowTile tile = WideRows({}, 0, 1, outcomes);
  return SumSlices(d, WideGroup{tile, 0}, [&](auto slice) HWY_ATTR { return slice.Load(d, probs); }).SumAcross();
}

inline void SurprisalOf(size_t count, const float* probs, float scale, float* values) {
  const hn::ScalableTag<float> d;
  const RowTile tile = WideRows({}, 0, 1, count);
  WideGroup{tile, 0}.ForEachSlice(d, [&](auto slice) HWY_ATTR {
    slice.Store(d, hn::Mul(SharedLog(d, slice.Load(d, probs)), hn::Set(d, scale)), values);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

// Constants: there are but three, and a logarithm's code is a kilobyte.
Status NatsPerUnit(double base, double* nats) {
  if (base == 2.718281828459045) {
    *nats = 1.0;
  } else if (base == 2.0) {
    *nats = 0.6931471805599453;
  } else if (base == 10.0) {
    *nats = 2.302585092994046;
  } else {
    return {StatusCode::kBaseInvalid, 0, base};
  }
  return {};
}

// Checks every row of `probs`, or of `other_probs` (second), whose indices follow those of `probs`.
Status CheckDistributions(size_t rows, size_t outcomes, const float* probs, bool normalize, bool second) {
  Status status = CheckNonNegative(probs, rows * outcomes, StatusCode::kProbabilityInvalid);
  if (!status.ok()) {
    if (second) status.index += rows * outcomes;
    return status;
  }
  for (size_t row = 0; row < rows; ++row) {
    const double sum = simd::SumOfProbs(outcomes, probs + row * outcomes);
    const bool good = normalize ? sum >= static_cast<double>(std::numeric_limits<float>::min()) &&
                                      sum <= static_cast<double>(std::numeric_limits<float>::max())
                                : std::abs(sum - 1.0) <= kRowSumTolerance;
    if (!good) return {StatusCode::kRowNotNormalized, row + (second ? rows : 0), sum};
  }
  return {};
}

simd::Distribution RowOf(size_t row, size_t outcomes, const float* probs, bool normalize) {
  const float* begin = probs + row * outcomes;
  const double sum = normalize ? simd::SumOfProbs(outcomes, begin) : 1.0;
  return {begin, static_cast<float>(1.0 / sum)};
}

// Writes the measure of each row, in the base's unit. `other_probs` is null for measures of one distribution.
template <class Term>
Status Measure(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
               const InformationOptions& options, double* values) {
  double nats = 1.0;
  Status status = NatsPerUnit(options.base, &nats);
  if (status.ok()) status = CheckDistributions(rows, outcomes, probs, options.normalize, false);
  if (status.ok() && other_probs != nullptr) {
    status = CheckDistributions(rows, outcomes, other_probs, options.normalize, true);
  }
  if (!status.ok()) return status;
  for (size_t row = 0; row < rows; ++row) {
    const simd::Distribution p = RowOf(row, outcomes, probs, options.normalize);
    const simd::Distribution q = other_probs == nullptr ? p : RowOf(row, outcomes, other_probs, options.normalize);
    values[row] = simd::SumOfTerms<Term>(outcomes, p, q) / nats;
  }
  return {};
}

}  // namespace

Status Entropy(size_t rows, size_t outcomes, const float* probs, const InformationOptions& options, double* values) {
  return Measure<simd::EntropyTerm>(rows, outcomes, probs, nullptr, options, values);
}

Status Perplexity(size_t rows, size_t outcomes, const float* probs, const InformationOptions& options, double* values) {
  InformationOptions in_nats = options;
  in_nats.base = InformationOptions().base;
  double nats = 1.0;
  if (const Status status = NatsPerUnit(options.base, &nats); !status.ok()) return status;
  const Status status = Entropy(rows, outcomes, probs, in_nats, values);
  if (!status.ok()) return status;
  // The one function of libm's, and in double, where its last bit is far below float's. All WebAssembly builds have the
  // same one linked in.
  for (size_t row = 0; row < rows; ++row) values[row] = std::exp(values[row]);
  return {};
}

Status DistributionCrossEntropy(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                                const InformationOptions& options, double* values) {
  return Measure<simd::CrossEntropyTerm>(rows, outcomes, probs, other_probs, options, values);
}

Status KlDivergence(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                    const InformationOptions& options, double* values) {
  return Measure<simd::KlTerm>(rows, outcomes, probs, other_probs, options, values);
}

Status JsDivergence(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                    const InformationOptions& options, double* values) {
  return Measure<simd::JsTerm>(rows, outcomes, probs, other_probs, options, values);
}

Status Surprisal(size_t count, const float* probs, double base, float* values) {
  double nats = 1.0;
  if (const Status status = NatsPerUnit(base, &nats); !status.ok()) return status;
  for (size_t i = 0; i < count; ++i) {
    if (!(probs[i] >= 0.0f && probs[i] <= 1.0f)) {
      return {StatusCode::kProbabilityInvalid, i, static_cast<double>(probs[i])};
    }
  }
  simd::SurprisalOf(count, probs, static_cast<float>(-1.0 / nats), values);
  return {};
}

}  // namespace surprisal
