// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses of pairs of vectors: identities, kinks, nothing at all, and what bad input gets. Golden values are in
// golden_losses_test.cc.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/core/losses/pair_runs.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

// ------------------------------ Identities

TEST(PairsTest, VectorWithItselfAndItsOpposite) {
  Numbers numbers(1);
  const Tensor x({3, 65}, &numbers);
  Tensor opposite = x;
  for (float& value : opposite.values) value = -value;
  const Found same = Cosines(3, x, x);
  const Found turned = Cosines(3, x, opposite);
  for (size_t row = 0; row < 3; ++row) {
    EXPECT_EQ(same.losses[row], 1.0f);
    EXPECT_EQ(turned.losses[row], -1.0f);
  }
  // The cosine is at an extreme there: float's rounding errors would be of 1e-8.
  for (const Floats& grad : {same.grads[0], same.grads[1], turned.grads[0], turned.grads[1]}) {
    for (const float g : grad) EXPECT_LT(std::fabs(g), 1e-15f);
  }
  const Found distance = Distances(3, x, x, 2.0f, 0.0f);
  EXPECT_EQ(distance.losses, Floats(3, 0.0f));
  EXPECT_EQ(distance.grads[0], Floats(3 * 65, 0.0f));
}

TEST(PairsTest, CosineDoesNotDependOnScale) {
  Numbers numbers(2);
  const Tensor x1({2, 33}, &numbers);
  const Tensor x2({2, 33}, &numbers);
  const Found plain = Cosines(2, x1, x2);
  // Powers of 2, so that the numbers are exact: squares of these are beyond floats.
  for (const float scale : {0x1p-15f, 0x1p100f, 0x1p-100f}) {
    Tensor scaled = x1;
    for (float& value : scaled.values) value *= scale;
    EXPECT_TRUE(Same(Cosines(2, scaled, x2, -1, 0.0f).losses, plain.losses)) << scale;
  }
  const Tensor targets({2}, {1.0f, -1.0f});
  Tensor scaled = x1;
  for (float& value : scaled.values) value *= 0x1p90f;
  const Found embeddings = Embeddings(2, x1, x2, targets, -2.0f);
  const std::vector<double> want(embeddings.losses.begin(), embeddings.losses.end());
  EXPECT_TRUE(Near(Embeddings(2, scaled, x2, targets, -2.0f).losses, want, kPairBound));
}

TEST(PairsTest, EmbeddingLossIsMadeOfCosines) {
  Numbers numbers(3);
  const Tensor x1({6, 20}, &numbers);
  const Tensor x2({6, 20}, &numbers);
  const Tensor targets({6}, {1.0f, -1.0f, 0.0f, 1.0f, -1.0f, 2.0f});
  const float margin = -0.125f;
  const Found cosines = Cosines(6, x1, x2);
  const Found losses = Embeddings(6, x1, x2, targets, margin);
  for (size_t row = 0; row < 6; ++row) {
    SCOPED_TRACE(row);
    const double cosine = static_cast<double>(cosines.losses[row]);
    const double target = static_cast<double>(targets.values[row]);
    const double excess = cosine - static_cast<double>(margin);
    const double slope = target == 1.0 ? -1.0 : target == -1.0 && excess > 0.0 ? 1.0 : 0.0;
    const double want = target == 1.0 ? 1.0 - cosine : target == -1.0 ? std::max(0.0, excess) : 0.0;
    EXPECT_TRUE(Near(static_cast<double>(losses.losses[row]), want, kPairBound));
    for (size_t i = row * 20; i < (row + 1) * 20; ++i) {
      EXPECT_NEAR(losses.grads[0][i], slope * static_cast<double>(cosines.grads[0][i]), 1e-7);
      EXPECT_NEAR(losses.grads[1][i], slope * static_cast<double>(cosines.grads[1][i]), 1e-7);
    }
  }
}

TEST(PairsTest, TripletIsAMarginRankingOfDistances) {
  Numbers numbers(4);
  const Tensor a({5, 19}, &numbers);
  const Tensor p({5, 19}, &numbers);
  const Tensor n({5, 19}, &numbers);
  for (const bool swap : {false, true}) {
    for (const float power : kPowers) {
      SCOPED_TRACE(::testing::Message() << "p " << power << ", swap " << swap);
      const TripletMarginOptions options = {.margin = 0.5f, .p = power, .swap = swap};
      const Found got = Triplets(5, a, p, n, options);
      const Found ap = Distances(5, a, p, power);
      const Found an = Distances(5, a, n, power);
      const Found pn = Distances(5, p, n, power);
      std::vector<double> grads[3];
      for (size_t row = 0; row < 5; ++row) {
        const bool nearer = swap && pn.losses[row] < an.losses[row];
        const double to_positive = static_cast<double>(ap.losses[row]);
        const double excess = 0.5 + to_positive - static_cast<double>((nearer ? pn : an).losses[row]);
        // The loss is a small difference of distances that float has rounded.
        EXPECT_TRUE(Near(static_cast<double>(got.losses[row]), std::max(0.0, excess), {.of_scale = 1e-6}, to_positive));
        const double active = excess > 0.0 ? 1.0 : 0.0;
        for (size_t i = row * 19; i < (row + 1) * 19; ++i) {
          const auto of = [&](const Found& found, size_t g) { return active * static_cast<double>(found.grads[g][i]); };
          grads[0].push_back(of(ap, 0) - (nearer ? 0.0 : of(an, 0)));
          grads[1].push_back(of(ap, 1) - (nearer ? of(pn, 0) : 0.0));
          grads[2].push_back(-of(nearer ? pn : an, 1));
        }
      }
      for (size_t g = 0; g < 3; ++g) EXPECT_TRUE(Near(got.grads[g], grads[g], kPairGradBound)) << g;
    }
  }
}

TEST(PairsTest, SwapTakesTheNearer) {
  const Tensor anchor({3, 2}, {0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f});
  const Tensor positive({3, 2}, {2.0f, 0.0f, 2.0f, 0.0f, 2.0f, 0.0f});
  // Nearer to the positive, nearer to the anchor, as near to either.
  const Tensor negative({3, 2}, {3.0f, 0.0f, -1.0f, 0.0f, 1.0f, 0.0f});
  const TripletMarginOptions options = {.margin = 2.0f, .eps = 0.0f, .swap = true};
  const Found got = Triplets(3, anchor, positive, negative, options);
  EXPECT_EQ(got.losses, (Floats{3.0f, 3.0f, 3.0f}));
  EXPECT_EQ(got.grads[0], (Floats{-1.0f, 0.0f, -2.0f, 0.0f, -0.5f, 0.0f}));
  EXPECT_EQ(got.grads[1], (Floats{2.0f, 0.0f, 1.0f, 0.0f, 0.5f, 0.0f}));
  EXPECT_EQ(got.grads[2], (Floats{-1.0f, 0.0f, 1.0f, 0.0f, 0.0f, 0.0f}));
  const Found without = Triplets(3, anchor, positive, negative, {.margin = 2.0f, .eps = 0.0f});
  EXPECT_EQ(without.losses, (Floats{1.0f, 3.0f, 3.0f}));
}

// ------------------------------ Nothing, and bad input

TEST(PairsTest, NothingToMeasure) {
  const Tensor no_rows({0, 3}, Floats());
  double value = 0.0;
  LossResults results;
  results.value = &value;
  const TripletMarginOptions options;
  const FloatArray none = no_rows.array();
  EXPECT_TRUE(TripletMarginLoss(none, none, none, options, Reduction::kMean, results).ok());
  EXPECT_TRUE(std::isnan(value));
  EXPECT_TRUE(TripletMarginLoss(none, none, none, options, Reduction::kSum, results).ok());
  EXPECT_EQ(value, 0.0);
  const Tensor no_targets({0}, Floats());
  EXPECT_TRUE(CosineEmbeddingLoss(none, none, no_targets.array(), 0.0f, Reduction::kMean, results).ok());
  EXPECT_TRUE(std::isnan(value));
  EXPECT_TRUE(CosineEmbeddingLoss(none, none, no_targets.array(), 0.0f, Reduction::kSum, results).ok());
  EXPECT_EQ(value, 0.0);

  // An array that is broadcast to nothing has a gradient of 0.
  const Tensor one({1, 3}, {1.0f, 2.0f, 3.0f});
  EXPECT_EQ(Distances(0, one, no_rows, 2.0f).grads[0], Floats(3, 0.0f));

  const Tensor no_numbers({2, 0}, Floats());
  for (const float p : kPowers) EXPECT_EQ(Distances(2, no_numbers, no_numbers, p).losses, Floats(2, 0.0f));
  EXPECT_EQ(Cosines(2, no_numbers, no_numbers).losses, Floats(2, 0.0f));
  EXPECT_EQ(Triplets(2, no_numbers, no_numbers, no_numbers, {.margin = 3.0f}).losses, Floats(2, 3.0f));
  const Tensor targets({2}, {1.0f, -1.0f});
  EXPECT_EQ(Embeddings(2, no_numbers, no_numbers, targets, -0.5f).losses, (Floats{1.0f, 0.5f}));
}

TEST(PairsTest, CountsDifferences) {
  const Tensor x1({2, 3}, {1.0f, 2.0f, 3.0f, std::nanf(""), 1.0f, 1.0f});
  const Tensor x2({2, 3}, {1.0f, 0.0f, 4.0f, 1.0f, 1.0f, 1.0f});
  const Found found = Distances(2, x1, x2, 0.0f, 0.0f);
  EXPECT_EQ(found.losses[0], 2.0f);
  EXPECT_TRUE(std::isnan(found.losses[1]));
  EXPECT_EQ(std::count(found.grads[0].begin(), found.grads[0].begin() + 3, 0.0f), 3);
}

template <class Call>
void ExpectRefused(const Call& call, StatusCode code, size_t index, double got) {
  Output<double> value(1);
  Output<float> losses(8);
  Output<float> grads(64);
  LossResults results;
  results.value = value;
  results.losses = losses;
  for (float*& grad : results.grads) grad = grads;
  EXPECT_TRUE(IsStatus(call(results), code, index, got));
  EXPECT_TRUE(value.Untouched() && losses.Untouched() && grads.Untouched());
}

TEST(PairsTest, BadInputIsRefused) {
  const Floats numbers(24, 1.0f);
  const auto of = [&](const Shape& shape) { return FloatArray{numbers.data(), shape}; };
  const auto embedding = [&](const Shape& a, const Shape& b, const Shape& target) {
    return
        [=](const LossResults& r) { return CosineEmbeddingLoss(of(a), of(b), of(target), 0.0f, Reduction::kMean, r); };
  };
  ExpectRefused(embedding({2, 3}, {2, 4}, {2}), StatusCode::kShapeInvalid, 1, 1.0);
  ExpectRefused(embedding({2, 3}, {3}, {2}), StatusCode::kShapeInvalid, 1, 0.0);
  ExpectRefused(embedding({2, 3}, {2, 3}, {3}), StatusCode::kShapeInvalid, 2, 0.0);
  ExpectRefused(embedding({3}, {3}, {1}), StatusCode::kShapeInvalid, 2, 0.0);
  ExpectRefused(embedding({2, 3}, {2, 3}, {2, 1}), StatusCode::kShapeInvalid, 2, 0.0);

  const auto similarity = [&](const Shape& a, const Shape& b, int32_t dim) {
    return [=](const LossResults& r) { return CosineSimilarity(of(a), of(b), dim, 1e-8f, r); };
  };
  ExpectRefused(similarity({2, 3}, {2, 2}, 1), StatusCode::kShapeInvalid, 1, 1.0);
  ExpectRefused(similarity({2, 3}, {3}, 2), StatusCode::kOptionInvalid, 2, 2.0);
  ExpectRefused(similarity({2, 3}, {2, 3}, -3), StatusCode::kOptionInvalid, 2, -3.0);
  ExpectRefused(similarity({}, {}, 0), StatusCode::kOptionInvalid, 2, 0.0);

  const auto distance = [&](const Shape& a, const Shape& b, float p) {
    return [=](const LossResults& r) { return PairwiseDistance(of(a), of(b), p, 0.0f, r); };
  };
  ExpectRefused(distance({2, 3}, {3, 3}, 2.0f), StatusCode::kShapeInvalid, 1, 0.0);
  ExpectRefused(distance({}, {}, 2.0f), StatusCode::kShapeInvalid, 0, -1.0);
  ExpectRefused(distance({3}, {3}, -1.0f), StatusCode::kOptionInvalid, 2, -1.0);
  ExpectRefused(distance({3}, {3}, std::nanf("")), StatusCode::kOptionInvalid, 2, std::nan(""));

  const auto triplet = [&](const Shape& a, const Shape& b, const Shape& c, float p) {
    return [=](const LossResults& r) { return TripletMarginLoss(of(a), of(b), of(c), {.p = p}, Reduction::kMean, r); };
  };
  ExpectRefused(triplet({2, 3}, {2, 3}, {2, 4}, 2.0f), StatusCode::kShapeInvalid, 2, 1.0);
  ExpectRefused(triplet({2, 3}, {2, 3}, {3}, 2.0f), StatusCode::kShapeInvalid, 2, 0.0);
  ExpectRefused(triplet({3}, {3}, {3}, -0.5f), StatusCode::kOptionInvalid, 4, -0.5);

  // Rows of no numbers: few bytes make very many.
  constexpr size_t kMany = size_t{1} << (sizeof(size_t) * 4 + 1);
  const double rows = static_cast<double>(kMany) * static_cast<double>(kMany);
  ExpectRefused([&](const LossResults& r) { return PairwiseDistance(of({kMany, 1, 0}), of({1, kMany, 0}), 2, 0, r); },
                StatusCode::kTooLarge, 0, rows);
}

TEST(PairsTest, LossIsTheReductionOfItsRows) {
  Numbers numbers(8);
  const Tensor a({4, 6}, &numbers);
  const Tensor p({4, 6}, &numbers);
  const Tensor n({1, 6}, &numbers);
  const TripletMarginOptions options = {.margin = 5.0f};
  const Found rows = Triplets(4, a, p, n, options);
  double sum = 0.0;
  for (const float loss : rows.losses) sum += static_cast<double>(loss);
  for (const Reduction reduction : {Reduction::kMean, Reduction::kSum}) {
    const double divisor = reduction == Reduction::kMean ? 4.0 : 1.0;
    const float upstream = -3.0f;
    double value = 0.0;
    Floats grads[3] = {Floats(24), Floats(24), Floats(6)};
    LossResults results = {.value = &value, .grad_output = &upstream};
    for (size_t i = 0; i < 3; ++i) results.grads[i] = grads[i].data();
    ASSERT_TRUE(TripletMarginLoss(a.array(), p.array(), n.array(), options, reduction, results).ok());
    EXPECT_TRUE(Near(value, sum / divisor, kPairBound));
    for (size_t g = 0; g < 3; ++g) {
      for (size_t i = 0; i < grads[g].size(); ++i) {
        EXPECT_NEAR(grads[g][i], -3.0 / divisor * static_cast<double>(rows.grads[g][i]), 1e-6);
      }
    }
  }
}

}  // namespace
}  // namespace surprisal
