// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The row driver: walks over the rows of [outer, classes, inner] arrays and hands them to a kernel, tile by tile, in
// one of two arrangements.
//
//   InLanes  as many rows to a vector as it has lanes, one row a lane. Nothing is ever reduced across lanes. This
//            serves an inner axis (neighbouring rows are neighbours in memory) and rows of few classes, which are
//            transposed into scratch: there a row does not fill its vectors.
//   Wide     one row to a vector, its classes along the lanes.
//
// A tile has up to 64 rows; several only while they and their results stay in the nearest cache. What a kernel knows of
// each row, its maximum or its loss, lies in arrays of one number a row, in either arrangement, so that logarithms and
// divisions serve a vector of rows at a time, and so that what a loop has to set up is set up for a tile, not for every
// row: an engine spends some four instructions on each vector constant.
//
// A kernel is a class with one method for both:
//   template <class Arrangement, class D> void Tile(D d, const RowTile& shared_tile) const;
// If it has loops of its own, the first thing it does is to copy the tile, and the copy it shows to nobody: each store
// to a float might change what somebody else can see, and the tile's fields would be read again in every loop. (Handed
// over by value it would be copied as vectors right after its fields were written one by one; processors stall on
// that.) out[0] may be in[0]: after the first store there, a kernel must not read the input again.

#ifndef SURPRISAL_SRC_SIMD_ROW_TILES_INL_H_
#define SURPRISAL_SRC_SIMD_ROW_TILES_INL_H_

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

#include "src/simd/lanes-inl.h"
#include "src/simd/slices-inl.h"
#include "src/tensor.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// A tile that begins at `offset` of the arrays.
inline RowTile TileAt(const RowArrays& arrays, size_t offset) {
  RowTile tile;
  for (size_t a = 0; a < RowArrays::kCount; ++a) {
    if (arrays.in[a] != nullptr) tile.in[a] = arrays.in[a] + offset;
    if (arrays.out[a] != nullptr) tile.out[a] = arrays.out[a] + offset;
  }
  return tile;
}

// Wide rows from the given one on.
inline RowTile WideRows(const RowArrays& arrays, size_t row, size_t rows, size_t classes) {
  RowTile tile = TileAt(arrays, row * classes);
  tile.classes = classes;
  tile.row_stride = classes;
  tile.rows = rows;
  tile.first_row = row;
  return tile;
}

// ------------------------------ Arrangements

// Both have two ways through a tile; `numbers` are arrays of one number a row.
//
//   ForEachSlice(d, tile, body, numbers...)
//       calls body(slice, vectors...) for all slices in the order in which they lie in memory; the vectors have the
//       numbers of the slice's rows.
//   ForEachGroup(d, tile, body)
//       calls body(group) for each group of rows that share a vector. group.Of(d, numbers) is such a vector of numbers,
//       group.Store(d, vector, numbers) writes one, group.ForEachSlice(d, body) goes through the group's slices.
//
// The slices of a tile come four at a time: next to a load, a multiplication and a store, a loop costs as much again
// (not where vectors are emulated: four of those are sixteen already).
// Those of a group, with which more is done, come one at a time unless asked for otherwise: less than half the code.

struct LaneGroup {
  const RowTile& tile;
  size_t row;

  template <class D>
  HWY_INLINE size_t Rows(D d) const {
    return hn::Lanes(d);
  }
  template <class D>
  HWY_INLINE hn::Vec<D> Of(D d, const hn::TFromD<D>* numbers) const {
    return hn::Load(d, numbers + row);
  }
  template <class D>
  HWY_INLINE void Store(D d, hn::Vec<D> of_rows, float* numbers) const {
    hn::Store(of_rows, d, numbers + row);
  }
  HWY_INLINE LaneSlice<true> At(size_t j) const { return {{row + j * tile.class_stride, tile.room - row}, j}; }
  template <class D, class Body>
  HWY_INLINE void ForEachSlice(D, const Body& body) const {
    // The offset is carried along: Emscripten's LLVM leaves a multiplication in the loop.
    for (LaneSlice<true> slice = At(0); slice.j < tile.classes; ++slice.j, slice.offset += tile.class_stride) {
      body(slice);
    }
  }
  template <class D, class Body>
  HWY_INLINE void ForEachSliceUnrolled(D d, const Body& body) const {
    ForEachSlice(d, body);
  }
};

struct InLanes {
  static constexpr bool kTogether = true;  // no row of a tile can be left out

  template <class D, class Body>
  static HWY_INLINE void ForEachGroup(D d, const RowTile& tile, const Body& body) {
    const size_t N = hn::Lanes(d);
    for (size_t row = 0; row < tile.room; row += N) body(LaneGroup{tile, row});
  }
  template <class D, class Body, class... Numbers>
  static HWY_INLINE void ForEachSlice(D d, const RowTile& tile, const Body& body, const Numbers*... numbers) {
    const size_t N = hn::Lanes(d);
    const size_t stride = tile.class_stride;
    const auto whole = [&](size_t j, size_t offset, size_t row) SURPRISAL_INLINE {
      body(LaneSlice<false>{{offset + row, N}, j}, hn::Load(d, numbers + row)...);
    };
    size_t j = 0, offset = 0;
    // Main loop for few rows: two classes at a time.
    if (!kEmulated && tile.room == 2 * N) {
      for (; j + 2 <= tile.classes; j += 2, offset += 2 * stride) {
        whole(j, offset, 0);
        whole(j, offset, N);
        whole(j + 1, offset + stride, 0);
        whole(j + 1, offset + stride, N);
      }
    }
    for (; j < tile.classes; ++j, offset += stride) {
      size_t row = 0;
      // Main loop
      for (; !kEmulated && row + 4 * N <= tile.room; row += 4 * N) {
        whole(j, offset, row);
        whole(j, offset, row + N);
        whole(j, offset, row + 2 * N);
        whole(j, offset, row + 3 * N);
      }
      // Whole vectors
      for (; row + N <= tile.room; row += N) whole(j, offset, row);
      // Remainder
      if (row < tile.room) {
        body(LaneSlice<true>{{offset + row, tile.room - row}, j}, hn::Load(d, numbers + row)...);
      }
    }
  }
};

struct WideGroup {
  const RowTile& tile;
  size_t row;

  template <class D>
  HWY_INLINE size_t Rows(D) const {
    return 1;
  }
  template <class D>
  HWY_INLINE hn::Vec<D> Of(D d, const hn::TFromD<D>* numbers) const {
    return hn::Set(d, numbers[row]);
  }
  template <class D>
  HWY_INLINE void Store(D, hn::Vec<D> of_rows, float* numbers) const {
    numbers[row] = hn::GetLane(of_rows);
  }
  HWY_INLINE WideSlice<false> At(size_t j) const { return {{row * tile.row_stride + j, 0}, j}; }
  HWY_INLINE WideSlice<true> Rest(size_t j) const { return {{row * tile.row_stride + j, tile.classes - j}, j}; }
  template <class D, class Body>
  HWY_INLINE void ForEachSlice(D d, const Body& body) const {
    const size_t N = hn::Lanes(d);
    size_t j = 0;
    for (; j + N <= tile.classes; j += N) body(At(j));
    if (j < tile.classes) body(Rest(j));
  }
  template <class D, class Body>
  HWY_INLINE void ForEachSliceUnrolled(D d, const Body& body) const {
    const size_t N = hn::Lanes(d);
    size_t j = 0;
    // Main loop
    for (; !kEmulated && j + 4 * N <= tile.classes; j += 4 * N) {
      body(At(j));
      body(At(j + N));
      body(At(j + 2 * N));
      body(At(j + 3 * N));
    }
    // Whole vectors
    for (; j + N <= tile.classes; j += N) body(At(j));
    // Remainder
    if (j < tile.classes) body(Rest(j));
  }
};

struct Wide {
  static constexpr bool kTogether = false;

  // Calls body(tile) for each row as a tile of its own.
  template <class Body>
  static HWY_INLINE void ForEachRow(const RowTile& tile, const Body& body) {
    for (size_t r = 0; r < tile.rows; ++r) {
      RowTile row = WideRows(tile, r, 1, tile.classes);
      row.first_row += tile.first_row;
      body(row);
    }
  }

  template <class D, class Body>
  static HWY_INLINE void ForEachGroup(D, const RowTile& tile, const Body& body) {
    for (size_t row = 0; row < tile.rows; ++row) body(WideGroup{tile, row});
  }
  template <class D, class Body, class... Numbers>
  static HWY_INLINE void ForEachSlice(D d, const RowTile& tile, const Body& body, const Numbers*... numbers) {
    for (size_t row = 0; row < tile.rows; ++row) {
      const auto with = [&](auto... of_row) SURPRISAL_INLINE {
        WideGroup{tile, row}.ForEachSliceUnrolled(d, [&](auto slice) SURPRISAL_INLINE { body(slice, of_row...); });
      };
      with(hn::Set(d, numbers[row])...);
    }
  }
};

// ------------------------------ The driver

// Up to here transposing pays.
inline constexpr size_t kFewClasses = 64;

// A kernel without its type. It is called once a tile; a driver for each kernel would be a kilobyte each.
struct RowKernel {
  const void* kernel;
  void (*in_lanes)(const void* kernel, const RowTile& tile);
  void (*wide)(const void* kernel, const RowTile& tile);
};

// Calls `kernel` for every row, in order. Arrays need no alignment; there may be no classes.
void RunRows(const RowShape& shape, const RowArrays& arrays, const RowKernel& kernel);

template <class Kernel>
void RunRows(const RowShape& shape, const RowArrays& arrays, const Kernel& kernel) {
  const auto in_lanes = [](const void* of_type, const RowTile& tile) {
    static_cast<const Kernel*>(of_type)->template Tile<InLanes>(hn::ScalableTag<float>(), tile);
  };
  const auto wide = [](const void* of_type, const RowTile& tile) {
    static_cast<const Kernel*>(of_type)->template Tile<Wide>(hn::ScalableTag<float>(), tile);
  };
  RunRows(shape, arrays, RowKernel{&kernel, in_lanes, wide});
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ROW_TILES_INL_H_
