// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The row driver: walks over the rows of [outer, classes, inner] arrays and hands them to a kernel, tile by tile, in
// one of two arrangements.
//
//   InLanes  as many rows at once as a vector has lanes, one row a lane. Nothing is ever reduced across lanes.
//            This serves an inner axis (neighbouring rows are neighbours in memory) and rows of few classes, which
//            are transposed into scratch: there a row does not fill its vectors, and reducing across lanes, the
//            logarithm and the division would cost more than the exponentials.
//   Wide     one row, its classes along the vectors.
//
// A kernel is a class with one method for both:
//   template <class Arrangement, class D> HWY_NOINLINE void Tile(D d, const RowTile& tile) const;

#ifndef SURPRISAL_SRC_SIMD_ROW_TILES_INL_H_
#define SURPRISAL_SRC_SIMD_ROW_TILES_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

#include "src/simd/lanes-inl.h"
#include "src/tensor.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// The arrays that a kernel walks over, all of one RowShape; null where there is none.
struct RowArrays {
  static constexpr size_t kCount = 2;
  const float* in[kCount] = {};
  float* out[kCount] = {};
};

// Some rows of these arrays: each pointer stands at class 0 of the tile's first row.
struct RowTile : RowArrays {
  size_t classes = 0;
  size_t stride = 1;  // from a class to the next
  size_t rows = 1;    // at most the lanes of a vector; numbered from:
  size_t first_row = 0;
};

// ------------------------------ Slices: the part of a tile that one vector holds

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

// Class j of all rows of a tile.
struct LaneSlice {
  size_t j;
  size_t stride;
  size_t rows;

  template <class D>
  HWY_INLINE hn::Vec<D> Load(D d, const float* tile) const {
    return HWY_LIKELY(rows == hn::Lanes(d)) ? hn::LoadU(d, tile + j * stride) : LoadPartial(d, tile + j * stride, rows);
  }
  template <class D>
  HWY_INLINE void Store(D d, hn::Vec<D> vector, float* tile) const {
    if (HWY_LIKELY(rows == hn::Lanes(d))) {
      hn::StoreU(vector, d, tile + j * stride);
    } else {
      StorePartial(d, vector, tile + j * stride, rows);
    }
  }
  // The weights of the slice's classes, from that of class j on.
  template <class D>
  HWY_INLINE hn::Vec<D> LoadClassWeights(D d, const float* weights) const {
    return hn::Set(d, weights[0]);
  }
  // `vector` in the lanes that hold something that counts, `other` elsewhere. A tile's spare rows are never looked at.
  template <class D>
  HWY_INLINE hn::Vec<D> Valid(D, hn::Vec<D> vector, hn::Vec<D> /*other*/) const {
    return vector;
  }
};

// Classes j, j + 1, … of one row: a whole vector, or the `count` that are left of the row.
template <bool kPartial>
struct WideSlice {
  size_t j;
  size_t count;

  template <class D>
  HWY_INLINE hn::Vec<D> Load(D d, const float* tile) const {
    if constexpr (kPartial) return LoadPartial(d, tile + j, count);
    return hn::LoadU(d, tile + j);
  }
  template <class D>
  HWY_INLINE void Store(D d, hn::Vec<D> vector, float* tile) const {
    if constexpr (kPartial) {
      StorePartial(d, vector, tile + j, count);
    } else {
      hn::StoreU(vector, d, tile + j);
    }
  }
  template <class D>
  HWY_INLINE hn::Vec<D> LoadClassWeights(D d, const float* weights) const {
    if constexpr (kPartial) return LoadPartial(d, weights, count);
    return hn::LoadU(d, weights);
  }
  template <class D>
  HWY_INLINE hn::Vec<D> Valid(D d, hn::Vec<D> vector, hn::Vec<D> other) const {
    if constexpr (kPartial) return hn::IfThenElse(hn::FirstN(d, count), vector, other);
    return vector;
  }
};

// ForEachSlice calls body(slice) for each slice of a tile. LoadRows takes one number a row into the lanes that hold the
// row.
struct InLanes {
  template <class D>
  static HWY_INLINE hn::Vec<D> LoadRows(D d, const float* HWY_RESTRICT rows) {
    return hn::Load(d, rows);
  }
  template <class D, class Body>
  static HWY_INLINE void ForEachSlice(D, const RowTile& tile, const Body& body) {
    for (size_t j = 0; j < tile.classes; ++j) body(LaneSlice{j, tile.stride, tile.rows});
  }
};

struct Wide {
  template <class D>
  static HWY_INLINE hn::Vec<D> LoadRows(D d, const float* HWY_RESTRICT rows) {
    return hn::Set(d, rows[0]);
  }
  template <class D, class Body>
  static HWY_INLINE void ForEachSlice(D d, const RowTile& tile, const Body& body) {
    const size_t N = hn::Lanes(d);
    size_t j = 0;
    for (; j + N <= tile.classes; j += N) body(WideSlice<false>{j, N});
    if (j < tile.classes) body(WideSlice<true>{j, tile.classes - j});
  }
};

// ------------------------------ Rows of few classes

// Up to here transposing pays: at 33 classes wide rows, with their remainder, take 1.9 times as long, at 64 1.08 times.
inline constexpr size_t kFewClasses = 64;
inline constexpr size_t kTransposedRows = 4;

// rows[r * classes + j] -> columns[j * 4 + r], for up to 4 rows; missing rows are filled with 0.
inline HWY_NOINLINE void Transpose(const float* HWY_RESTRICT rows, size_t count, size_t classes,
                                   float* HWY_RESTRICT columns) {
  const hn::Full128<float> d;
  if (count == kTransposedRows && classes >= 4) {
    for (size_t j = 0;; j += 4) {
      j = std::min(j, classes - 4);  // the last block overlaps the one before
      hn::StoreInterleaved4(hn::LoadU(d, rows + j), hn::LoadU(d, rows + classes + j),
                            hn::LoadU(d, rows + 2 * classes + j), hn::LoadU(d, rows + 3 * classes + j), d,
                            columns + 4 * j);
      if (j + 4 == classes) return;
    }
  }
  for (size_t j = 0; j < classes; ++j) {
    for (size_t r = 0; r < kTransposedRows; ++r) columns[4 * j + r] = r < count ? rows[r * classes + j] : 0.0f;
  }
}

inline HWY_NOINLINE void TransposeBack(const float* HWY_RESTRICT columns, size_t count, size_t classes,
                                       float* HWY_RESTRICT rows) {
  const hn::Full128<float> d;
  if (count == kTransposedRows && classes >= 4) {
    for (size_t j = 0;; j += 4) {
      j = std::min(j, classes - 4);
      hn::Vec<decltype(d)> row0, row1, row2, row3;
      hn::LoadInterleaved4(d, columns + 4 * j, row0, row1, row2, row3);
      hn::StoreU(row0, d, rows + j);
      hn::StoreU(row1, d, rows + classes + j);
      hn::StoreU(row2, d, rows + 2 * classes + j);
      hn::StoreU(row3, d, rows + 3 * classes + j);
      if (j + 4 == classes) return;
    }
  }
  for (size_t r = 0; r < count; ++r) {
    for (size_t j = 0; j < classes; ++j) rows[r * classes + j] = columns[4 * j + r];
  }
}

template <class Kernel>
void RunFewClasses(size_t rows, size_t classes, const RowArrays& arrays, const Kernel& kernel) {
  HWY_ALIGN float in[RowArrays::kCount][kFewClasses * kTransposedRows];
  HWY_ALIGN float out[RowArrays::kCount][kFewClasses * kTransposedRows];
  RowTile tile;
  tile.classes = classes;
  tile.stride = kTransposedRows;
  for (size_t a = 0; a < RowArrays::kCount; ++a) {
    if (arrays.in[a] != nullptr) tile.in[a] = in[a];
    if (arrays.out[a] != nullptr) tile.out[a] = out[a];
  }
  for (size_t row = 0; row < rows; row += kTransposedRows) {
    tile.first_row = row;
    tile.rows = std::min(kTransposedRows, rows - row);
    for (size_t a = 0; a < RowArrays::kCount; ++a) {
      if (arrays.in[a] != nullptr) Transpose(arrays.in[a] + row * classes, tile.rows, classes, in[a]);
    }
    kernel.template Tile<InLanes>(hn::Full128<float>(), tile);
    for (size_t a = 0; a < RowArrays::kCount; ++a) {
      if (arrays.out[a] != nullptr) TransposeBack(out[a], tile.rows, classes, arrays.out[a] + row * classes);
    }
  }
}

// ------------------------------ The driver

inline RowTile TileAt(const RowArrays& arrays, size_t offset) {
  RowTile tile;
  for (size_t a = 0; a < RowArrays::kCount; ++a) {
    if (arrays.in[a] != nullptr) tile.in[a] = arrays.in[a] + offset;
    if (arrays.out[a] != nullptr) tile.out[a] = arrays.out[a] + offset;
  }
  return tile;
}

// Calls `kernel` for every row, in order.
template <class Kernel>
void RunRows(const RowShape& shape, const RowArrays& arrays, const Kernel& kernel) {
  const hn::ScalableTag<float> d;
  if (shape.inner == 1 && shape.classes <= kFewClasses) {
    RunFewClasses(shape.outer, shape.classes, arrays, kernel);
    return;
  }
  if (shape.inner == 1) {
    for (size_t row = 0; row < shape.outer; ++row) {
      RowTile tile = TileAt(arrays, row * shape.classes);
      tile.classes = shape.classes;
      tile.first_row = row;
      kernel.template Tile<Wide>(d, tile);
    }
    return;
  }
  for (size_t outer = 0; outer < shape.outer; ++outer) {
    for (size_t i = 0; i < shape.inner; i += hn::Lanes(d)) {
      RowTile tile = TileAt(arrays, outer * shape.classes * shape.inner + i);
      tile.classes = shape.classes;
      tile.stride = shape.inner;
      tile.rows = std::min(hn::Lanes(d), shape.inner - i);
      tile.first_row = outer * shape.inner + i;
      kernel.template Tile<InLanes>(d, tile);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ROW_TILES_INL_H_
