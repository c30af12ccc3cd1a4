// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Owned arrays whose allocation can fail without an exception or an abort.

#ifndef SURPRISAL_SRC_MEMORY_H_
#define SURPRISAL_SRC_MEMORY_H_

#include <cstddef>
#include <cstdlib>
#include <limits>
#include <memory>
#include <type_traits>

#include "src/status.h"

namespace surprisal {

struct FreeDeleter {
  void operator()(void* memory) const { std::free(memory); }
};

template <class T>
using Buffer = std::unique_ptr<T[], FreeDeleter>;

// Whether a * b elements of T can be addressed at all.
template <class T>
constexpr bool Addressable(size_t a, size_t b) {
  constexpr size_t kMax = static_cast<size_t>(std::numeric_limits<std::ptrdiff_t>::max()) / sizeof(T);
  return b == 0 || a <= kMax / b;
}

// `count` zeros, or null if there is no memory for them. Never a null pointer for a count of 0. What can't be addressed
// is not asked for: Emscripten's allocator wraps around on sizes just below 2^32, and hands out a small block.
template <class T>
Buffer<T> AllocateZeros(size_t count) {
  static_assert(std::is_trivial_v<T>);
  if (!Addressable<T>(count, 1)) return nullptr;
  return Buffer<T>(static_cast<T*>(std::calloc(count == 0 ? 1 : count, sizeof(T))));
}

// Rows of zeros, or what there is to report.
template <class T>
Status AllocateGrid(size_t rows, size_t columns, Buffer<T>* grid) {
  const double size = static_cast<double>(rows) * static_cast<double>(columns);
  if (!Addressable<T>(rows, columns)) return {StatusCode::kTooLarge, 0, size};
  *grid = AllocateZeros<T>(rows * columns);
  return *grid ? Status() : Status{StatusCode::kOutOfMemory, 0, size * static_cast<double>(sizeof(T))};
}

}  // namespace surprisal

#endif  // SURPRISAL_SRC_MEMORY_H_
