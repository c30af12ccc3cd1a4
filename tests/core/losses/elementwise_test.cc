// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The elementwise driver, through the losses that it runs: broadcasting, gradients in place, lengths around its chunks,
// reductions. What each loss is, is in elementwise_identities_test.cc and in the golden cases.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "tests/core/arrays.h"
#include "tests/core/loss_call.h"
#include "tests/core/losses/elementwise_arguments.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

// Lengths: every remainder, and those around one chunk and two; the driver's are of 512 elements.
std::vector<size_t> Lengths() {
  std::vector<size_t> lengths;
  for (size_t length = 0; length <= 40; ++length) lengths.push_back(length);
  for (const size_t chunk : std::initializer_list<size_t>{512, 1024}) {
    for (size_t length = chunk - 9; length <= chunk + 9; ++length) lengths.push_back(length);
  }
  lengths.push_back(600);
  return lengths;
}

// An element alone and among others is the same, wherever it stands.
TEST(ElementwiseTest, EveryLengthAndPlace) {
  for (const LossEntry& entry : ElementwiseCalls()) {
    if (entry.name == "multilabel_soft_margin_loss") continue;  // of rows
    SCOPED_TRACE(entry.name);
    const Arguments whole(entry.name, {1100}, 1);
    const Outcome want = RunLoss(entry, whole, "none");
    size_t begin = 0;
    for (const size_t length : Lengths()) {
      SCOPED_TRACE(length);
      begin = (begin + 1) % 5;
      const Outcome got = RunLoss(entry, whole.Part(begin, length), "none", {.offset = begin});
      EXPECT_TRUE(Same(got.losses, Part(want.losses, begin, length)));
      for (size_t i = 0; i < got.grads.size(); ++i) {
        EXPECT_TRUE(Same(got.grads[i], Part(want.grads[i], begin, length))) << "gradient " << i;
      }
    }
  }
}

TEST(ElementwiseTest, ReductionsAreOfTheLosses) {
  for (const LossEntry& entry : ElementwiseCalls()) {
    if (IsMap(entry.name) || entry.name == "multilabel_soft_margin_loss") continue;
    SCOPED_TRACE(entry.name);
    for (const size_t length : Lengths()) {
      SCOPED_TRACE(length);
      const Arguments arguments(entry.name, {length}, 2);
      const Outcome each = RunLoss(entry, arguments, "none");
      double sum = 0.0, magnitude = 0.0;
      for (const float loss : each.losses) {
        sum += static_cast<double>(loss);
        magnitude += std::fabs(static_cast<double>(loss));
      }
      // Eight floats are added up before they become doubles.
      const Bound bound = {.of_scale = 2e-7, .absolute = 1e-30};
      EXPECT_TRUE(Near(RunLoss(entry, arguments, "sum").value, sum, bound, magnitude));
      const double count = static_cast<double>(length);
      const Outcome mean = RunLoss(entry, arguments, "mean");
      EXPECT_TRUE(Near(mean.value, sum / count, bound, magnitude / count));
      // Scaling the gradients is one rounding.
      const float scale = static_cast<float>(1.0 / count);
      for (size_t i = 0; i < mean.grads.size(); ++i) {
        for (size_t k = 0; k < length; ++k) EXPECT_EQ(mean.grads[i][k], each.grads[i][k] * scale);
      }
    }
  }
}

TEST(ElementwiseTest, GradientsMayOverwriteTheirArrays) {
  for (const LossEntry& entry : ElementwiseCalls()) {
    SCOPED_TRACE(entry.name);
    for (const size_t length : std::initializer_list<size_t>{3, 16, 511, 512, 513, 1025}) {
      SCOPED_TRACE(length);
      const Arguments arguments(entry.name, {length}, 3);
      for (const std::string_view reduction : {"none", "mean"}) {
        if (IsMap(entry.name) && reduction == "mean") continue;
        const Outcome want = RunLoss(entry, arguments, reduction);
        const Outcome got = RunLoss(entry, arguments, reduction, {.in_place = true});
        EXPECT_TRUE(Same(got.losses, want.losses));
        EXPECT_TRUE(Same(std::vector<double>{got.value}, std::vector<double>{want.value}));
        for (size_t i = 0; i < got.grads.size(); ++i) EXPECT_TRUE(Same(got.grads[i], want.grads[i])) << i;
      }
    }
  }
}

// Which results are asked for changes none of them.
TEST(ElementwiseTest, ResultsDoNotDependOnWhichAreWanted) {
  for (const LossEntry& entry : ElementwiseCalls()) {
    SCOPED_TRACE(entry.name);
    const Arguments arguments(entry.name, {2, 333}, 4);
    for (const std::string_view reduction : {"none", "mean", "sum"}) {
      if (IsMap(entry.name) && reduction != "none") continue;
      const Outcome all = RunLoss(entry, arguments, reduction);
      for (unsigned wanted = 0; wanted < (2u << GradsOf(entry.name)); ++wanted) {
        const Outcome some = RunLoss(entry, arguments, reduction, {.wanted = wanted});
        if (wanted & 1) {
          EXPECT_TRUE(Same(some.losses, all.losses)) << wanted;
          EXPECT_TRUE(some.value == all.value || std::isnan(all.value)) << wanted;
        }
        for (size_t i = 0; i < all.grads.size(); ++i) {
          if (wanted & (2u << i)) EXPECT_TRUE(Same(some.grads[i], all.grads[i])) << wanted << ", gradient " << i;
        }
      }
    }
  }
}

// Broadcast arrays give what their copies give, and their gradients are the sums of the copies'.
TEST(ElementwiseTest, BroadcastingIsCopying) {
  const Shape common = {3, 5, 37};
  const Shape repeated[] = {{37}, {5, 1}, {3, 1, 1}, {1, 5, 37}, {1, 1, 1}, {}, {3, 1, 37}, {3, 5, 1}};
  for (const LossEntry& entry : ElementwiseCalls()) {
    if (!Broadcasts(entry.name)) continue;
    SCOPED_TRACE(entry.name);
    const size_t arrays = ArraysOf(entry.name);
    for (size_t which = 0; which < arrays; ++which) {
      // Variances are not broadcast freely, nor are arrays of different ranks ranked.
      if (entry.name == "gaussian_nll_loss" && which != 1) continue;
      for (Shape shape : repeated) {
        if (entry.name == "margin_ranking_loss" && shape.rank != common.rank) continue;
        SCOPED_TRACE(::testing::Message()
                     << "array " << which << " of rank " << shape.rank << " and size " << shape.Size());
        const Arguments small(entry.name, common, 5, which, shape);
        const Arguments copied = small.Materialised(common);
        for (const std::string_view reduction : {"none", "mean"}) {
          const Outcome got = RunLoss(entry, small, reduction, {.upstream = true});
          const Outcome want = RunLoss(entry, copied, reduction, {.upstream = true});
          EXPECT_TRUE(Same(got.losses, want.losses));
          EXPECT_EQ(got.value, want.value);
          for (size_t i = 0; i < got.grads.size(); ++i) {
            const std::vector<double> sums = SumsOver(common, small.shape(i), want.grads[i]);
            const Bound bound = {.relative = 1e-7, .of_scale = 1e-7, .absolute = 1e-30};
            EXPECT_TRUE(Near(got.grads[i], sums, bound)) << "gradient " << i;
          }
        }
      }
    }
  }
}

TEST(ElementwiseTest, WeightsMultiplyAndDoNotCount) {
  for (const std::string_view name : {"binary_cross_entropy", "binary_cross_entropy_with_logits"}) {
    SCOPED_TRACE(name);
    const LossEntry& entry = *FindLoss(name);
    const Shape common = {7, 91};
    const Arguments plain(name, common, 6);
    const Outcome want = RunLoss(entry, plain, "none");
    for (const Shape& shape : {common, Shape{91}, Shape{7, 1}, Shape{}}) {
      const std::vector<float> weight = Numbers(7).Floats(shape.Size(), -1.0f, 2.0f);
      const Arguments weighted = plain.With("weight", shape, weight);
      const std::vector<float> copies = Repeat(common, shape, weight);
      const Outcome got = RunLoss(entry, weighted, "none");
      double sum = 0.0;
      for (size_t k = 0; k < copies.size(); ++k) {
        EXPECT_EQ(got.losses[k], want.losses[k] * copies[k]);
        EXPECT_EQ(got.grads[0][k], want.grads[0][k] * copies[k]);
        sum += static_cast<double>(got.losses[k]);
      }
      EXPECT_NEAR(RunLoss(entry, weighted, "mean").value, sum / static_cast<double>(copies.size()), 1e-6);
    }
  }
}

// The mean over the last axis, of rows around the driver's chunks, against the losses of the elements.
TEST(ElementwiseTest, MeansOverTheLastAxis) {
  const LossEntry& rows_entry = *FindLoss("multilabel_soft_margin_loss");
  const LossEntry& entry = *FindLoss("binary_cross_entropy_with_logits");
  for (const size_t rows : std::initializer_list<size_t>{1, 2, 3, 5}) {
    for (const size_t classes : std::initializer_list<size_t>{1, 2, 3, 4, 5, 7, 8, 33, 100, 255, 511, 512, 513, 600}) {
      SCOPED_TRACE(::testing::Message() << rows << " rows of " << classes);
      const Arguments arguments(entry.name, {rows, classes}, 8);
      const Outcome elements = RunLoss(entry, arguments, "none");
      std::vector<double> means(rows);
      for (size_t k = 0; k < rows * classes; ++k) {
        means[k / classes] += static_cast<double>(elements.losses[k]) / static_cast<double>(classes);
      }
      const Bound bound = {.relative = 2e-7};
      const Outcome got = RunLoss(rows_entry, arguments, "none", {.upstream = true, .rows = rows});
      EXPECT_TRUE(Near(got.losses, means, bound));
      double sum = 0.0;
      for (const double mean : means) sum += mean;
      EXPECT_TRUE(Near(RunLoss(rows_entry, arguments, "sum").value, sum, bound));
      EXPECT_TRUE(Near(RunLoss(rows_entry, arguments, "mean").value, sum / static_cast<double>(rows), bound));
      for (size_t k = 0; k < rows * classes; ++k) {
        const double want = static_cast<double>(elements.grads[0][k]) / static_cast<double>(classes) *
                            static_cast<double>(UpstreamOf(k / classes));
        EXPECT_TRUE(Near(static_cast<double>(got.grads[0][k]), want, bound)) << k;
      }
    }
  }
}

}  // namespace
}  // namespace surprisal
