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
// What a kernel does not store, the compiler leaves out. Beside an exponential, a second gradient that nobody asked for
// is nothing, and a kernel is a thousand bytes; only cheap terms have one for the first gradient alone.

#ifndef SURPRISAL_SRC_SIMD_ELEMENTWISE_INL_H_
#define SURPRISAL_SRC_SIMD_ELEMENTWISE_INL_H_

#include <hwy/highway.h>

#include <cstddef>

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

template <class Terms, size_t kGrads>
void RunTerms(const void* shared_terms, const ElementwiseChunk& shared_chunk) {
  // Copies, or each store to a float might change them.
  const Terms terms = *static_cast<const Terms*>(shared_terms);
  const ElementwiseChunk chunk = shared_chunk;
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
    for (size_t g = 0; g < kGrads; ++g) hn::StoreU(hn::Mul(found.grads[g], scale), d, chunk.grads[g] + i);
  }
}

// `terms` have to live as long as the result.
template <class Terms>
ElementwiseLoss LossOf(const Terms& terms) {
  return {.terms = &terms,
          .arrays = Terms::kArrays,
          .grads = Terms::kGrads,
          .values = &RunTerms<Terms, 0>,
          .first_grad = Terms::kCheap ? &RunTerms<Terms, 1> : nullptr,
          .all_grads = &RunTerms<Terms, Terms::kGrads>,
          .weight_position = Terms::kArrays};
}

}  // namespace HWY_NAMESPACE
}  // namespace surprisal
HWY_AFTER_NAMESPACE();

#endif  // SURPRISAL_SRC_SIMD_ELEMENTWISE_INL_H_
