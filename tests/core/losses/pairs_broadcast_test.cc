// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses of pairs of vectors along other axes than the last, and of arrays that broadcast.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "src/pairs.h"
#include "tests/core/losses/pair_runs.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

TEST(PairsBroadcastTest, AnyAxisIsTheLastOfTheTransposed) {
  Numbers numbers(6);
  constexpr size_t kOuter = 2;
  constexpr size_t kLength = kPairChunk + 44;
  constexpr size_t kInner = 3;
  const Tensor x1({kOuter, kLength, kInner}, &numbers);
  const Tensor x2({kOuter, kLength, kInner}, &numbers);
  const auto transposed = [&](const Floats& from) {
    Floats to(from.size());
    for (size_t o = 0; o < kOuter; ++o) {
      for (size_t j = 0; j < kLength; ++j) {
        for (size_t i = 0; i < kInner; ++i) to[(o * kInner + i) * kLength + j] = from[(o * kLength + j) * kInner + i];
      }
    }
    return to;
  };
  const Shape last = {kOuter, kInner, kLength};
  const Found want = Cosines(6, {last, transposed(x1.values)}, {last, transposed(x2.values)}, 2);
  for (const int32_t dim : {1, -2}) {
    const Found got = Cosines(6, x1, x2, dim);
    EXPECT_TRUE(Same(got.losses, want.losses));
    EXPECT_TRUE(Same(transposed(got.grads[0]), want.grads[0]));
    EXPECT_TRUE(Same(transposed(got.grads[1]), want.grads[1]));
  }
}

// `tensor`, written out in a larger shape of three axes.
Tensor Materialised(const Tensor& tensor, const Shape& common) {
  Floats values;
  for (size_t a = 0; a < common.sizes[0]; ++a) {
    for (size_t b = 0; b < common.sizes[1]; ++b) {
      for (size_t c = 0; c < common.sizes[2]; ++c) {
        const size_t* sizes = tensor.shape.sizes;
        values.push_back(tensor.values[(a % sizes[0] * sizes[1] + b % sizes[1]) * sizes[2] + c % sizes[2]]);
      }
    }
  }
  return {common, values};
}

// The gradient of a tensor that was written out, summed back.
std::vector<double> SummedBack(const Floats& grads, const Tensor& tensor, const Shape& common) {
  std::vector<double> sums(tensor.values.size());
  for (size_t a = 0; a < common.sizes[0]; ++a) {
    for (size_t b = 0; b < common.sizes[1]; ++b) {
      for (size_t c = 0; c < common.sizes[2]; ++c) {
        const size_t* sizes = tensor.shape.sizes;
        sums[(a % sizes[0] * sizes[1] + b % sizes[1]) * sizes[2] + c % sizes[2]] +=
            static_cast<double>(grads[(a * common.sizes[1] + b) * common.sizes[2] + c]);
      }
    }
  }
  return sums;
}

TEST(PairsBroadcastTest, BroadcastIsAsIfWrittenOut) {
  Numbers numbers(7);
  for (const size_t length : {size_t{5}, kPairChunk + 9}) {
    const Shape common = {3, 4, length};
    for (const Shape& shape : {Shape{1, 4, length}, Shape{3, 1, length}, Shape{3, 4, 1}, Shape{1, 1, length},
                               Shape{1, 4, 1}, Shape{1, 1, 1}, common}) {
      SCOPED_TRACE(::testing::Message() << shape.sizes[0] << ", " << shape.sizes[1] << ", " << shape.sizes[2]);
      const Tensor a(common, &numbers);
      const Tensor p(shape, &numbers);
      const Tensor n({3, 1, length}, &numbers);
      const auto compare = [&](const Found& got, const Found& want, std::initializer_list<const Tensor*> tensors) {
        EXPECT_TRUE(Same(got.losses, want.losses));
        size_t i = 0;
        for (const Tensor* tensor : tensors) {
          // Sums may cancel, to 0 where the length of the vectors does not matter.
          const std::vector<double> terms(want.grads[i].begin(), want.grads[i].end());
          const double scale = LargestMagnitude(terms);
          EXPECT_TRUE(Near(got.grads[i], SummedBack(want.grads[i], *tensor, common), kPairGradBound, scale)) << i;
          ++i;
        }
      };
      const Tensor whole_p = Materialised(p, common);
      const Tensor whole_n = Materialised(n, common);
      const TripletMarginOptions options = {.margin = 9.0f, .swap = true};
      compare(Triplets(12, a, p, n, options), Triplets(12, a, whole_p, whole_n, options), {&a, &p, &n});
      compare(Distances(12, p, a, 3.0f), Distances(12, whole_p, a, 3.0f), {&p, &a});
      compare(Cosines(12, p, a), Cosines(12, whole_p, a), {&p, &a});
      compare(Cosines(3 * length, p, a, 1), Cosines(3 * length, whole_p, a, 1), {&p, &a});
      const Tensor target({1, 4}, {1.0f, -1.0f, -1.0f, 1.0f});
      const Tensor whole_target({3, 4}, {1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1});
      compare(Embeddings(12, p, a, target, -1.5f), Embeddings(12, whole_p, a, whole_target, -1.5f), {&p, &a});
    }
  }
}

}  // namespace
}  // namespace surprisal
