// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses of regions: identities, sizes around those of blocks, and what bad input gets. Golden values are in
// golden_losses_test.cc.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "src/dice_loss.h"
#include "src/tversky_loss.h"
#include "tests/core/arrays.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

constexpr Activation kActivations[] = {Activation::kNone, Activation::kSigmoid, Activation::kSoftmax};

using Floats = std::vector<float>;
using Doubles = std::vector<double>;

struct Masks {
  RowShape shape;
  Floats inputs;
  Floats targets;

  Masks(const RowShape& s, Activation activation, uint32_t seed) : shape(s) {
    Numbers numbers(seed);
    const bool probs = activation == Activation::kNone;
    inputs = numbers.Floats(s.Size(), probs ? 0.0f : -4.0f, probs ? 1.0f : 4.0f);
    for (size_t i = 0; i < s.Size(); ++i) targets.push_back(static_cast<float>(numbers.Below(5)) / 4.0f);
  }
  Shape sizes() const { return {shape.outer, shape.classes, shape.inner}; }
};

Doubles ActivatedRow(const Masks& masks, Activation activation, size_t sample, size_t place) {
  Doubles probs;
  double sum = 0.0;
  for (size_t c = 0; c < masks.shape.classes; ++c) {
    const size_t at = (sample * masks.shape.classes + c) * masks.shape.inner + place;
    const double x = static_cast<double>(masks.inputs[at]);
    probs.push_back(activation == Activation::kNone      ? x
                    : activation == Activation::kSigmoid ? 1.0 / (1.0 + std::exp(-x))
                                                         : std::exp(x));
    sum += probs.back();
  }
  for (double& p : probs) p = activation == Activation::kSoftmax ? p / sum : p;
  return probs;
}

struct Reference {
  Doubles losses;
  Doubles input_grads;
  Doubles target_grads;
};

// The definition and its derivatives, by the rule for quotients.
Reference ReferenceOf(const Masks& masks, const TverskyOptions& options, const Doubles& upstream) {
  const auto [n, classes, places] = masks.shape;
  const double alpha = static_cast<double>(options.alpha);
  const double beta = static_cast<double>(options.beta);
  const double gamma = static_cast<double>(options.gamma);
  const double smooth = static_cast<double>(options.smooth);
  Reference reference;
  reference.input_grads.resize(masks.shape.Size());
  reference.target_grads.resize(masks.shape.Size());
  for (size_t sample = 0; sample < n; ++sample) {
    std::vector<Doubles> probs;
    for (size_t i = 0; i < places; ++i) probs.push_back(ActivatedRow(masks, options.activation, sample, i));
    std::vector<Doubles> by_probs(places, Doubles(classes));
    for (size_t c = 0; c < classes; ++c) {
      const size_t region = sample * classes + c;
      double both = 0.0;
      double p_sum = 0.0;
      double t_sum = 0.0;
      const auto target = [&](size_t i) { return static_cast<double>(masks.targets[region * places + i]); };
      for (size_t i = 0; i < places; ++i) {
        both += probs[i][c] * target(i);
        p_sum += probs[i][c];
        t_sum += target(i);
      }
      const double above = both + smooth;
      const double below = both + alpha * (p_sum - both) + beta * (t_sum - both) + smooth;
      const double ratio = 1.0 - above / below;
      reference.losses.push_back(std::pow(ratio, gamma));
      const double slope = upstream[region] * gamma * std::pow(ratio, gamma - 1.0);
      for (size_t i = 0; i < places; ++i) {
        const double rest = 1.0 - alpha - beta;
        by_probs[i][c] = -slope * (target(i) * below - above * (rest * target(i) + alpha)) / (below * below);
        reference.target_grads[region * places + i] =
            -slope * (probs[i][c] * below - above * (rest * probs[i][c] + beta)) / (below * below);
      }
    }
    for (size_t i = 0; i < places; ++i) {
      double dot = 0.0;
      for (size_t c = 0; c < classes; ++c) dot += by_probs[i][c] * probs[i][c];
      for (size_t c = 0; c < classes; ++c) {
        const double p = probs[i][c];
        reference.input_grads[(sample * classes + c) * places + i] =
            options.activation == Activation::kNone      ? by_probs[i][c]
            : options.activation == Activation::kSigmoid ? by_probs[i][c] * p * (1.0 - p)
                                                         : p * (by_probs[i][c] - dot);
      }
    }
  }
  return reference;
}

TEST(RegionsTest, EverySizeAndBlock) {
  std::vector<RowShape> shapes = {{1, 1, 16383}, {1, 1, 16384}, {2, 1, 16385}, {1, 3, 9001},  {1, 1100, 40},
                                  {6000, 3, 1},  {270, 3, 21},  {3, 2, 8192},  {1, 17000, 1}, {1, 2, 8200}};
  for (size_t places = 0; places <= 17; ++places) shapes.push_back({3, 2, places});
  for (const RowShape& shape : shapes) {
    for (const Activation activation : kActivations) {
      const size_t offset = shape.inner % 4;
      SCOPED_TRACE(::testing::Message() << shape.outer << ", " << shape.classes << ", " << shape.inner
                                        << ", activation " << static_cast<int>(activation));
      const Masks masks(shape, activation, 7);
      const size_t regions = shape.outer * shape.classes;
      const TverskyOptions options = {.alpha = 0.75f, .beta = 0.5f, .gamma = 1.5f, .activation = activation};
      const Floats upstream = Numbers(3).Floats(regions, 0.5f, 2.0f);
      const Reference want = ReferenceOf(masks, options, Doubles(upstream.begin(), upstream.end()));

      const Input<float> inputs(std::span<const float>(masks.inputs), offset);
      const Input<float> targets(std::span<const float>(masks.targets), (offset + 1) % 4);
      Output<float> losses(regions, 1);
      Output<float> input_grads(shape.Size(), offset);
      Output<float> target_grads(shape.Size(), 2);
      LossResults results = {.losses = losses, .grad_output = upstream.data()};
      results.grads[0] = input_grads;
      results.grads[1] = target_grads;
      ASSERT_TRUE(
          TverskyLoss({inputs, masks.sizes()}, {targets, masks.sizes()}, options, Reduction::kNone, results).ok());
      EXPECT_TRUE(Near(losses.values(), want.losses, kRegionBound));
      EXPECT_TRUE(Near(input_grads.values(), want.input_grads, kRegionGradBound));
      EXPECT_TRUE(Near(target_grads.values(), want.target_grads, kRegionGradBound));
    }
  }
}

// ------------------------------ Identities

struct Found {
  Floats losses;
  Floats grads[2];
};

template <class Call>
Found Run(const Masks& masks, const Call& call) {
  Found found;
  found.losses.resize(masks.shape.outer * masks.shape.classes);
  LossResults results;
  results.losses = found.losses.data();
  for (size_t i = 0; i < 2; ++i) {
    found.grads[i].resize(masks.shape.Size());
    results.grads[i] = found.grads[i].data();
  }
  const Status status =
      call(FloatArray{masks.inputs.data(), masks.sizes()}, FloatArray{masks.targets.data(), masks.sizes()}, results);
  EXPECT_TRUE(status.ok());
  return found;
}

Found RunTversky(const Masks& masks, const TverskyOptions& options) {
  return Run(masks, [&](const FloatArray& input, const FloatArray& target, const LossResults& results) {
    return TverskyLoss(input, target, options, Reduction::kNone, results);
  });
}

Found RunDice(const Masks& masks, float smooth, Activation activation) {
  return Run(masks, [&](const FloatArray& input, const FloatArray& target, const LossResults& results) {
    return DiceLoss(input, target, smooth, activation, Reduction::kNone, results);
  });
}

TEST(RegionsTest, DiceIsTverskyAtAHalf) {
  for (const Activation activation : kActivations) {
    const Masks masks({2, 3, 37}, activation, 1);
    const Found tversky = RunTversky(masks, {.smooth = 0.75f, .activation = activation});
    const Found dice = RunDice(masks, 1.5f, activation);
    EXPECT_EQ(tversky.losses, dice.losses);
    EXPECT_EQ(tversky.grads[0], dice.grads[0]);
    EXPECT_EQ(tversky.grads[1], dice.grads[1]);
  }
}

TEST(RegionsTest, PerfectAndEmptyMasks) {
  Masks masks({2, 2, 19}, Activation::kNone, 2);
  for (float& target : masks.targets) target = std::round(target);
  masks.inputs = masks.targets;
  const float nearly_none = 0x1p-20f;
  for (const float smooth : {1.0f, nearly_none}) {
    EXPECT_EQ(RunDice(masks, smooth, Activation::kNone).losses, Floats(4, 0.0f));
    EXPECT_EQ(RunTversky(masks, {.alpha = 0.25f, .beta = 2.0f, .gamma = 0.5f, .smooth = smooth}).losses,
              Floats(4, 0.0f));
  }
  std::fill(masks.targets.begin(), masks.targets.end(), 0.0f);
  masks.inputs = masks.targets;
  EXPECT_EQ(RunDice(masks, 1.0f, Activation::kNone).losses, Floats(4, 0.0f));
  for (const float loss : RunDice(masks, 0.0f, Activation::kNone).losses) EXPECT_TRUE(std::isnan(loss));
}

TEST(RegionsTest, PricesExchangeWithTheMasks) {
  const Masks masks({2, 3, 11}, Activation::kNone, 3);
  Masks exchanged = masks;
  std::swap(exchanged.inputs, exchanged.targets);
  const Found got = RunTversky(masks, {.alpha = 0.25f, .beta = 0.875f, .gamma = 2.0f});
  const Found want = RunTversky(exchanged, {.alpha = 0.875f, .beta = 0.25f, .gamma = 2.0f});
  EXPECT_TRUE(Near(got.losses, Doubles(want.losses.begin(), want.losses.end()), kRegionBound));
  EXPECT_TRUE(Near(got.grads[0], Doubles(want.grads[1].begin(), want.grads[1].end()), kRegionGradBound));
  EXPECT_TRUE(Near(got.grads[1], Doubles(want.grads[0].begin(), want.grads[0].end()), kRegionGradBound));
}

TEST(RegionsTest, TwoClassSoftmaxIsASigmoid) {
  Masks two({3, 2, 29}, Activation::kSoftmax, 4);
  Masks one({3, 1, 29}, Activation::kSigmoid, 4);
  for (size_t i = 0; i < one.inputs.size(); ++i) {
    const size_t at = i / 29 * 58 + i % 29;
    two.inputs[at] = one.inputs[i];
    two.inputs[at + 29] = 0.0f;
    one.targets[i] = two.targets[at];
  }
  const Found softmax = RunDice(two, 1.0f, Activation::kSoftmax);
  const Found sigmoid = RunDice(one, 1.0f, Activation::kSigmoid);
  for (size_t sample = 0; sample < 3; ++sample) {
    EXPECT_NEAR(softmax.losses[2 * sample], sigmoid.losses[sample], 2e-7);
  }
}

// ------------------------------ Nothing, reductions, and bad input

TEST(RegionsTest, LossIsTheReductionOfItsRegions) {
  const Masks masks({2, 3, 10}, Activation::kSigmoid, 5);
  const Found rows = RunDice(masks, 1.0f, Activation::kSigmoid);
  double sum = 0.0;
  for (const float loss : rows.losses) sum += static_cast<double>(loss);
  for (const Reduction reduction : {Reduction::kMean, Reduction::kSum}) {
    const double divisor = reduction == Reduction::kMean ? 6.0 : 1.0;
    const float upstream = -2.0f;
    double value = 0.0;
    Floats grads(masks.shape.Size());
    LossResults results = {.value = &value, .grad_output = &upstream};
    results.grads[0] = grads.data();
    ASSERT_TRUE(DiceLoss({masks.inputs.data(), masks.sizes()}, {masks.targets.data(), masks.sizes()}, 1.0f,
                         Activation::kSigmoid, reduction, results)
                    .ok());
    EXPECT_TRUE(Near(value, sum / divisor, kRegionBound));
    Doubles want;
    for (const float grad : rows.grads[0]) want.push_back(-2.0 / divisor * static_cast<double>(grad));
    EXPECT_TRUE(Near(grads, want, kRegionGradBound));
  }
}

TEST(RegionsTest, NothingToCompare) {
  const float none = 0.0f;
  for (const Shape& shape : {Shape{0, 3, 2}, Shape{2, 0, 2}, Shape{0, 0}}) {
    for (const Activation activation : kActivations) {
      double value = 1.0;
      LossResults results = {.value = &value};
      EXPECT_TRUE(DiceLoss({&none, shape}, {&none, shape}, 1.0f, activation, Reduction::kSum, results).ok());
      EXPECT_EQ(value, 0.0);
      EXPECT_TRUE(DiceLoss({&none, shape}, {&none, shape}, 1.0f, activation, Reduction::kMean, results).ok());
      EXPECT_TRUE(std::isnan(value));
    }
  }
}

template <class Call>
void ExpectRefused(const Call& call, StatusCode code, size_t index, double got) {
  Output<double> value(1);
  Output<float> losses(8);
  Output<float> grads(24);
  LossResults results = {.value = value, .losses = losses};
  results.grads[0] = results.grads[1] = grads;
  EXPECT_TRUE(IsStatus(call(results), code, index, got));
  EXPECT_TRUE(value.Untouched() && losses.Untouched() && grads.Untouched());
}

TEST(RegionsTest, BadInputIsRefused) {
  const Floats numbers(24, 0.5f);
  const auto dice = [&](const Shape& input, const Shape& target, float smooth) {
    return [=, &numbers](const LossResults& r) {
      return DiceLoss({numbers.data(), input}, {numbers.data(), target}, smooth, Activation::kNone, Reduction::kMean,
                      r);
    };
  };
  ExpectRefused(dice({6}, {6}, 1.0f), StatusCode::kShapeInvalid, 0, 0.0);
  ExpectRefused(dice({2, 3}, {2, 3, 1}, 1.0f), StatusCode::kShapeInvalid, 1, 0.0);
  ExpectRefused(dice({2, 3, 2}, {2, 3, 1}, 1.0f), StatusCode::kShapeInvalid, 1, 2.0);
  ExpectRefused(dice({2, 3}, {2, 3}, -1.0f), StatusCode::kOptionInvalid, 2, -1.0);
  const float infinity = std::numeric_limits<float>::infinity();
  ExpectRefused(dice({2, 3}, {2, 3}, infinity), StatusCode::kOptionInvalid, 2, static_cast<double>(infinity));
  ExpectRefused(dice({2, 3}, {2, 3}, std::nanf("")), StatusCode::kOptionInvalid, 2, std::nan(""));
  const size_t many = size_t{1} << (sizeof(size_t) * 4 + 1);
  ExpectRefused(dice({many, many, 0}, {many, many, 0}, 1.0f), StatusCode::kTooLarge, 0,
                static_cast<double>(many) * static_cast<double>(many));

  const auto tversky = [&](const TverskyOptions& options) {
    return [=, &numbers](const LossResults& r) {
      return TverskyLoss({numbers.data(), {2, 3}}, {numbers.data(), {2, 3}}, options, Reduction::kMean, r);
    };
  };
  ExpectRefused(tversky({.alpha = -0.5f}), StatusCode::kOptionInvalid, 2, -0.5);
  ExpectRefused(tversky({.beta = -2.0f}), StatusCode::kOptionInvalid, 3, -2.0);
  ExpectRefused(tversky({.gamma = 0.0f}), StatusCode::kOptionInvalid, 4, 0.0);
  ExpectRefused(tversky({.smooth = -1.0f}), StatusCode::kOptionInvalid, 5, -1.0);
}

}  // namespace
}  // namespace surprisal
