// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What has to hold of every call, whatever it is given: an error means that nothing was written, success that all that
// was asked for was, and the same arguments give the same bits.

#ifndef SURPRISAL_TESTS_FUZZ_CHECK_CALL_H_
#define SURPRISAL_TESTS_FUZZ_CHECK_CALL_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "src/memory.h"
#include "src/status.h"

namespace surprisal {

inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: %s\n", what);
  std::abort();
}

// The arrays of one call that it may write, each exactly as long as the contract says, so that the address sanitizer
// sees a write beyond it. They hold one byte over and over, and so does no other call's.
class Outputs {
 public:
  explicit Outputs(uint8_t fill) : fill_(fill) {}

  template <class T>
  T* Add(size_t count) {
    return AddBytes<T>(std::vector<uint8_t>(count * sizeof(T), fill_), true);
  }
  // One that the call must leave alone.
  template <class T>
  T* AddUnused(size_t count) {
    return AddBytes<T>(std::vector<uint8_t>(count * sizeof(T), fill_), false);
  }
  // A result in the place of an argument.
  template <class T>
  T* AddInPlace(std::span<const T> argument) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(argument.data());
    return AddBytes<T>(std::vector<uint8_t>(bytes, bytes + argument.size_bytes()), true);
  }

  bool Untouched(bool wanted) const {
    for (const Array& array : arrays_) {
      if (array.wanted == wanted && !Same(array.memory.get(), array.before)) return false;
    }
    return true;
  }
  bool SameAs(const Outputs& other) const {
    if (arrays_.size() != other.arrays_.size()) return false;
    for (size_t i = 0; i < arrays_.size(); ++i) {
      const Array& array = arrays_[i];
      const size_t size = array.before.size();
      if (array.wanted && size > 0 && std::memcmp(array.memory.get(), other.arrays_[i].memory.get(), size) != 0) {
        return false;
      }
    }
    return true;
  }

 private:
  struct Array {
    Buffer<uint8_t> memory;
    std::vector<uint8_t> before;
    bool wanted;
  };

  static bool Same(const uint8_t* memory, const std::vector<uint8_t>& before) {
    return before.empty() || std::memcmp(memory, before.data(), before.size()) == 0;
  }

  template <class T>
  T* AddBytes(std::vector<uint8_t> before, bool wanted) {
    Buffer<uint8_t> memory = AllocateZeros<uint8_t>(before.size());
    Require(memory != nullptr, "no memory for the target's own arrays");
    if (!before.empty()) std::memcpy(memory.get(), before.data(), before.size());
    arrays_.push_back({std::move(memory), std::move(before), wanted});
    return reinterpret_cast<T*>(arrays_.back().memory.get());
  }

  uint8_t fill_;
  std::vector<Array> arrays_;
};

// Makes a call twice: `call` gives it arrays of the Outputs it gets, the same both times, and passes on its Status.
// A byte that differs afterwards was not written, or follows from something else than the arguments. `describe` prints
// what was called, if something is wrong.
template <class Call, class Describe>
void CheckCall(const Call& call, const Describe& describe) {
  Outputs first(0xA5);
  Outputs second(0x5A);
  const Status status = call(first);
  const Status again = call(second);
  const auto require = [&](bool holds, const char* what) {
    if (!holds) describe();
    Require(holds, what);
  };
  require(status.code == again.code && status.index == again.index &&
              std::memcmp(&status.got, &again.got, sizeof(status.got)) == 0,
          "the same call has another status");
  require(first.Untouched(false) && second.Untouched(false), "written what was not asked for");
  if (status.ok()) {
    require(first.SameAs(second), "not all was written, or not the same the second time");
  } else {
    require(first.Untouched(true) && second.Untouched(true), "written in spite of an error");
  }
}

template <class Call>
void CheckCall(const Call& call) {
  CheckCall(call, [] {});
}

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_FUZZ_CHECK_CALL_H_
