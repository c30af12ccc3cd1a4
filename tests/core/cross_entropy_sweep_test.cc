// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Cross-entropy at every length that a kernel could treat in its own way, at every alignment, between sentinels.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/cross_entropy.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"
#include "tests/core/reference.h"

namespace surprisal {
namespace {

// What one call is made of. Together they cover each pair of options.
struct Plan {
  bool probs;
  bool weighted;
  bool upstream;
  float smoothing;
  Reduction reduction;
};

constexpr Plan kPlans[] = {
    {false, false, false, 0.0f, Reduction::kMean}, {false, true, true, 0.1f, Reduction::kNone},
    {true, false, false, 0.0f, Reduction::kNone},  {true, true, false, 0.1f, Reduction::kMean},
    {false, false, true, 0.1f, Reduction::kSum},   {false, true, false, 0.0f, Reduction::kNone},
    {true, false, true, 0.1f, Reduction::kSum},    {true, true, true, 0.0f, Reduction::kMean},
    {false, false, false, 0.0f, Reduction::kNone}, {false, false, true, 1.0f, Reduction::kMean},
    {true, false, false, 1.0f, Reduction::kSum},
};

struct Problem {
  RowShape shape;
  std::vector<float> logits, targets, weights, upstream;
  std::vector<int32_t> labels;
};

Problem Draw(const RowShape& shape, float limit, uint32_t seed) {
  Numbers numbers(seed);
  Problem p;
  p.shape = shape;
  p.logits = numbers.Floats(shape.Size(), -limit, limit);
  p.targets = numbers.Floats(shape.Size(), 0.0f, 1.0f);
  p.weights = numbers.Floats(shape.classes, 0.25f, 2.0f);
  p.upstream = numbers.Floats(std::max<size_t>(shape.Rows(), 1), -2.0f, 2.0f);
  p.labels = numbers.Labels(shape.Rows(), shape.classes);
  for (size_t i = 2; i < p.labels.size(); i += 5) p.labels[i] = -100;
  return p;
}

// One call with all inputs at `offset`, with or without the gradients, against the reference.
void Check(const Problem& p, const Plan& plan, size_t offset, const CrossEntropyExpectation& want, bool with_grad) {
  SCOPED_TRACE(::testing::Message() << "[" << p.shape.outer << ", " << p.shape.classes << ", " << p.shape.inner
                                    << "], plan " << &plan - kPlans << ", offset " << offset << ", gradient "
                                    << with_grad);
  const std::span<const float> none;
  const Input<float> logits(std::span<const float>(p.logits), offset);
  const Input<float> targets(std::span<const float>(p.targets), (offset + 1) % 4);
  const Input<int32_t> labels(std::span<const int32_t>(p.labels), offset);
  const Input<float> weights(plan.weighted ? std::span<const float>(p.weights) : none, (offset + 2) % 4);
  const size_t upstream_size = plan.reduction == Reduction::kNone ? p.shape.Rows() : 1;
  const Input<float> upstream(plan.upstream ? std::span<const float>(p.upstream).first(upstream_size) : none, offset);

  Output<double> value(1);
  Output<float> row_losses(p.shape.Rows(), offset), grad(p.shape.Size(), (offset + 3) % 4);
  Output<float> grad_targets(p.shape.Size(), (offset + 2) % 4), grad_weights(p.shape.classes, (offset + 1) % 4);
  LossResults results;
  const bool rows = plan.reduction == Reduction::kNone;
  if (rows) results.losses = row_losses;
  if (!rows) results.value = value;
  if (with_grad) results.grads[0] = grad;
  if (with_grad && plan.probs) results.grads[1] = grad_targets;
  if (with_grad && plan.probs) results.grads[2] = grad_weights;
  results.grad_output = upstream;
  const CrossEntropyOptions options = {weights, -100, plan.smoothing, plan.reduction};
  const Status status = plan.probs ? CrossEntropyWithProbs(p.shape, logits, targets, options, results)
                                   : CrossEntropy(p.shape, logits, labels, options, results);
  ASSERT_TRUE(status.ok());

  if (rows) EXPECT_TRUE(Near(row_losses.values(), want.row_losses, kCrossEntropyBound));
  if (!rows) EXPECT_TRUE(Near(value.values()[0], want.value, kCrossEntropyBound));
  EXPECT_EQ(value.Untouched(), rows);
  EXPECT_EQ(row_losses.Untouched(), !rows || p.shape.Rows() == 0);
  if (!with_grad) return;
  EXPECT_TRUE(Near(grad.values(), want.grad_logits, kCrossEntropyGradBound, want.grad_scale)) << "d logits";
  if (!plan.probs) return;
  EXPECT_TRUE(Near(grad_targets.values(), want.grad_targets, kCrossEntropyGradBound)) << "d targets";
  EXPECT_TRUE(Near(grad_weights.values(), want.grad_weights, kCrossEntropyGradBound, want.grad_weights_scale))
      << "d weights";
}

void CheckAllAlignments(const RowShape& shape, const Plan& plan, float limit, uint32_t seed) {
  const Problem p = Draw(shape, limit, seed);
  const std::vector<double> logits(p.logits.begin(), p.logits.end());
  const CrossEntropyOptions options = {plan.weighted ? p.weights.data() : nullptr, -100, plan.smoothing,
                                       plan.reduction};
  const CrossEntropyExpectation want = CrossEntropyReference(shape, logits, plan.probs ? nullptr : p.labels.data(),
                                                             plan.probs ? p.targets.data() : nullptr, options,
                                                             plan.upstream ? p.upstream.data() : nullptr);
  for (size_t offset = 0; offset < 4; ++offset) {
    Check(p, plan, offset, want, true);
    Check(p, plan, offset, want, false);
  }
}

// Through 2N - 1 for vectors of up to 16 lanes, and through the change from the kernel for few classes to that for
// many.
TEST(CrossEntropySweepTest, EveryNumberOfClasses) {
  constexpr size_t kRows[] = {1, 2, 3, 4, 5, 7, 8, 9};
  uint32_t n = 0;
  for (size_t classes = 1; classes <= 80; ++classes) {
    for (const Plan& plan : kPlans) {
      CheckAllAlignments({kRows[n % std::size(kRows)], classes, 1}, plan, 4.0f, n);
      ++n;
    }
  }
}

TEST(CrossEntropySweepTest, EveryNumberOfRows) {
  uint32_t n = 0;
  for (const size_t classes : {2u, 10u, 70u}) {
    for (size_t rows = 0; rows <= 32; ++rows) {
      CheckAllAlignments({rows, classes, 1}, kPlans[n % std::size(kPlans)], 4.0f, n);
      ++n;
    }
  }
}

// More rows than a tile has, in either arrangement, some of them to be ignored in each tile.
TEST(CrossEntropySweepTest, SeveralTiles) {
  uint32_t n = 0;
  for (const RowShape& shape : {RowShape{131, 2, 1}, RowShape{131, 10, 1}, RowShape{70, 64, 1}, RowShape{150, 70, 1},
                                RowShape{20, 1000, 1}, RowShape{2, 3, 139}}) {
    for (const Plan& plan : kPlans) CheckAllAlignments(shape, plan, 4.0f, n++);
  }
}

TEST(CrossEntropySweepTest, EveryInnerLength) {
  uint32_t n = 0;
  for (const size_t classes : {1u, 2u, 3u, 5u, 70u}) {
    for (size_t inner = 0; inner <= 33; ++inner) {
      for (const size_t outer : {1u, 3u}) {
        CheckAllAlignments({outer, classes, inner}, kPlans[n % std::size(kPlans)], 4.0f, n);
        ++n;
      }
    }
  }
}

// Sums are taken in runs of classes; here at the ends of the runs, and with the maximum anywhere, and several times.
TEST(CrossEntropySweepTest, LongRows) {
  uint32_t n = 0;
  for (const size_t classes : {511u, 512u, 513u, 1023u, 1024u, 1025u, 1029u, 5000u}) {
    for (const size_t inner : {1u, 2u}) {
      for (const size_t max_at : {size_t{0}, classes / 2, classes - 1, classes}) {
        const Plan& plan = kPlans[n % std::size(kPlans)];
        const RowShape shape = {2, classes, inner};
        Problem p = Draw(shape, 4.0f, n++);
        // `classes` stands for: first and last.
        for (size_t i = 0; i < shape.Rows(); ++i) {
          p.logits[At(shape, i, max_at % classes)] = 6.0f;
          if (max_at == classes) p.logits[At(shape, i, classes - 1)] = 6.0f;
        }
        const std::vector<double> logits(p.logits.begin(), p.logits.end());
        const CrossEntropyOptions options = {plan.weighted ? p.weights.data() : nullptr, -100, plan.smoothing,
                                             plan.reduction};
        const CrossEntropyExpectation want = CrossEntropyReference(
            shape, logits, plan.probs ? nullptr : p.labels.data(), plan.probs ? p.targets.data() : nullptr, options,
            plan.upstream ? p.upstream.data() : nullptr);
        Check(p, plan, n % 4, want, true);
        Check(p, plan, n % 4, want, false);
      }
    }
  }
}

// The gradient may take the logits' place; the bits of all results must be those with a separate array.
TEST(CrossEntropySweepTest, GradientInPlace) {
  uint32_t n = 0;
  for (const Plan& plan : kPlans) {
    for (const size_t classes : {1u, 3u, 10u, 33u, 64u, 65u, 70u, 600u}) {
      for (const size_t inner : {1u, 3u, 6u}) {
        const Problem p = Draw({5, classes, inner}, 8.0f, n++);
        SCOPED_TRACE(::testing::Message() << classes << " classes, inner " << inner << ", plan " << &plan - kPlans);
        const Input<int32_t> labels{std::span<const int32_t>(p.labels)};
        const Input<float> targets{std::span<const float>(p.targets)};
        const CrossEntropyOptions options = {plan.weighted ? p.weights.data() : nullptr, -100, plan.smoothing,
                                             plan.reduction};
        Output<float> apart(p.shape.Size()), targets_apart(p.shape.Size()), targets_in_place(p.shape.Size());
        Input<float> in_place{std::span<const float>(p.logits)};
        double values[2] = {};
        Output<float> losses_apart(p.shape.Rows()), losses_in_place(p.shape.Rows());
        const bool rows = plan.reduction == Reduction::kNone;
        for (const bool separate : {true, false}) {
          LossResults results;
          if (rows) results.losses = separate ? losses_apart : losses_in_place;
          if (!rows) results.value = &values[separate];
          results.grads[0] = separate ? static_cast<float*>(apart) : in_place.data();
          if (plan.probs) results.grads[1] = separate ? targets_apart : targets_in_place;
          ASSERT_TRUE((plan.probs ? CrossEntropyWithProbs(p.shape, in_place, targets, options, results)
                                  : CrossEntropy(p.shape, in_place, labels, options, results))
                          .ok());
        }
        EXPECT_TRUE(Same(std::span<const float>(in_place.data(), p.shape.Size()), apart.values()));
        EXPECT_EQ(values[0], values[1]);
        if (rows) EXPECT_TRUE(Same(losses_in_place.values(), losses_apart.values())) << "losses";
        if (plan.probs) EXPECT_TRUE(Same(targets_in_place.values(), targets_apart.values())) << "d targets";
      }
    }
  }
}

}  // namespace
}  // namespace surprisal
