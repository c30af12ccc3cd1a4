// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What every call shares. The other embind_*.cc files convert and name, and nothing else: no loops, no numerics.

#include <emscripten/bind.h>

#include <cstdint>

#include "bindings/call_record.h"
#include "bindings/loss_call.h"

namespace surprisal::bindings {
namespace {

// Raised whenever a raw function's name, arguments or meaning change; bindings/ts/core/raw_module.ts expects the same
// number.
constexpr int32_t kAbiVersion = 5;

int32_t AbiVersion() { return kAbiVersion; }

uintptr_t CallRecordAddress() { return reinterpret_cast<uintptr_t>(&call_record); }

uintptr_t LossCallAddress() { return reinterpret_cast<uintptr_t>(&loss_call); }

}  // namespace

EMSCRIPTEN_BINDINGS(shared) {
  emscripten::function("_abiVersion", &AbiVersion);
  emscripten::function("_callRecord", &CallRecordAddress);
  emscripten::function("_lossCall", &LossCallAddress);
}

}  // namespace surprisal::bindings

// What Embind's archive would bring, with types and messages that nobody here wants; embind_runtime.js is the rest. A
// list of bindings serves threads alone.
extern "C" void _embind_register_bindings(emscripten::internal::InitFunc* /*init*/) {}
