// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/broadcast.h"

#include <algorithm>

namespace surprisal {
namespace {

// The size of axis `axis` of `common`'s axes in `shape`, which may not have it.
size_t AlignedSize(const Shape& shape, size_t rank, size_t axis) {
  const size_t missing = rank - shape.rank;
  return axis < missing ? 1 : shape.sizes[axis - missing];
}

}  // namespace

Status BroadcastShapes(std::initializer_list<const Shape*> shapes, Shape* common) {
  common->rank = 0;
  for (const Shape* shape : shapes) common->rank = std::max(common->rank, shape->rank);
  std::fill_n(common->sizes, common->rank, size_t{1});
  size_t position = 0;
  for (const Shape* shape : shapes) {
    for (size_t axis = common->rank - shape->rank; axis < common->rank; ++axis) {
      const size_t size = AlignedSize(*shape, common->rank, axis);
      size_t& agreed = common->sizes[axis];
      if (agreed == 1) {
        agreed = size;
      } else if (size != 1 && size != agreed) {
        return {StatusCode::kShapeInvalid, position, static_cast<double>(axis - (common->rank - shape->rank))};
      }
    }
    ++position;
  }
  return {};
}

Status CheckBroadcastsTo(const Shape& common, const Shape& shape, size_t position) {
  if (shape.rank > common.rank) return {StatusCode::kShapeInvalid, position, 0.0};
  for (size_t axis = 0; axis < shape.rank; ++axis) {
    const size_t size = shape.sizes[axis];
    if (size != 1 && size != common.sizes[axis + common.rank - shape.rank]) {
      return {StatusCode::kShapeInvalid, position, static_cast<double>(axis)};
    }
  }
  return {};
}

Status CheckSameShape(const Shape& expected, const Shape& shape, size_t position) {
  const size_t rank = std::min(expected.rank, shape.rank);
  size_t axis = 0;
  while (axis < rank && expected.sizes[axis] == shape.sizes[axis]) ++axis;
  if (axis == expected.rank && axis == shape.rank) return {};
  return {StatusCode::kShapeInvalid, position, static_cast<double>(axis)};
}

Status CheckSize(const Shape& shape) {
  double product = 1.0;
  size_t size = 1;
  bool fits = true;
  for (size_t axis = 0; axis < shape.rank; ++axis) {
    product *= static_cast<double>(shape.sizes[axis]);
    fits = fits && Addressable<float>(size, shape.sizes[axis]);
    size *= shape.sizes[axis];
  }
  if (fits || product == 0.0) return {};
  return {StatusCode::kTooLarge, 0, product};
}

BroadcastMap::BroadcastMap(const Shape& common, const Shape& shape) {
  bool repeats[kMaxRank];
  for (size_t axis = 0; axis < common.rank; ++axis) {
    const size_t size = common.sizes[axis];
    if (size == 1) continue;  // neither here nor there
    const bool repeated = AlignedSize(shape, common.rank, axis) != size;
    if (repeated) identity_ = false;
    if (axes_ > 0 && repeats[axes_ - 1] == repeated) {
      sizes_[axes_ - 1] *= size;
    } else {
      repeats[axes_] = repeated;
      sizes_[axes_++] = size;
    }
  }
  size_t stride = 1;
  for (size_t axis = axes_; axis-- > 0;) {
    strides_[axis] = repeats[axis] ? 0 : stride;
    if (!repeats[axis]) stride *= sizes_[axis];
  }
}

size_t BroadcastMap::Locate(size_t position, size_t* place) const {
  size_t element = 0;
  for (size_t axis = axes_; axis-- > 0;) {
    place[axis] = position % sizes_[axis];
    position /= sizes_[axis];
    element += place[axis] * strides_[axis];
  }
  return element;
}

size_t BroadcastMap::Advance(size_t element, size_t* place) const {
  size_t axis = axes_ - 1;
  element -= sizes_[axis] * strides_[axis];
  place[axis] = 0;
  while (axis-- > 0) {
    element += strides_[axis];
    if (++place[axis] < sizes_[axis]) return element;
    element -= sizes_[axis] * strides_[axis];
    place[axis] = 0;
  }
  return element;
}

void Gather(const BroadcastMap& map, const float* elements, size_t begin, size_t count, float* gathered) {
  map.ForEachRun(begin, count, [&](size_t position, size_t element, size_t run, bool repeated) {
    float* to = gathered + (position - begin);
    if (repeated) {
      std::fill_n(to, run, elements[element]);
    } else {
      std::copy_n(elements + element, run, to);
    }
  });
}

bool BroadcastSums::Allocate(size_t elements) {
  elements_ = elements;
  totals_ = AllocateZeros<double>(elements);
  return allocated();
}

void BroadcastSums::Add(const BroadcastMap& map, size_t begin, size_t count, const float* terms) {
  map.ForEachRun(begin, count, [&](size_t position, size_t element, size_t run, bool repeated) {
    const float* from = terms + (position - begin);
    if (repeated) {
      // Four sums, or each addition would wait for the one before it.
      double sums[4] = {};
      size_t i = 0;
      for (; i + 4 <= run; i += 4) {
        for (size_t k = 0; k < 4; ++k) sums[k] += static_cast<double>(from[i + k]);
      }
      for (; i < run; ++i) sums[0] += static_cast<double>(from[i]);
      totals_[element] += (sums[0] + sums[2]) + (sums[1] + sums[3]);
    } else {
      for (size_t i = 0; i < run; ++i) totals_[element + i] += static_cast<double>(from[i]);
    }
  });
}

void BroadcastSums::Write(float* sums, double divisor) const {
  for (size_t i = 0; i < elements_; ++i) sums[i] = static_cast<float>(totals_[i] / divisor);
}

}  // namespace surprisal
