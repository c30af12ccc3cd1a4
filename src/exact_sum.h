// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_EXACT_SUM_H_
#define SURPRISAL_SRC_EXACT_SUM_H_

#include <cmath>

namespace surprisal {

// A sum in fixed point: its whole part, and its fraction as a multiple of 2^-40 in [0, 1). Doubles hold both exactly,
// so sums come out the same, to the bit, in whatever order and grouping terms are added. Compensated summation is more
// accurate than plain addition, but still depends on the order.
//
// Each term is rounded to a multiple of 2^-40, which moves it by at most 2^-41 = 4.5e-13; terms that are floats of
// 2^-17 or more are not moved at all. From 2^53 on (8e15 nats), the whole part rounds as any double does, and the order
// shows. A term that is infinite or NaN makes the sum so.
//
// An aggregate of two doubles: bindings and saved states rely on that.
struct ExactSum {
  double whole = 0.0;
  double fraction = 0.0;

  void Add(double term) {
    constexpr double kUnits = 0x1p40;
    if (!(std::fabs(term) < 0x1p53)) {
      whole += term;
      return;
    }
    const double below = std::floor(term);
    Join(below, std::floor((term - below) * kUnits + 0.5) / kUnits);
  }
  void Add(const ExactSum& other) { Join(other.whole, other.fraction); }
  double Value() const { return whole + fraction; }

 private:
  void Join(double more_whole, double more_fraction) {
    fraction += more_fraction;
    // Not a branch: every other sum has a carry, and none can be predicted.
    const double carry = fraction >= 1.0 ? 1.0 : 0.0;
    fraction -= carry;
    whole += more_whole + carry;
  }
};

}  // namespace surprisal

#endif  // SURPRISAL_SRC_EXACT_SUM_H_
