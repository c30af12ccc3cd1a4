// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every golden case in the common form (tests/golden/losses/): values and gradients together and each alone, and
// whichever gradients are wanted.

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "tests/core/arrays.h"
#include "tests/core/golden.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

#include "golden_losses.inc"

// Arguments in memory of their own, so that the address sanitizer sees a read beyond them.
class Arguments {
 public:
  explicit Arguments(const LossCall& call) {
    for (const LossArgument& argument : call.arguments) {
      auto& copy = copies_.emplace_back(argument);
      floats_.push_back(std::make_unique<Input<float>>(argument.floats, floats_.size() % 4));
      labels_.push_back(std::make_unique<Input<int32_t>>(argument.labels));
      if (argument.floats.data() != nullptr) copy.floats = {floats_.back()->data(), argument.floats.size()};
      if (argument.labels.data() != nullptr) copy.labels = {labels_.back()->data(), argument.labels.size()};
    }
  }
  std::span<const LossArgument> copies() const { return copies_; }

 private:
  std::vector<LossArgument> copies_;
  std::vector<std::unique_ptr<Input<float>>> floats_;
  std::vector<std::unique_ptr<Input<int32_t>>> labels_;
};

constexpr size_t kGrads = std::size(LossResults().grads);
constexpr size_t kAll = (size_t{1} << kGrads) - 1;

// `wanted_grads`: a bit for each gradient.
void Check(const GoldenLoss& c, const LossEntry& entry, bool with_value, size_t wanted_grads) {
  SCOPED_TRACE(::testing::Message() << c.name << ", value " << with_value << ", gradients " << wanted_grads);
  const Arguments arguments(c.call);
  const Input<float> grad_output(c.grad_output);
  Output<double> value(1);
  Output<float> losses(c.value.size(), 1);
  LossResults results;
  results.grad_output = grad_output;
  if (with_value) {
    results.value = value;
    results.losses = losses;
  }
  std::vector<std::unique_ptr<Output<float>>> grads;
  const auto is_wanted = [&](size_t i) { return c.grads[i].data() != nullptr && (wanted_grads >> i) % 2 != 0; };
  for (size_t i = 0; i < kGrads; ++i) {
    grads.push_back(std::make_unique<Output<float>>(c.grads[i].size(), i));
    if (is_wanted(i)) results.grads[i] = *grads.back();
  }
  const Status status = entry.run({arguments.copies(), c.call.options}, results);
  ASSERT_TRUE(status.ok()) << "status " << static_cast<int>(status.code) << " at " << status.index;
  if (with_value && losses.Untouched() && !c.value.empty()) {
    EXPECT_TRUE(Near(value.values(), c.value, entry.value_bound));
  } else if (with_value) {
    EXPECT_TRUE(value.Untouched()) << "both a value and losses";
    EXPECT_EQ(entry.count(c.call), c.value.size()) << "not what the entry says";
    EXPECT_TRUE(Near(losses.values(), c.value, entry.value_bound));
  }
  for (size_t i = 0; i < grads.size(); ++i) {
    if (!is_wanted(i)) continue;
    EXPECT_TRUE(Near(grads[i]->values(), c.grads[i], entry.grad_bound)) << "gradient " << i;
  }
}

TEST(GoldenLossesTest, AllCases) {
  for (const GoldenLoss& c : kGoldenLosses) {
    SCOPED_TRACE(c.loss);
    const LossEntry* entry = FindLoss(c.loss);
    ASSERT_NE(entry, nullptr) << "no entry for the loss";
    Check(c, *entry, true, kAll);
    for (size_t wanted = 0; wanted < kAll; ++wanted) Check(c, *entry, true, wanted);
    Check(c, *entry, false, kAll);
  }
}

TEST(GoldenLossesTest, EveryLossHasCases) {
  ForEachLoss([](const LossEntry& entry) {
    size_t cases = 0;
    for (const GoldenLoss& c : kGoldenLosses) cases += c.loss == entry.name;
    EXPECT_GT(cases, 0u) << entry.name;
  });
}

}  // namespace
}  // namespace surprisal
