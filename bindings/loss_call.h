// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_BINDINGS_LOSS_CALL_H_
#define SURPRISAL_BINDINGS_LOSS_CALL_H_

#include <emscripten/bind.h>

#include <cstddef>
#include <cstdint>

#include "bindings/call_record.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal::bindings {

// The arguments of a loss in one static record, which bindings/ts/losses/call.ts fills in: so the raw functions of all
// losses have one signature, and a new loss is one line. What a loss's declaration in TypeScript lists, stands here in
// that order: its arrays, then the options that are arrays, and all other options as numbers.
struct LossCall {
  static constexpr size_t kArrays = 6;
  static constexpr size_t kNumbers = 8;

  LossResults results;
  Reduction reduction;
  int32_t unused;
  FloatArray arrays[kArrays];
  double numbers[kNumbers];

  float Float(size_t i) const { return static_cast<float>(numbers[i]); }
  int32_t Int(size_t i) const { return static_cast<int32_t>(numbers[i]); }
  // One of several words.
  template <class Enum>
  Enum Choice(size_t i) const {
    return static_cast<Enum>(Int(i));
  }
  bool Flag(size_t i) const { return numbers[i] != 0.0; }
  // An array of integers.
  const int32_t* Labels(size_t i) const { return reinterpret_cast<const int32_t*>(arrays[i].data); }
};

// The layout that call.ts knows.
static_assert(offsetof(LossCall, reduction) == 24);
static_assert(offsetof(LossCall, arrays) == 32 && sizeof(FloatArray) == 40);
static_assert(offsetof(LossCall, numbers) == 272);

inline LossCall loss_call;

template <auto kLoss>
int32_t RawLoss() {
  loss_call.results.value = loss_call.reduction == Reduction::kNone ? nullptr : &call_record.value;
  return Report(kLoss(loss_call));
}

// Exports a loss: a function of a LossCall, which only converts.
template <auto kLoss>
void ExportLoss(const char* name) {
  emscripten::function(name, &RawLoss<kLoss>);
}

}  // namespace surprisal::bindings

#endif  // SURPRISAL_BINDINGS_LOSS_CALL_H_
