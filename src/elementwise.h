// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The driver of the elementwise losses: broadcasting, weights, reductions and upstream gradients, for all of them. A
// loss adds its terms (src/simd/elementwise-inl.h) and its checks. Maps, such as sigmoid, are losses of one array with
// the reduction kNone.

#ifndef SURPRISAL_SRC_ELEMENTWISE_H_
#define SURPRISAL_SRC_ELEMENTWISE_H_

#include <cstddef>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

inline constexpr size_t kMaxElementwiseArrays = 3;

// Some neighbouring elements, as a kernel sees them: whole vectors, everything dense.
struct ElementwiseChunk {
  size_t count = 0;  // a multiple of the lanes of a vector
  const float* arrays[kMaxElementwiseArrays] = {};
  float* losses = nullptr;
  float* grads[kMaxElementwiseArrays] = {};
  size_t grad_count = 0;  // how many gradients are wanted, the first so many
  float scale = 1.0f;     // of the gradients
};

// A kernel writes the losses, and the gradients, times the scale.
using ElementwiseKernel = void (*)(const void* terms, const ElementwiseChunk& chunk);

struct ElementwiseLoss {
  const void* terms;
  size_t arrays;  // how many the terms take
  size_t grads;   // of how many of them, the first, they have the gradients: no others are looked at
  ElementwiseKernel kernel;
  size_t weight_position;  // in the loss's signature, for a Status
  // Whether the weight, if there is one, has a gradient too: results.grads[weight_position].
  bool weight_grad = false;
  // Whether a loss is the mean over the last axis, which there must be: the losses, and their upstream gradient, are of
  // the common shape without it.
  bool over_last_axis = false;
};

// Computes a loss of arrays that broadcast together. results.grads[i] may be arrays[i].data where that has the common
// shape. `weight`, if there is one, multiplies the elements' losses and has to broadcast to the common shape; it does
// not change what a mean divides by. kBatchMean divides by the first size of the first array.
//
// Errors: kShapeInvalid, kTooLarge (the common shape), kOutOfMemory (for the sums of a gradient of an array that is
//   broadcast, or of the losses of rows); nothing is written then.
Status RunElementwise(const ElementwiseLoss& loss, const FloatArray* arrays, const FloatArray& weight,
                      Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_ELEMENTWISE_H_
