// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/triplet_margin_loss.h"

#include <cmath>

#include "src/pairs.h"
#include "src/simd/pairs-inl.h"

namespace surprisal {
namespace {

PairLossTerms TripletTerms(const void* shared_options, const double* distances, double /*target*/) {
  const TripletMarginOptions& options = *static_cast<const TripletMarginOptions*>(shared_options);
  const double to_positive = distances[0];
  const double to_negative = distances[1];
  const double between = distances[2];  // the positive and the negative
  // Of the negative's distance, how much is the anchor's.
  double share = 1.0;
  double nearest = to_negative;
  if (options.swap && !(to_negative < between)) {
    share = to_negative == between ? 0.5 : 0.0;
    nearest = std::isnan(to_negative) ? to_negative : between;
  }
  const double excess = static_cast<double>(options.margin) + to_positive - nearest;
  if (excess < 0.0) return {};
  const double slope = HingeSlope(excess);
  return {.loss = excess, .slopes = {slope, slope * -share, slope * (share - 1.0)}};
}

}  // namespace

Status TripletMarginLoss(const FloatArray& anchor, const FloatArray& positive, const FloatArray& negative,
                         const TripletMarginOptions& options, Reduction reduction, const LossResults& results) {
  const FloatArray arrays[] = {anchor, positive, negative};
  if (const Status status = CheckSameRank(arrays, 3); !status.ok()) return status;
  if (!(options.p >= 0.0f)) return {StatusCode::kOptionInvalid, 4, static_cast<double>(options.p)};
  const HWY_NAMESPACE::DistanceMeasure measure(static_cast<double>(options.p), static_cast<double>(options.eps));
  const size_t pairs = options.swap ? 3 : 2;
  const PairLoss loss = {.measure = &measure, .arrays = 3, .pairs = pairs, .terms = &TripletTerms, .options = &options};
  return RunPairs(loss, arrays, -1, {}, reduction, results);
}

}  // namespace surprisal
