// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The driver of the losses of pairs of vectors: cosines and distances along one axis, broadcasting along the others.
// Of each pair of a row one number is measured; the loss of the row is made of its measures. A loss adds how
// (src/simd/pairs-inl.h has the measures).

#ifndef SURPRISAL_SRC_PAIRS_H_
#define SURPRISAL_SRC_PAIRS_H_

#include <cstddef>
#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

inline constexpr size_t kMaxPairArrays = 3;
inline constexpr size_t kMaxPairs = 3;

// The vectors of pair i, as positions among the arrays.
inline constexpr size_t kPairs[kMaxPairs][2] = {{0, 1}, {0, 2}, {1, 2}};

// Numbers of a vector that are looked at together. They are turned into doubles: of two vectors that nearly agree a
// distance, a cosine or a gradient is a small difference, which would be rounding errors in float.
inline constexpr size_t kPairChunk = 256;

// A pair's share of a chunk. Beyond `count` there are zeros up to a whole number of steps of the kernels.
struct PairChunk {
  size_t count = 0;
  const double* first = nullptr;
  const double* second = nullptr;
};

// What is known of a pair: the measure's own sums, and then the measure.
struct PairSums {
  double sums[3] = {};
  double measure = 0.0;
};

class PairMeasure {
 public:
  // How often the vectors are gone through before the measure is known, and before its gradient is.
  virtual size_t Passes(bool gradient) const = 0;
  virtual void AddUp(size_t pass, const PairChunk& chunk, PairSums* pair) const = 0;
  virtual void Finish(PairSums* pair) const = 0;
  // Adds slope times the derivatives of the measure. The sums are those of a measure that is a number.
  virtual void AddGrads(const PairChunk& chunk, const PairSums& pair, double slope, double* first_grad,
                        double* second_grad) const = 0;

 protected:
  ~PairMeasure() = default;
};

// The loss of a row and its derivatives with respect to the measures.
struct PairLossTerms {
  double loss = 0.0;
  double slopes[kMaxPairs] = {};
};

// The derivative of max(0, excess): 1 at 0 as well, and NaN where that is NaN.
inline double HingeSlope(double excess) { return excess < 0.0 ? 0.0 : excess >= 0.0 ? 1.0 : excess; }

struct PairLoss {
  const PairMeasure* measure = nullptr;
  size_t arrays = 2;
  size_t pairs = 1;
  // `target` is 0 where the loss has none. Null: the loss is the first measure.
  PairLossTerms (*terms)(const void* options, const double* measures, double target) = nullptr;
  const void* options = nullptr;
};

// Computes a loss of arrays that broadcast together, for each vector along `axis` of the common shape (counted from
// its end if negative); the losses are numbered as what is left of that shape without the axis. `target`, if there is
// one, has to broadcast to that.
//
// A measure that is NaN makes all of its row's gradients NaN, unless its slope is 0: then it counts for nothing.
//
// Errors: kShapeInvalid (the target's position is the one after the arrays'), kTooLarge, kOutOfMemory (for the
//   gradient of an array that is broadcast); nothing is written then.
Status RunPairs(const PairLoss& loss, const FloatArray* arrays, int32_t axis, const FloatArray& target,
                Reduction reduction, const LossResults& results);

// That arrays have as many axes as the first.
Status CheckSameRank(const FloatArray* arrays, size_t count);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_PAIRS_H_
