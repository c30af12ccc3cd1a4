// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses of pairs of vectors, called so that a test takes one line for each.

#ifndef SURPRISAL_TESTS_CORE_LOSSES_PAIR_RUNS_H_
#define SURPRISAL_TESTS_CORE_LOSSES_PAIR_RUNS_H_

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>
#include <vector>

#include "src/cosine_embedding_loss.h"
#include "src/cosine_similarity.h"
#include "src/pairwise_distance.h"
#include "src/triplet_margin_loss.h"
#include "tests/core/arrays.h"

namespace surprisal {

inline constexpr float kPowers[] = {1.0f, 2.0f, std::numeric_limits<float>::infinity(), 3.0f, 1.5f, 0.5f};

using Floats = std::vector<float>;

struct Tensor {
  Shape shape;
  Floats values;

  Tensor(const Shape& s, Floats v) : shape(s), values(std::move(v)) {}
  Tensor(const Shape& s, Numbers* numbers) : shape(s), values(numbers->Floats(s.Size(), -2.0f, 2.0f)) {}
  FloatArray array() const { return {values.data(), shape}; }
};

// What a loss of two or three arrays gives: losses and all gradients, of ones.
struct Found {
  Floats losses;
  Floats grads[3];
};

template <class Call>
inline Found Run(size_t losses, std::initializer_list<const Tensor*> arrays, const Call& call) {
  Found found;
  found.losses.resize(losses);
  LossResults results;
  results.losses = found.losses.data();
  size_t i = 0;
  for (const Tensor* tensor : arrays) {
    found.grads[i].resize(tensor->values.size());
    results.grads[i] = found.grads[i].data();
    ++i;
  }
  const Status status = call(results);
  EXPECT_TRUE(status.ok()) << static_cast<int>(status.code);
  return found;
}

inline Found Distances(size_t rows, const Tensor& x1, const Tensor& x2, float p, float eps = 1e-6f) {
  return Run(rows, {&x1, &x2},
             [&](const LossResults& r) { return PairwiseDistance(x1.array(), x2.array(), p, eps, r); });
}

inline Found Cosines(size_t rows, const Tensor& x1, const Tensor& x2, int32_t dim = -1, float eps = 1e-8f) {
  return Run(rows, {&x1, &x2},
             [&](const LossResults& r) { return CosineSimilarity(x1.array(), x2.array(), dim, eps, r); });
}

inline Found Triplets(size_t rows, const Tensor& a, const Tensor& p, const Tensor& n,
                      const TripletMarginOptions& options) {
  return Run(rows, {&a, &p, &n}, [&](const LossResults& r) {
    return TripletMarginLoss(a.array(), p.array(), n.array(), options, Reduction::kNone, r);
  });
}

inline Found Embeddings(size_t rows, const Tensor& a, const Tensor& b, const Tensor& target, float margin) {
  return Run(rows, {&a, &b}, [&](const LossResults& r) {
    return CosineEmbeddingLoss(a.array(), b.array(), target.array(), margin, Reduction::kNone, r);
  });
}

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_LOSSES_PAIR_RUNS_H_
