// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What a fuzz target makes of the bytes it is given: sizes, labels and floats, ordinary ones and the worst there are.
// Bytes that are not there are 0, so that every input is a whole call.

#ifndef SURPRISAL_TESTS_FUZZ_BYTES_H_
#define SURPRISAL_TESTS_FUZZ_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <span>
#include <vector>

namespace surprisal {

inline constexpr float kSpecialFloats[] = {
    0.0f,
    -0.0f,
    1.0f,
    -1.0f,
    0.5f,
    2.0f,
    std::numeric_limits<float>::infinity(),
    -std::numeric_limits<float>::infinity(),
    std::numeric_limits<float>::quiet_NaN(),
    std::numeric_limits<float>::max(),
    -std::numeric_limits<float>::max(),
    std::numeric_limits<float>::min(),
    std::numeric_limits<float>::denorm_min(),
    std::numeric_limits<float>::epsilon(),
    1e4f,
    -1e4f,
};

// Around the widths of vectors, of groups of them, and of the runs that sums are made of.
inline constexpr size_t kSizes[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,  12,  13,  15,  16,
                                    17, 19, 23, 24, 31, 32, 33, 47, 63, 64, 65, 100, 128, 129, 255, 513};

class Bytes {
 public:
  Bytes(const uint8_t* data, size_t size) : rest_(data, size) {}

  uint8_t Byte() { return Read<uint8_t>(); }
  uint32_t Word() { return Read<uint32_t>(); }
  // Biased, which does no harm.
  size_t Below(size_t bound) { return bound <= 256 ? Byte() % bound : Read<uint16_t>() % bound; }
  bool Flag() { return Byte() % 2 != 0; }
  // One time in `times`, and never once the bytes are used up.
  bool Rarely(size_t times) { return Byte() % times == times - 1; }

  size_t Size() { return kSizes[Below(std::size(kSizes))]; }
  // At most `limit`.
  size_t Size(size_t limit) {
    const size_t size = Size();
    return size <= limit ? size : size % (limit + 1);
  }

  float SpecialFloat() { return kSpecialFloats[Below(std::size(kSpecialFloats))]; }
  // Any bits, ordinary numbers, or special ones.
  float Float() {
    switch (Below(4)) {
      case 0:
        return Read<float>();
      case 1:
        return SpecialFloat();
      default:
        return static_cast<float>(Read<int8_t>()) / 16.0f;
    }
  }
  double Double() { return Flag() ? static_cast<double>(Float()) : Read<double>(); }

  // A few numbers, over and over: what matters is which are neighbours, not that all are different. `probs`: most of
  // them from 0 to 1.
  std::vector<float> Floats(size_t count, bool probs = false) {
    return Repeated<float>(count, [&](size_t kind) {
      if (kind == 0) return Float();
      if (kind == 1) return Rarely(8) ? Float() : static_cast<float>(Byte()) / 255.0f;
      return probs ? static_cast<float>(Byte() % 5) / 4.0f : static_cast<float>(Read<int8_t>()) / 16.0f;
    });
  }

  // Most of them below `bound`.
  std::vector<int32_t> Labels(size_t count, size_t bound) {
    return Repeated<int32_t>(count, [&](size_t kind) {
      if (kind == 0) return static_cast<int32_t>(Word());
      if (kind == 1) return static_cast<int32_t>(Read<int8_t>());
      return static_cast<int32_t>(bound == 0 ? 0 : Below(bound));
    });
  }

 private:
  template <class T>
  T Read() {
    T value = {};
    const size_t count = rest_.size() < sizeof(T) ? rest_.size() : sizeof(T);
    std::memcpy(&value, rest_.data(), count);
    rest_ = rest_.subspan(count);
    return value;
  }

  // Never without memory of its own, even if empty: a null pointer means "absent".
  template <class T, class Make>
  std::vector<T> Repeated(size_t count, const Make& make) {
    const size_t kind = Below(4);
    const size_t period = 1 + Below(40);
    std::vector<T> values;
    values.reserve(count + 1);
    for (size_t i = 0; i < count; ++i) values.push_back(i < period ? make(kind) : values[i - period]);
    return values;
  }

  std::span<const uint8_t> rest_;
};

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_FUZZ_BYTES_H_
