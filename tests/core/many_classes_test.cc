// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Long rows whose maximum stands anywhere, and far from what the first classes make one expect. Each one after the
// other, and side by side with others.

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "src/cross_entropy.h"
#include "src/softmax.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"
#include "tests/core/reference.h"

namespace surprisal {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Cross-entropy of each row with its gradient and without, softmax in and out of place.
void CheckShape(const RowShape& shape, const std::vector<float>& logits, const std::vector<int32_t>& labels) {
  const std::vector<double> exact(logits.begin(), logits.end());
  const CrossEntropyOptions options = {.reduction = Reduction::kNone};
  const auto want = CrossEntropyReference(shape, exact, labels.data(), nullptr, options);
  for (const bool with_grad : {false, true}) {
    Output<float> losses(shape.Rows()), grad(shape.Size());
    LossResults results;
    results.losses = losses;
    if (with_grad) results.grads[0] = grad;
    ASSERT_TRUE(CrossEntropy(shape, logits.data(), labels.data(), options, results).ok());
    EXPECT_TRUE(Near(losses.values(), want.row_losses, kCrossEntropyBound)) << "gradient " << with_grad;
    if (with_grad) EXPECT_TRUE(Near(grad.values(), want.grad_logits, kCrossEntropyGradBound, 1.0));
  }
  std::vector<float> in_place = logits, probs(shape.Size());
  const auto softmax = SoftmaxReference(SoftmaxOp::kSoftmax, shape, logits, 1.0f, nullptr);
  ASSERT_TRUE(Softmax(shape, logits.data(), 1.0f, probs.data()).ok());
  EXPECT_TRUE(Near(probs, softmax.value, kSoftmaxBound));
  ASSERT_TRUE(Softmax(shape, in_place.data(), 1.0f, in_place.data()).ok());
  EXPECT_TRUE(Same(in_place, probs));
}

// The rows by themselves, and as the first of so many side by side that the last do not fill a vector.
void Check(size_t rows, size_t classes, const std::vector<float>& logits, const std::vector<int32_t>& labels) {
  CheckShape({rows, classes, 1}, logits, labels);
  const RowShape side_by_side = {1, classes, 10};
  std::vector<float> all = Numbers(15).Floats(side_by_side.Size(), -4.0f, 4.0f);
  std::vector<int32_t> all_labels(side_by_side.Rows(), 1);
  for (size_t row = 0; row < rows; ++row) {
    for (size_t j = 0; j < classes; ++j) all[At(side_by_side, row, j)] = logits[row * classes + j];
    all_labels[row] = labels[row];
  }
  CheckShape(side_by_side, all, all_labels);
}

TEST(ManyClassesTest, MaximaAnywhereAndAnyFarAboveTheRest) {
  for (const size_t classes : {65u, 127u, 128u, 131u, 160u, 300u, 1000u}) {
    constexpr size_t kRows = 3;
    for (const float above : {0.0f, 3.0f, 20.0f, 43.0f, 46.0f, 90.0f, 400.0f, 1e6f, 1e30f}) {
      for (const size_t at : {size_t{0}, size_t{3}, size_t{37}, classes / 2, classes - 5, classes - 1}) {
        SCOPED_TRACE(::testing::Message() << classes << " classes, " << above << " above at " << at);
        std::vector<float> logits = Numbers(11).Floats(kRows * classes, -6.0f, 6.0f);
        for (size_t row = 0; row < kRows; ++row) logits[row * classes + at] += above;
        const auto label = static_cast<int32_t>(classes - 1);
        Check(kRows, classes, logits, {static_cast<int32_t>(at), 0, label});
      }
    }
  }
}

TEST(ManyClassesTest, SeveralMaxima) {
  constexpr size_t kClasses = 300;
  for (const size_t apart : {1u, 2u, 4u, 8u, 31u, 32u, 64u, 128u, 131u}) {
    for (const float others : {0.0f, -1.0f, -25.0f, -kInf}) {
      SCOPED_TRACE(::testing::Message() << apart << " apart, others " << others);
      std::vector<float> logits(kClasses, others);
      for (size_t j = 5; j < kClasses; j += apart) logits[j] = 0.5f;
      Check(1, kClasses, logits, {static_cast<int32_t>(5 + apart)});
    }
  }
}

// The first run of classes says nothing, or something wrong, of the rest.
TEST(ManyClassesTest, FirstClassesAreNoGuide) {
  constexpr size_t kClasses = 500;
  for (const float first : {-kInf, std::numeric_limits<float>::lowest(), -1e20f, -3e6f, -200.0f, -60.0f}) {
    SCOPED_TRACE(first);
    std::vector<float> logits = Numbers(12).Floats(kClasses, -8.0f, 8.0f);
    std::fill_n(logits.begin(), 130, first);
    Check(1, kClasses, logits, {400});
  }
}

TEST(ManyClassesTest, WhatIsNotFinite) {
  constexpr size_t kClasses = 500;
  for (const size_t at : {size_t{0}, size_t{131}, kClasses - 1}) {
    for (const float value : {kNaN, kInf}) {
      SCOPED_TRACE(::testing::Message() << value << " at " << at);
      std::vector<float> logits = Numbers(13).Floats(kClasses, -8.0f, 8.0f);
      logits[at] = value;
      Check(1, kClasses, logits, {400});
    }
  }
  Check(1, kClasses, std::vector<float>(kClasses, -kInf), {400});
  // NaN so near to the maximum that they are added up together.
  for (const size_t apart : {1u, 4u, 8u, 16u}) {
    SCOPED_TRACE(apart);
    std::vector<float> logits = Numbers(13).Floats(kClasses, -8.0f, 8.0f);
    logits[128] = 9.0f;
    logits[128 + apart] = kNaN;
    Check(1, kClasses, logits, {400});
  }
}

// The product with log2(e) is far larger than what is left of it.
TEST(ManyClassesTest, LogitsFarFromZero) {
  constexpr size_t kClasses = 500;
  for (const float offset : {-5e5f, -1e4f, 1e4f, 5e5f, 1e6f}) {
    SCOPED_TRACE(offset);
    std::vector<float> logits = Numbers(14).Floats(kClasses, -8.0f, 8.0f);
    for (float& x : logits) x = std::round(x * 8.0f) / 8.0f + offset;
    Check(1, kClasses, logits, {400});
  }
}

}  // namespace
}  // namespace surprisal
