// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The measures of distributions in one form, beside what they are by definition.

#ifndef SURPRISAL_TESTS_CORE_MEASURES_H_
#define SURPRISAL_TESTS_CORE_MEASURES_H_

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "src/information.h"
#include "tests/core/reference.h"

namespace surprisal {

using MeasureOfOne = Status (*)(size_t, size_t, const float*, const InformationOptions&, const InformationResults&);
using MeasureOfTwo = Status (*)(size_t, size_t, const float*, const float*, const InformationOptions&,
                                const InformationResults&);

struct Measure {
  const char* name;
  MeasureOfOne one;
  MeasureOfTwo two;
  double (*one_reference)(const Doubles&);
  double (*two_reference)(const Doubles&, const Doubles&);
  // The derivatives by p_j and q_j of the sum over outcomes, in nats; null if there is no q.
  double (*dp)(double p, double q);
  double (*dq)(double p, double q);

  Status Run(size_t rows, size_t outcomes, const float* p, const float* q, const InformationOptions& options,
             const InformationResults& results) const {
    return one != nullptr ? one(rows, outcomes, p, options, results) : two(rows, outcomes, p, q, options, results);
  }
  double Want(const Doubles& p, const Doubles& q) const {
    return one != nullptr ? one_reference(p) : two_reference(p, q);
  }
};

inline double PerplexityOf(const Doubles& p) { return std::exp(EntropyOf(p)); }

inline double EntropyByP(double p, double) { return -std::log(p) - 1.0; }
inline double CrossEntropyByP(double, double q) { return -std::log(q); }
inline double CrossEntropyByQ(double p, double q) { return p == 0.0 ? 0.0 : -p / q; }
inline double KlByP(double p, double q) { return std::log(p / q) + 1.0; }
inline double JsByP(double p, double q) { return std::log(2.0 * p / (p + q)) / 2.0; }
inline double JsByQ(double p, double q) { return JsByP(q, p); }

inline constexpr Measure kMeasures[] = {
    {"Entropy", Entropy, nullptr, EntropyOf, nullptr, EntropyByP, nullptr},
    {"Perplexity", Perplexity, nullptr, PerplexityOf, nullptr, EntropyByP, nullptr},
    {"DistributionCrossEntropy", nullptr, DistributionCrossEntropy, nullptr, CrossEntropyOf, CrossEntropyByP,
     CrossEntropyByQ},
    {"KlDivergence", nullptr, KlDivergence, nullptr, KlDivergenceOf, KlByP, CrossEntropyByQ},
    {"JsDivergence", nullptr, JsDivergence, nullptr, JsDivergenceOf, JsByP, JsByQ},
};

// A row of [rows, outcomes], as float64.
inline Doubles Row(const std::vector<float>& values, size_t row, size_t outcomes, bool normalize) {
  Doubles result(values.begin() + static_cast<std::ptrdiff_t>(row * outcomes),
                 values.begin() + static_cast<std::ptrdiff_t>((row + 1) * outcomes));
  double sum = 0.0;
  for (const double value : result) sum += value;
  if (normalize) {
    for (double& value : result) value /= sum;
  }
  return result;
}

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_MEASURES_H_
