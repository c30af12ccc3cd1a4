// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Tiles of rows, and their slices: the part of a tile that one vector holds.

#ifndef SURPRISAL_SRC_SIMD_SLICES_INL_H_
#define SURPRISAL_SRC_SIMD_SLICES_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// For lambdas in inner loops: inlined whatever their size, or else what they capture may be read from memory in each
// round (that made log-softmax a fifth slower).
#define SURPRISAL_INLINE HWY_ATTR __attribute__((always_inline))

// The arrays that a kernel walks over, all of one RowShape; null where there is none.
struct RowArrays {
  static constexpr size_t kCount = 2;
  const float* in[kCount] = {};
  float* out[kCount] = {};
};

// The most rows that a tile has. Arrays of one number a row are of this length, and aligned.
inline constexpr size_t kTileRows = 64;

// Clears the last vector of an array of one number a row, before the rows are written one by one: what lies beyond them
// is read with them.
template <class D>
HWY_INLINE void ClearLast(D d, size_t rows, float* numbers) {
  const size_t N = hn::Lanes(d);
  hn::Store(hn::Zero(d), d, numbers + (rows - 1) / N * N);
}

// Some rows of these arrays: each pointer stands at class 0 of the tile's first row.
struct RowTile : RowArrays {
  size_t classes = 0;
  size_t class_stride = 1;  // from a class to the next; 1 in wide rows
  size_t row_stride = 1;    // from a row to the next; 1 with rows in lanes
  size_t rows = 0;
  // With rows in lanes, how many numbers of a class may be read and written. In scratch that is `rows` rounded up to
  // whole vectors: spare rows repeat the last, and are computed but never copied back. Elsewhere it is `rows`, and the
  // last vector is a partial one.
  size_t room = 0;
  size_t first_row = 0;

  HWY_INLINE size_t IndexOf(size_t row, size_t label) const { return row * row_stride + label * class_stride; }
};

// The first `count` lanes of a vector, the others 0. Not inlined: it serves remainders.
template <class D>
HWY_NOINLINE hn::Vec<D> LoadPartial(D d, const float* from, size_t count) {
  HWY_ALIGN float lanes[hn::MaxLanes(d)] = {};
  std::copy_n(from, count, lanes);
  return hn::Load(d, lanes);
}

template <class D>
HWY_NOINLINE void StorePartial(D d, hn::Vec<D> vector, float* to, size_t count) {
  HWY_ALIGN float lanes[hn::MaxLanes(d)];
  hn::Store(vector, d, lanes);
  std::copy_n(lanes, count, to);
}

// Adds the first `count` lanes to as many sums, `step` of them apart. Not inlined: it serves what is rarely asked for.
template <class D>
HWY_NOINLINE void AddLanes(D d, hn::Vec<D> vector, size_t count, size_t step, double* sums) {
  HWY_ALIGN float lanes[hn::MaxLanes(d)];
  hn::Store(vector, d, lanes);
  for (size_t i = 0; i < count; ++i) sums[i * step] += static_cast<double>(lanes[i]);
}

// A vector's numbers at `offset` of a tile's arrays; if it may be partial, only the first `count` of them.
template <bool kPartial>
struct Slice {
  size_t offset;
  size_t count;  // means nothing unless it may be partial

  template <class D>
  HWY_INLINE hn::Vec<D> Load(D d, const float* tile) const {
    if (kPartial && HWY_UNLIKELY(count < hn::Lanes(d))) return LoadPartial(d, tile + offset, count);
    return hn::LoadU(d, tile + offset);
  }
  template <class D>
  HWY_INLINE void Store(D d, hn::Vec<D> vector, float* tile) const {
    if (kPartial && HWY_UNLIKELY(count < hn::Lanes(d))) return StorePartial(d, vector, tile + offset, count);
    hn::StoreU(vector, d, tile + offset);
  }
};

// Calls body(slice) for all slices of an array of `count` numbers.
template <class D, class Body>
HWY_INLINE void ForEachSlice(D d, size_t count, const Body& body) {
  const size_t N = hn::Lanes(d);
  size_t i = 0;
  HWY_UNROLL(2)
  for (; i + N <= count; i += N) body(Slice<false>{i, N});
  if (i < count) body(Slice<true>{i, count - i});
}

// Class j of as many rows as a vector has lanes.
template <bool kPartial>
struct LaneSlice : Slice<kPartial> {
  size_t j;

  // The slice's classes, as integers.
  template <class DI>
  HWY_INLINE hn::Vec<DI> Classes(DI di) const {
    return hn::Set(di, static_cast<hn::TFromD<DI>>(j));
  }
  // The weights of the slice's classes, from that of class j on.
  template <class D>
  HWY_INLINE hn::Vec<D> LoadClassWeights(D d, const float* weights) const {
    return hn::Set(d, weights[0]);
  }
  // `vector` in the lanes that hold something that counts, `other` elsewhere. Here all: what is computed for spare rows
  // is dropped, whereas spare classes would enter a row's sums.
  template <class D>
  HWY_INLINE hn::Vec<D> Valid(D, hn::Vec<D> vector, hn::Vec<D> /*other*/) const {
    return vector;
  }
  // Adds the numbers of the slice's first `rows` rows to the sums of their classes.
  template <class D>
  HWY_INLINE void AddToClasses(D d, hn::Vec<D> vector, size_t rows, double* sums) const {
    AddLanes(d, vector, std::min(rows, hn::Lanes(d)), 0, sums + j);
  }
};

// Classes j, j + 1, … of one row.
template <bool kPartial>
struct WideSlice : Slice<kPartial> {
  size_t j;

  template <class DI>
  HWY_INLINE hn::Vec<DI> Classes(DI di) const {
    return hn::Iota(di, static_cast<hn::TFromD<DI>>(j));
  }
  template <class D>
  HWY_INLINE hn::Vec<D> LoadClassWeights(D d, const float* weights) const {
    if constexpr (kPartial) return LoadPartial(d, weights, this->count);
    return hn::LoadU(d, weights);
  }
  template <class D>
  HWY_INLINE hn::Vec<D> Valid(D d, hn::Vec<D> vector, hn::Vec<D> other) const {
    if constexpr (kPartial) return hn::IfThenElse(hn::FirstN(d, this->count), vector, other);
    return vector;
  }
  template <class D>
  HWY_INLINE void AddToClasses(D d, hn::Vec<D> vector, size_t /*rows*/, double* sums) const {
    AddLanes(d, vector, kPartial ? this->count : hn::Lanes(d), 1, sums + j);
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_SLICES_INL_H_
