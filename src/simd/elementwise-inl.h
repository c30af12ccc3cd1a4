// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// From the terms of an elementwise loss to the kernels that src/elementwise.h runs. Terms are a struct of the options
// with one method, which says what the loss and its gradients are for a vector of elements:
//
//   struct SquareTerms {
//     static constexpr size_t kArrays = 2;
//     static constexpr size_t kGrads = 2;  // with respect to the first so many arrays
//     static constexpr bool kCheap = true;  // see below
//     template <class D, class V>
//     HWY_INLINE ElementTerms<V, kGrads> operator()(D d, V input, V target) const {
//       const V difference = hn::Sub(input, target);
//       const V slope = hn::Add(difference, difference);
//       return {hn::Mul(difference, difference), {slope, hn::Neg(slope)}};
//     }
//   };
//
// What a kernel does not store, the compiler leaves out. A loop of a dozen operations is there for every number of
// gradients, with nothing to decide inside. Beside an exponential or a logarithm a decision for each vector is nothing,
// and such a loop is a thousand bytes: of terms that are not cheap there is one, which branches around what is only for
// a gradient that nobody asked for.

#ifndef SURPRISAL_SRC_SIMD_ELEMENTWISE_INL_H_
#define SURPRISAL_SRC_SIMD_ELEMENTWISE_INL_H_

#include <hwy/highway.h>

#include <cstddef>
#include <type_traits>

#include "src/elementwise.h"

HWY_BEFORE_NAMESPACE();
namespace surprisal {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The loss, and its derivative with respect to each array.
template <class V, size_t kGrads>
struct ElementTerms {
  V loss;
  V grads[kGrads];
};

// `grads`: how many gradients are written, a number or a constant.
template <class Terms, class Count>
HWY_INLINE void RunVectors(const Terms& terms, const ElementwiseChunk& chunk, Count grads) {
  const hn::ScalableTag<float> d;
  const auto scale = hn::Set(d, chunk.scale);
  for (size_t i = 0; i < chunk.count; i += hn::Lanes(d)) {
    const auto load = [&](size_t array) HWY_ATTR { return hn::LoadU(d, chunk.arrays[array] + i); };
    const auto found = [&]() HWY_ATTR {
      if constexpr (Terms::kArrays == 1) return terms(d, load(0));
      if constexpr (Terms::kArrays == 2) return terms(d, load(0), load(1));
      if constexpr (Terms::kArrays == 3) return terms(d, load(0), load(1), load(2));
    }();
    hn::StoreU(found.loss, d, chunk.losses + i);
    for (size_t g = 0; g < Terms::kGrads; ++g) {
      if (g >= grads) break;
      hn::StoreU(hn::Mul(found.grads[g], scale), d, chunk.grads[g] + i);
    }
  }
}

template <class Terms>
void RunTerms(const void* shared_terms, const ElementwiseChunk& shared_chunk) {
  // Copies, or each store to a float might change them.
  const Terms terms = *static_cast<const Terms*>(shared_terms);
  const ElementwiseChunk chunk = shared_chunk;
  if constexpr (!Terms::kCheap) {
    RunVectors(terms, chunk, chunk.grad_count);
  } else if (chunk.grad_count == 0) {
    RunVectors(terms, chunk, std::integral_constant<size_t, 0>());
  } else if (chunk.grad_count < Terms::kGrads) {
    static_assert(Terms::kGrads <= 2);
    RunVectors(terms, chunk, std::integral_constant<size_t, 1>());
  } else {
    RunVectors(terms, chunk, std::integral_constant<size_t, Terms::kGrads>());
  }
}

// `terms` have to live as long as the result.
template <class Terms>
ElementwiseLoss LossOf(const Terms& terms) {
  return {.terms = &terms,
          .arrays = Terms::kArrays,
          .grads = Terms::kGrads,
          .kernel = &RunTerms<Terms>,
          .weight_position = Terms::kArrays};
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ELEMENTWISE_INL_H_
