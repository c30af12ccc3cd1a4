// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/top_k.h"

#include <algorithm>
#include <cmath>

#include "src/memory.h"

namespace surprisal {
namespace {

struct Entry {
  float score;
  int32_t label;
};

bool ComesBefore(const Entry& a, const Entry& b) {
  const bool a_nan = std::isnan(a.score), b_nan = std::isnan(b.score);
  if (a_nan != b_nan) return a_nan;
  if (!a_nan && a.score != b.score) return a.score > b.score;
  return a.label < b.label;
}

// Whether one of `count` numbers enters a list whose last is `least`. Without branching, which compilers vectorise:
// that is what a long row costs, since hardly any number enters.
bool AnyAbove(const float* numbers, size_t count, float least) {
  unsigned any = 0;
  for (size_t i = 0; i < count; ++i) any |= !(numbers[i] <= least);
  return any != 0;
}

// Leaves the first k of a row in `entries`, in order. They are a heap meanwhile, whose front is the one to go next.
void SelectRow(const float* row, size_t classes, size_t stride, size_t k, Entry* entries) {
  for (size_t j = 0; j < k; ++j) entries[j] = {row[j * stride], static_cast<int32_t>(j)};
  std::make_heap(entries, entries + k, ComesBefore);
  constexpr size_t kBlock = 64;
  for (size_t j = k; j < classes;) {
    // What comes later is behind its equals: after NaN, nothing enters.
    if (std::isnan(entries[0].score)) break;
    const size_t end = std::min(j + kBlock, classes);
    if (stride == 1 && !AnyAbove(row + j, end - j, entries[0].score)) {
      j = end;
      continue;
    }
    for (; j < end; ++j) {
      const Entry entry = {row[j * stride], static_cast<int32_t>(j)};
      if (!ComesBefore(entry, entries[0])) continue;
      std::pop_heap(entries, entries + k, ComesBefore);
      entries[k - 1] = entry;
      std::push_heap(entries, entries + k, ComesBefore);
    }
  }
  std::sort_heap(entries, entries + k, ComesBefore);
}

}  // namespace

Status TopK(const RowShape& shape, const float* scores, size_t k, float* values, int32_t* indices) {
  const auto [outer, classes, inner] = shape;
  if (k > classes) return {StatusCode::kOptionInvalid, 2, static_cast<double>(k)};
  if (k == 0) return {};
  const Buffer<Entry> entries = AllocateZeros<Entry>(k);
  if (entries == nullptr) return {StatusCode::kOutOfMemory, 0, static_cast<double>(k * sizeof(Entry))};
  for (size_t o = 0; o < outer; ++o) {
    for (size_t i = 0; i < inner; ++i) {
      SelectRow(scores + o * classes * inner + i, classes, inner, k, entries.get());
      for (size_t j = 0; j < k; ++j) {
        const size_t at = (o * k + j) * inner + i;
        if (values != nullptr) values[at] = entries[j].score;
        if (indices != nullptr) indices[at] = entries[j].label;
      }
    }
  }
  return {};
}

}  // namespace surprisal
