// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Arrays of different shapes taken together, as NumPy and PyTorch do it: shapes are aligned at their last axes, and an
// axis of size 1, or one that is missing, repeats itself along the other's.

#ifndef SURPRISAL_SRC_BROADCAST_H_
#define SURPRISAL_SRC_BROADCAST_H_

#include <cstddef>
#include <initializer_list>

#include "src/memory.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The shape that all of these broadcast to. kShapeInvalid (index: which one does not go with those before it; got: its
// axis) if there is none.
Status BroadcastShapes(std::initializer_list<const Shape*> shapes, Shape* common);

// That `shape` broadcasts to `common` itself, not to something larger; `position` is the index to report.
Status CheckBroadcastsTo(const Shape& common, const Shape& shape, size_t position);

// That two shapes are the same; `position` is that of the second.
Status CheckSameShape(const Shape& expected, const Shape& shape, size_t position);

// That there may be an array of this shape: kTooLarge if its size overflows. Those that broadcast to it are smaller.
Status CheckSize(const Shape& shape);

// How an array's elements are found from positions in the shape it is broadcast to.
class BroadcastMap {
 public:
  BroadcastMap() = default;
  BroadcastMap(const Shape& common, const Shape& shape);

  // Whether positions are the same in both: nothing is repeated.
  bool identity() const { return identity_; }

  // Calls body(position, element, count, repeated) for each run of positions in [begin, begin + count) whose elements
  // are neighbours, or, if repeated, one and the same.
  template <class Body>
  void ForEachRun(size_t begin, size_t count, const Body& body) const {
    if (count == 0) return;
    if (identity_) return body(begin, begin, count, false);
    size_t place[kMaxRank];
    size_t element = Locate(begin, place);
    const size_t last = axes_ - 1;
    const size_t end = begin + count;
    for (size_t position = begin; position < end;) {
      const size_t left = sizes_[last] - place[last];
      const size_t run = left < end - position ? left : end - position;
      body(position, element, run, strides_[last] == 0);
      position += run;
      if (run < left) return;
      element = Advance(element + run * strides_[last], place);
    }
  }

  // The element at a position.
  size_t ElementAt(size_t position) const {
    size_t place[kMaxRank];
    return identity_ ? position : Locate(position, place);
  }

 private:
  size_t Locate(size_t position, size_t* place) const;
  // From the end of a run to the beginning of the next.
  size_t Advance(size_t element, size_t* place) const;

  bool identity_ = true;
  // Neighbouring axes that are both repeated, or both not, are one. Strides are 0 where repeated.
  size_t axes_ = 0;
  size_t sizes_[kMaxRank] = {};
  size_t strides_[kMaxRank] = {};
};

// Writes the elements at positions [begin, begin + count) of the broadcast array.
void Gather(const BroadcastMap& map, const float* elements, size_t begin, size_t count, float* gathered);

// Adds up what belongs to each element of an array, in double, and so carries gradients back through the broadcasting.
class BroadcastSums {
 public:
  // False if there is no memory for `elements` sums.
  bool Allocate(size_t elements);
  bool allocated() const { return totals_ != nullptr; }
  void Add(const BroadcastMap& map, size_t begin, size_t count, const float* terms);
  // The sums, over `divisor`.
  void Write(float* sums, double divisor = 1.0) const;

 private:
  size_t elements_ = 0;
  Buffer<double> totals_;
};

}  // namespace surprisal

#endif  // SURPRISAL_SRC_BROADCAST_H_
