// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_BINDINGS_CALL_RECORD_H_
#define SURPRISAL_BINDINGS_CALL_RECORD_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal::bindings {

// What a call has to say besides its status code. One static record instead of a returned object: it costs no
// allocation on either side, and JavaScript reads it only when it wants it (bindings/ts/core/raw_module.ts has its
// layout).
struct CallRecord {
  double value;  // a scalar result
  double got;    // Status::got
  double index;  // Status::index, or a second, whole-numbered result
};

inline CallRecord call_record;

inline int32_t Report(const Status& status) {
  if (!status.ok()) {
    call_record.got = status.got;
    call_record.index = static_cast<double>(status.index);
  }
  return static_cast<int32_t>(status.code);
}

// Addresses cross the boundary as numbers; 0 is null.
template <class T>
T* At(uintptr_t address) {
  return reinterpret_cast<T*>(address);
}

}  // namespace surprisal::bindings

#endif  // SURPRISAL_BINDINGS_CALL_RECORD_H_
