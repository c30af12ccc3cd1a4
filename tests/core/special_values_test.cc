// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Infinities and NaN in one row of several, at every place of the row and in every arrangement of rows that the kernels
// know: the row has the fate that the headers say, and its neighbours keep theirs. Golden values for short rows are in
// golden_test.cc.

#include <gtest/gtest.h>

#include <algorithm>
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

// Transposed, with and without spare rows; one wide row, of one run and of several; rows side by side.
constexpr RowShape kShapes[] = {{4, 5, 1}, {3, 10, 1}, {3, 101, 1}, {2, 1100, 1}, {2, 3, 5}, {1, 100, 3}};

struct Special {
  const char* name;
  float values[2];  // the second stands beside the first, if there is room
  bool everywhere;
};

constexpr Special kSpecials[] = {
    {"NaN", {kNaN, 0.0f}, false},
    {"+inf", {kInf, 0.0f}, false},
    {"-inf", {-kInf, 0.0f}, false},
    {"+inf twice", {kInf, kInf}, false},
    {"-inf twice", {-kInf, -kInf}, false},
    {"+inf and -inf", {kInf, -kInf}, false},
    {"NaN and +inf", {kNaN, kInf}, false},
    {"+inf and NaN", {kInf, kNaN}, false},
    {"NaN everywhere", {kNaN, kNaN}, true},
    {"-inf everywhere", {-kInf, -kInf}, true},
    {"+inf everywhere", {kInf, kInf}, true},
};

// Calls check(shape, logits) for every special, everywhere, in one row of the shape.
template <class Check>
void ForEachSpecialRow(const Check& check) {
  for (const RowShape& shape : kShapes) {
    const size_t row = shape.Rows() / 2;
    for (const Special& special : kSpecials) {
      for (const size_t at : {size_t{0}, shape.classes / 2, shape.classes - 2}) {
        SCOPED_TRACE(::testing::Message() << special.name << " at " << at << " of [" << shape.outer << ", "
                                          << shape.classes << ", " << shape.inner << "]");
        std::vector<float> logits = Numbers(static_cast<uint32_t>(at)).Floats(shape.Size(), -2.0f, 2.0f);
        for (size_t j = 0; j < shape.classes; ++j) {
          if (special.everywhere || j == at) logits[At(shape, row, j)] = special.values[0];
          if (j == at + 1) logits[At(shape, row, j)] = special.values[1];
        }
        check(shape, logits);
      }
    }
  }
}

TEST(SpecialValuesTest, CrossEntropy) {
  ForEachSpecialRow([](const RowShape& shape, const std::vector<float>& logits) {
    const std::vector<double> exact(logits.begin(), logits.end());
    for (const float smoothing : {0.0f, 0.1f, 1.0f}) {
      // The label at the special value, beside it, and elsewhere.
      for (const size_t label : {size_t{0}, shape.classes / 2, shape.classes / 2 + 1, shape.classes - 1}) {
        SCOPED_TRACE(::testing::Message() << "label " << label << ", smoothing " << smoothing);
        const std::vector<int32_t> labels(shape.Rows(), static_cast<int32_t>(label % shape.classes));
        const CrossEntropyOptions options = {.label_smoothing = smoothing, .reduction = Reduction::kNone};
        const CrossEntropyExpectation want = CrossEntropyReference(shape, exact, labels.data(), nullptr, options);
        for (const bool with_grad : {true, false}) {
          Output<float> losses(shape.Rows()), grad(shape.Size());
          LossResults results;
          results.losses = losses;
          if (with_grad) results.grads[0] = grad;
          ASSERT_TRUE(CrossEntropy(shape, logits.data(), labels.data(), options, results).ok());
          EXPECT_TRUE(Near(losses.values(), want.row_losses, kCrossEntropyBound));
          if (with_grad) EXPECT_TRUE(Near(grad.values(), want.grad_logits, kCrossEntropyGradBound, 1.0));
        }
      }
    }
  });
}

TEST(SpecialValuesTest, CrossEntropyWithProbs) {
  ForEachSpecialRow([](const RowShape& shape, const std::vector<float>& logits) {
    const std::vector<double> exact(logits.begin(), logits.end());
    std::vector<float> targets = Numbers(1).Floats(shape.Size(), 0.125f, 1.0f);
    for (const bool zeros : {false, true}) {
      for (const float smoothing : {0.0f, 0.1f}) {
        SCOPED_TRACE(::testing::Message() << "zeros " << zeros << ", smoothing " << smoothing);
        // No mass where the logit is -inf: such a term is 0.
        for (size_t i = 0; i < targets.size(); ++i) {
          if (zeros && logits[i] == -kInf) targets[i] = 0.0f;
        }
        const CrossEntropyOptions options = {.label_smoothing = smoothing, .reduction = Reduction::kNone};
        const CrossEntropyExpectation want = CrossEntropyReference(shape, exact, nullptr, targets.data(), options);
        Output<float> losses(shape.Rows()), grad(shape.Size()), grad_targets(shape.Size()), grad_weights(shape.classes);
        LossResults results;
        results.losses = losses;
        results.grads[0] = grad;
        results.grads[1] = grad_targets;
        results.grads[2] = grad_weights;
        ASSERT_TRUE(CrossEntropyWithProbs(shape, logits.data(), targets.data(), options, results).ok());
        EXPECT_TRUE(Near(losses.values(), want.row_losses, kCrossEntropyBound));
        EXPECT_TRUE(Near(grad.values(), want.grad_logits, kCrossEntropyGradBound, want.grad_scale)) << "d logits";
        EXPECT_TRUE(Near(grad_targets.values(), want.grad_targets, kCrossEntropyGradBound)) << "d targets";
        EXPECT_TRUE(Near(grad_weights.values(), want.grad_weights, kCrossEntropyGradBound)) << "d weights";
      }
    }
  });
}

// An ignored row has loss 0 and gradient 0, whatever it holds; a tile's other rows do not notice.
TEST(SpecialValuesTest, IgnoredRows) {
  ForEachSpecialRow([](const RowShape& shape, const std::vector<float>& logits) {
    const std::vector<double> exact(logits.begin(), logits.end());
    std::vector<int32_t> labels(shape.Rows(), 1);
    labels[shape.Rows() / 2] = -100;
    for (const Reduction reduction : {Reduction::kNone, Reduction::kMean}) {
      const CrossEntropyOptions options = {.reduction = reduction};
      const CrossEntropyExpectation want = CrossEntropyReference(shape, exact, labels.data(), nullptr, options);
      double value = 0.0;
      Output<float> losses(shape.Rows()), grad(shape.Size());
      LossResults results;
      results.value = &value;
      results.losses = losses;
      results.grads[0] = grad;
      ASSERT_TRUE(CrossEntropy(shape, logits.data(), labels.data(), options, results).ok());
      if (reduction == Reduction::kNone) EXPECT_TRUE(Near(losses.values(), want.row_losses, kCrossEntropyBound));
      if (reduction == Reduction::kMean) EXPECT_TRUE(Near(value, want.value, kCrossEntropyBound));
      EXPECT_TRUE(Near(grad.values(), want.grad_logits, kCrossEntropyGradBound, want.grad_scale));
    }
  });
}

struct Function {
  const char* name;
  SoftmaxOp op;
  Status (*value)(const RowShape&, const float*, float, float*);
  Status (*grad)(const RowShape&, const float*, float, const float*, float*);
};

constexpr Function kFunctions[] = {
    {"Softmax", SoftmaxOp::kSoftmax, Softmax, SoftmaxGrad},
    {"LogSoftmax", SoftmaxOp::kLogSoftmax, LogSoftmax, LogSoftmaxGrad},
    {"LogSumExp", SoftmaxOp::kLogSumExp, LogSumExp, LogSumExpGrad},
};

TEST(SpecialValuesTest, Softmax) {
  ForEachSpecialRow([](const RowShape& shape, const std::vector<float>& logits) {
    const std::vector<float> upstream = Numbers(2).Floats(shape.Size(), 0.5f, 2.0f);
    for (const Function& f : kFunctions) {
      for (const float temperature : {1.0f, 0.5f}) {
        SCOPED_TRACE(::testing::Message() << f.name << ", temperature " << temperature);
        const SoftmaxExpectation want = SoftmaxReference(f.op, shape, logits, temperature, upstream.data());
        Output<float> value(want.value.size()), grad(shape.Size());
        ASSERT_TRUE(f.value(shape, logits.data(), temperature, value).ok());
        EXPECT_TRUE(Near(value.values(), want.value, kSoftmaxBound));
        ASSERT_TRUE(f.grad(shape, logits.data(), temperature, upstream.data(), grad).ok());
        const double sum = f.op == SoftmaxOp::kLogSoftmax ? 2.0 * static_cast<double>(shape.classes) : 2.0;
        EXPECT_TRUE(Near(grad.values(), want.grad, kSoftmaxGradBound, sum / static_cast<double>(temperature)))
            << "gradient";
      }
    }
  });
}

}  // namespace
}  // namespace surprisal
