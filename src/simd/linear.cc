// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Four examples at a time, three vectors of classes: twelve accumulators, three vectors of weights and one of features
// fill the 16 registers that there are. A loaded weight serves four examples, and nothing is added up across lanes.

#include <type_traits>

#include "src/simd/lanes-inl.h"
#include "src/simd/linear-inl.h"
#include "src/simd/row_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

inline constexpr size_t kExamplesAtOnce = 4;
inline constexpr size_t kClassVectors = 3;

void ConvertFeatures(const float* from, float scale, size_t features, float* to) {
  const hn::ScalableTag<float> d;
  const RowTile row = WideRows({}, 0, 1, features);
  WideGroup{row, 0}.ForEachSlice(
      d, [&](auto slice) HWY_ATTR { slice.Store(d, hn::Mul(slice.Load(d, from), hn::Set(d, scale)), to); });
}

void ConvertFeatures(const uint8_t* from, float scale, size_t features, float* to) {
  const hn::ScalableTag<float> d;
  const hn::Rebind<int32_t, decltype(d)> di;
  const hn::Rebind<uint8_t, decltype(d)> du8;
  const size_t N = hn::Lanes(d);
  size_t f = 0;
  // Main loop
  for (; f + N <= features; f += N) {
    const auto integers = hn::PromoteTo(di, hn::LoadU(du8, from + f));
    hn::StoreU(hn::Mul(hn::ConvertTo(d, integers), hn::Set(d, scale)), d, to + f);
  }
  // Remainder
  for (; f < features; ++f) to[f] = static_cast<float>(from[f]) * scale;
}

void StandardizeFeatures(const float* means, const float* factors, size_t features, float* to) {
  const hn::ScalableTag<float> d;
  const RowTile row = WideRows({}, 0, 1, features);
  WideGroup{row, 0}.ForEachSlice(d, [&](auto slice) HWY_ATTR {
    const auto centred = hn::Sub(slice.Load(d, to), slice.Load(d, means));
    slice.Store(d, hn::Mul(centred, slice.Load(d, factors)), to);
  });
}

// Calls body(examples, vectors, e, c), the first two as compile-time constants, for each block of examples and classes.
template <class Body>
HWY_INLINE void ForEachBlock(size_t examples, const LinearShape& shape, const Body& body) {
  const size_t N = hn::Lanes(hn::ScalableTag<float>());
  const auto with_vectors = [&](auto block, size_t e) HWY_ATTR {
    size_t c = 0;
    for (; c + kClassVectors * N <= shape.stride; c += kClassVectors * N) {
      body(block, std::integral_constant<size_t, kClassVectors>(), e, c);
    }
    for (; c < shape.stride; c += N) body(block, std::integral_constant<size_t, 1>(), e, c);
  };
  size_t e = 0;
  for (; e + kExamplesAtOnce <= examples; e += kExamplesAtOnce) {
    with_vectors(std::integral_constant<size_t, kExamplesAtOnce>(), e);
  }
  for (; e < examples; ++e) with_vectors(std::integral_constant<size_t, 1>(), e);
}

void LinearForward(size_t examples, const LinearShape& shape, const float* HWY_RESTRICT tile,
                   const float* HWY_RESTRICT weights, float* HWY_RESTRICT logits) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  const size_t N = hn::Lanes(d);
  const float* bias = weights + shape.features * shape.stride;
  ForEachBlock(examples, shape, [&](auto block, auto vectors, size_t e, size_t c) HWY_ATTR {
    constexpr size_t kBlock = decltype(block)::value;
    constexpr size_t kVectors = decltype(vectors)::value;
    V sums[kBlock][kVectors];
    for (size_t i = 0; i < kBlock; ++i) {
      for (size_t v = 0; v < kVectors; ++v) sums[i][v] = hn::LoadU(d, bias + c + v * N);
    }
    const float* features = tile + e * shape.features;
    const float* row = weights + c;
    for (size_t f = 0; f < shape.features; ++f, row += shape.stride) {
      V w[kVectors];
      for (size_t v = 0; v < kVectors; ++v) w[v] = hn::LoadU(d, row + v * N);
      for (size_t i = 0; i < kBlock; ++i) {
        const V x = hn::Set(d, features[i * shape.features + f]);
        for (size_t v = 0; v < kVectors; ++v) sums[i][v] = MultiplyAdd(x, w[v], sums[i][v]);
      }
    }
    for (size_t i = 0; i < kBlock; ++i) {
      float* to = logits + (e + i) * shape.classes + c;
      for (size_t v = 0; v < kVectors; ++v) {
        const size_t left = shape.classes - (c + v * N);
        if (left >= N) {
          hn::StoreU(sums[i][v], d, to + v * N);
        } else {
          StorePartial(d, sums[i][v], to + v * N, left);
        }
      }
    }
  });
}

void LinearBackward(size_t examples, const LinearShape& shape, const float* HWY_RESTRICT tile,
                    const float* HWY_RESTRICT grad_logits, float* HWY_RESTRICT gradient) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  const size_t N = hn::Lanes(d);
  ForEachBlock(examples, shape, [&](auto block, auto vectors, size_t e, size_t c) HWY_ATTR {
    constexpr size_t kBlock = decltype(block)::value;
    constexpr size_t kVectors = decltype(vectors)::value;
    V g[kBlock][kVectors];
    for (size_t i = 0; i < kBlock; ++i) {
      const float* from = grad_logits + (e + i) * shape.classes + c;
      for (size_t v = 0; v < kVectors; ++v) {
        const size_t left = shape.classes - (c + v * N);
        g[i][v] = left >= N ? hn::LoadU(d, from + v * N) : LoadPartial(d, from + v * N, left);
      }
    }
    const float* features = tile + e * shape.features;
    float* row = gradient + c;
    for (size_t f = 0; f < shape.features; ++f, row += shape.stride) {
      V sums[kVectors];
      for (size_t v = 0; v < kVectors; ++v) sums[v] = hn::LoadU(d, row + v * N);
      for (size_t i = 0; i < kBlock; ++i) {
        const V x = hn::Set(d, features[i * shape.features + f]);
        for (size_t v = 0; v < kVectors; ++v) sums[v] = MultiplyAdd(x, g[i][v], sums[v]);
      }
      for (size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[v], d, row + v * N);
    }
    // The bias is the weight of a feature that is always 1.
    for (size_t i = 0; i < kBlock; ++i) {
      for (size_t v = 0; v < kVectors; ++v) {
        hn::StoreU(hn::Add(hn::LoadU(d, row + v * N), g[i][v]), d, row + v * N);
      }
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();
