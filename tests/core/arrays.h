// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Arrays for kernels under test: inputs (input.h), and outputs between sentinels, of any alignment. And numbers to put
// into them.

#ifndef SURPRISAL_TESTS_CORE_ARRAYS_H_
#define SURPRISAL_TESTS_CORE_ARRAYS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <vector>

#include "tests/core/input.h"

namespace surprisal {

// `size` elements for a kernel to write. What stands before and after them is checked when it is destroyed.
template <class T>
class Output {
 public:
  explicit Output(size_t size, size_t offset = 0)
      : memory_(2 * kGuard + offset + size), begin_(kGuard + offset), size_(size) {
    std::memset(memory_.data(), kSentinel, memory_.size() * sizeof(T));
  }
  ~Output() {
    EXPECT_TRUE(AllSentinels(0, begin_)) << "written before the array";
    EXPECT_TRUE(AllSentinels(begin_ + size_, memory_.size())) << "written after the array";
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  operator T*() { return memory_.data() + begin_; }
  std::span<const T> values() const { return {memory_.data() + begin_, size_}; }
  bool Untouched() const { return AllSentinels(0, memory_.size()); }

 private:
  static constexpr size_t kGuard = 16;
  static constexpr unsigned char kSentinel = 0xA5;

  bool AllSentinels(size_t begin, size_t end) const {
    const auto* bytes = reinterpret_cast<const unsigned char*>(memory_.data());
    return std::all_of(bytes + begin * sizeof(T), bytes + end * sizeof(T),
                       [](unsigned char byte) { return byte == kSentinel; });
  }

  std::vector<T> memory_;
  size_t begin_;
  size_t size_;
};

// The same numbers everywhere: the engine is standardized, the standard library's distributions are not.
class Numbers {
 public:
  explicit Numbers(uint32_t seed) : engine_(seed) {}

  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>(engine_()) % bound; }
  float Uniform(float low, float high) { return low + (high - low) * (static_cast<float>(engine_() >> 8) * 0x1p-24f); }
  std::vector<float> Floats(size_t count, float low, float high) {
    std::vector<float> values(count);
    for (float& value : values) value = Uniform(low, high);
    return values;
  }
  std::vector<int32_t> Labels(size_t count, size_t classes) {
    std::vector<int32_t> labels(count);
    for (int32_t& label : labels) label = static_cast<int32_t>(Below(static_cast<uint32_t>(classes)));
    return labels;
  }
  // Rows of probabilities, some of them 0.
  std::vector<float> Distributions(size_t rows, size_t outcomes) {
    std::vector<float> probs(rows * outcomes);
    for (size_t row = 0; row < rows; ++row) {
      const std::span<float> p(probs.data() + row * outcomes, outcomes);
      double sum = 0.0;
      for (size_t j = 0; j < outcomes; ++j) {
        p[j] = j > 0 && Below(4) == 0 ? 0.0f : Uniform(0.01f, 1.0f);
        sum += static_cast<double>(p[j]);
      }
      for (float& value : p) value = static_cast<float>(static_cast<double>(value) / sum);
    }
    return probs;
  }

 private:
  std::mt19937 engine_;
};

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_ARRAYS_H_
