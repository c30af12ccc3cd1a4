// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// An input for a kernel under test: it ends where its allocation ends, so that the address sanitizer sees a read beyond
// it.

#ifndef SURPRISAL_TESTS_CORE_INPUT_H_
#define SURPRISAL_TESTS_CORE_INPUT_H_

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <initializer_list>
#include <span>

namespace surprisal {

// A copy of `values`, `offset` elements after an aligned address. A span with a null pointer stays a null pointer.
template <class T>
class Input {
 public:
  explicit Input(std::span<const T> values, size_t offset = 0) {
    if (values.data() == nullptr) return;
    memory_ = static_cast<T*>(std::malloc((offset + values.size()) * sizeof(T) + (offset + values.size() == 0)));
    data_ = memory_ + offset;
    std::copy(values.begin(), values.end(), data_);
  }
  Input(std::initializer_list<T> values) : Input(std::span<const T>(values.begin(), values.size())) {}
  ~Input() { std::free(memory_); }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  T* data() { return data_; }
  operator const T*() const { return data_; }
  operator const void*() const { return data_; }

 private:
  T* memory_ = nullptr;
  T* data_ = nullptr;
};

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_INPUT_H_
