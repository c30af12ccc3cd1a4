// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

#include "src/simd/row_tiles-inl.h"
#include "src/simd/transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

// Floats of an array in a tile: 8 kB, so that the input and the output of a kernel fit any first-level cache.
inline constexpr size_t kTileFloats = 2048;
static_assert(kFewClasses * hn::MaxLanes(hn::ScalableTag<float>()) <= kTileFloats,
              "a tile has room for a vector of rows");
static_assert(kFewClasses >= hn::MaxLanes(hn::ScalableTag<float>()), "a wide row fills a vector");

// The same of wide rows: what is set up for a tile shows in rows of a thousand classes, if there are but two of them.
inline constexpr size_t kWideTileFloats = 8192;

// Rows in a tile of `floats`: a multiple of `unit`, at least that.
inline size_t RowsInTile(size_t classes, size_t unit, size_t floats = kTileFloats) {
  const size_t rows = std::min(kTileRows, floats / std::max<size_t>(classes, 1));
  return std::max(rows / unit * unit, unit);
}

HWY_NOINLINE void RunFewClasses(size_t rows, size_t classes, const RowArrays& arrays, const RowKernel& kernel) {
  const hn::ScalableTag<float> d;
  HWY_ALIGN float in[RowArrays::kCount][kTileFloats];
  HWY_ALIGN float out[RowArrays::kCount][kTileFloats];
  const size_t rows_in_tile = RowsInTile(classes, hn::Lanes(d));
  RowTile tile;
  tile.classes = classes;
  for (size_t a = 0; a < RowArrays::kCount; ++a) {
    if (arrays.in[a] != nullptr) tile.in[a] = in[a];
    if (arrays.out[a] != nullptr) tile.out[a] = out[a];
  }
  for (size_t row = 0; row < rows; row += rows_in_tile) {
    tile.first_row = row;
    tile.rows = std::min(rows_in_tile, rows - row);
    tile.room = hwy::RoundUpTo(tile.rows, hn::Lanes(d));
    tile.class_stride = tile.room;
    for (size_t a = 0; a < RowArrays::kCount; ++a) {
      if (arrays.in[a] != nullptr) Transpose(arrays.in[a] + row * classes, tile.rows, classes, tile.room, in[a]);
    }
    kernel.in_lanes(kernel.kernel, tile);
    for (size_t a = 0; a < RowArrays::kCount; ++a) {
      if (arrays.out[a] != nullptr) TransposeBack(out[a], tile.rows, classes, tile.room, arrays.out[a] + row * classes);
    }
  }
}

void RunRows(const RowShape& shape, const RowArrays& arrays, const RowKernel& kernel) {
  const hn::ScalableTag<float> d;
  if (shape.inner == 1 && shape.classes <= kFewClasses) {
    RunFewClasses(shape.outer, shape.classes, arrays, kernel);
    return;
  }
  if (shape.inner == 1) {
    const size_t rows_in_tile = RowsInTile(shape.classes, 1, kWideTileFloats);
    for (size_t row = 0; row < shape.outer; row += rows_in_tile) {
      const size_t rows = std::min(rows_in_tile, shape.outer - row);
      kernel.wide(kernel.kernel, WideRows(arrays, row, rows, shape.classes));
    }
    return;
  }
  // At least the 16 columns of a cache line, which otherwise is fetched again for the next tile.
  const size_t columns_in_tile = RowsInTile(shape.classes, std::max<size_t>(16, hn::Lanes(d)));
  for (size_t outer = 0; outer < shape.outer; ++outer) {
    for (size_t column = 0; column < shape.inner; column += columns_in_tile) {
      RowTile tile = TileAt(arrays, outer * shape.classes * shape.inner + column);
      tile.classes = shape.classes;
      tile.class_stride = shape.inner;
      tile.rows = tile.room = std::min(columns_in_tile, shape.inner - column);
      tile.first_row = outer * shape.inner + column;
      kernel.in_lanes(kernel.kernel, tile);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
