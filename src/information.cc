// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/information.h"

#include <cmath>
#include <limits>

#include "src/checks.h"
#include "src/scalar_math.h"
#include "src/simd/information-inl.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

enum class Measure { kEntropy, kPerplexity, kCrossEntropy, kKlDivergence, kJsDivergence };

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

// In nats. A measure of one distribution has it for q, too.
double ValueOf(Measure measure, size_t outcomes, const simd::Distribution& p, const simd::Distribution& q) {
  if (measure == Measure::kKlDivergence) return simd::SumOfTerms(outcomes, p, q, simd::KlTerm());
  if (measure == Measure::kJsDivergence) return simd::SumOfTerms(outcomes, p, q, simd::JsTerm());
  return simd::SumOfTerms(outcomes, p, q, simd::CrossEntropyTerm());
}

// Normalizing takes off the mean derivative, sum_k p_k dp_k. Summed up as written it would be 0 * inf for some of the
// zeros; the forms below are the sums' limits.

// By p: `factor` times dp, in nats; `value` is the measure's.
void GradByP(Measure measure, size_t outcomes, const simd::Distribution& p, const simd::Distribution& q, bool normalize,
             double value, double factor, float* grad) {
  if (measure != Measure::kKlDivergence && measure != Measure::kJsDivergence) {
    double centre = measure == Measure::kCrossEntropy ? 0.0 : 1.0;
    if (normalize) centre = value;
    return simd::WriteGrad(outcomes, p, q, simd::NegLog(), centre, factor, grad);
  }
  const bool from_middle = measure == Measure::kJsDivergence;
  const simd::LogQuotient slope{from_middle ? 1.0f : 0.0f};
  double centre = from_middle ? 0.0 : -1.0;
  if (normalize) centre = simd::SumOfTerms(outcomes, p, q, simd::WeighedTerm<simd::LogQuotient>{slope});
  simd::WriteGrad(outcomes, p, q, slope, centre, from_middle ? 0.5 * factor : factor, grad);
}

void GradByQ(Measure measure, size_t outcomes, const simd::Distribution& p, const simd::Distribution& q, bool normalize,
             double factor, float* grad) {
  if (measure == Measure::kJsDivergence) return GradByP(measure, outcomes, q, p, normalize, 0.0, factor, grad);
  simd::WriteGrad(outcomes, p, q, simd::NegQuotient(), normalize ? -1.0 : 0.0, factor, grad);
}

// `other_probs` is null for measures of one distribution.
Status Run(Measure measure, size_t rows, size_t outcomes, const float* probs, const float* other_probs,
           const InformationOptions& options, const InformationResults& results) {
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
    const double value = ValueOf(measure, outcomes, p, q);
    double factor = 1.0 / nats;
    double in_unit = value / nats;
    if (measure == Measure::kPerplexity) factor = in_unit = ScalarExp(value);
    if (results.values != nullptr) results.values[row] = in_unit;
    if (results.grad_output != nullptr) factor *= static_cast<double>(results.grad_output[row]);
    const auto grad_of_row = [&](float* grad) { return grad + row * outcomes; };
    if (results.grad_probs != nullptr) {
      GradByP(measure, outcomes, p, q, options.normalize, value, factor * static_cast<double>(p.scale),
              grad_of_row(results.grad_probs));
    }
    if (results.grad_other_probs != nullptr && other_probs != nullptr) {
      GradByQ(measure, outcomes, p, q, options.normalize, factor * static_cast<double>(q.scale),
              grad_of_row(results.grad_other_probs));
    }
  }
  return {};
}

}  // namespace

Status Entropy(size_t rows, size_t outcomes, const float* probs, const InformationOptions& options,
               const InformationResults& results) {
  return Run(Measure::kEntropy, rows, outcomes, probs, nullptr, options, results);
}

Status Perplexity(size_t rows, size_t outcomes, const float* probs, const InformationOptions& options,
                  const InformationResults& results) {
  return Run(Measure::kPerplexity, rows, outcomes, probs, nullptr, options, results);
}

Status DistributionCrossEntropy(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                                const InformationOptions& options, const InformationResults& results) {
  return Run(Measure::kCrossEntropy, rows, outcomes, probs, other_probs, options, results);
}

Status KlDivergence(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                    const InformationOptions& options, const InformationResults& results) {
  return Run(Measure::kKlDivergence, rows, outcomes, probs, other_probs, options, results);
}

Status JsDivergence(size_t rows, size_t outcomes, const float* probs, const float* other_probs,
                    const InformationOptions& options, const InformationResults& results) {
  return Run(Measure::kJsDivergence, rows, outcomes, probs, other_probs, options, results);
}

Status Surprisal(size_t count, const float* probs, double base, const LossResults& results) {
  double nats = 1.0;
  if (const Status status = NatsPerUnit(base, &nats); !status.ok()) return status;
  for (size_t i = 0; i < count; ++i) {
    if (!(probs[i] >= 0.0f && probs[i] <= 1.0f)) {
      return {StatusCode::kProbabilityInvalid, i, static_cast<double>(probs[i])};
    }
  }
  simd::SurprisalOf(count, probs, static_cast<float>(-1.0 / nats), results.grad_output, results.losses,
                    results.grads[0]);
  return {};
}

}  // namespace surprisal
