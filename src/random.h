// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_RANDOM_H_
#define SURPRISAL_SRC_RANDOM_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace surprisal {

// xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded by splitmix.
// 32-bit arithmetic only: 64-bit multiplications are several calls each where WebAssembly is compiled to JavaScript.
class Random {
 public:
  explicit Random(uint32_t seed) {
    for (uint32_t& word : state_) {
      seed += 0x9E3779B9u;
      uint32_t mixed = seed;
      mixed = (mixed ^ (mixed >> 16)) * 0x21F0AAADu;
      mixed = (mixed ^ (mixed >> 15)) * 0x735A2D97u;
      word = mixed ^ (mixed >> 15);
    }
  }

  uint32_t Next() {
    const uint32_t result = Rotate(state_[1] * 5u, 7) * 9u;
    const uint32_t shifted = state_[1] << 9;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = Rotate(state_[3], 11);
    return result;
  }

  // Uniform in [0, bound), without bias: draws above the largest multiple of `bound` are drawn again.
  uint32_t Below(uint32_t bound) {
    const uint32_t rejected_below = (0u - bound) % bound;
    for (;;) {
      const uint32_t draw = Next();
      if (draw >= rejected_below) return draw % bound;
    }
  }

  // Uniform in [0, 1): 24 bits, so that every value is a float.
  float Uniform() { return static_cast<float>(Next() >> 8) * 0x1p-24f; }

  // The state, to go on from; never all zeros.
  static constexpr size_t kWords = 4;
  const uint32_t* words() const { return state_; }
  void SetWords(const uint32_t* words) { std::copy_n(words, kWords, state_); }

 private:
  static uint32_t Rotate(uint32_t word, int bits) { return (word << bits) | (word >> (32 - bits)); }

  uint32_t state_[kWords];
};

}  // namespace surprisal

#endif  // SURPRISAL_SRC_RANDOM_H_
