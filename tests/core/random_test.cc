// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/random.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <vector>

namespace surprisal {
namespace {

// Computed by a Python transcription of the two papers' code; its xoshiro128** gave the published 11520, 0, 5927040,
// 70819200 for the state 1, 2, 3, 4.
TEST(RandomTest, KnownAnswers) {
  struct Case {
    uint32_t seed;
    uint32_t draws[4];
  };
  constexpr Case kCases[] = {
      {0, {0x6ab03720, 0x02ae349e, 0x96495024, 0xe5671339}},
      {1, {0x177119d4, 0x81962de5, 0xe3609ab3, 0x7cbcc17a}},
      {42, {0x275d943d, 0xd9b9aab4, 0x04a1304e, 0x36411021}},
      {0xFFFFFFFF, {0xf4a11677, 0x6cd45b57, 0x44ad51ec, 0x90b14815}},
  };
  for (const Case& c : kCases) {
    Random random(c.seed);
    for (const uint32_t draw : c.draws) EXPECT_EQ(random.Next(), draw) << "seed " << c.seed;
  }
}

TEST(RandomTest, NeighbouringSeedsShareNothing) {
  std::set<uint32_t> draws;
  for (uint32_t seed = 0; seed < 1000; ++seed) draws.insert(Random(seed).Next());
  EXPECT_GE(draws.size(), 999u);
}

TEST(RandomTest, UniformIsInTheHalfOpenUnitIntervalAndEven) {
  constexpr int kDraws = 100000, kBins = 10;
  Random random(7);
  std::vector<int> counts(kBins);
  double sum = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const float draw = random.Uniform();
    ASSERT_GE(draw, 0.0f);
    ASSERT_LT(draw, 1.0f);
    ++counts[static_cast<size_t>(draw * kBins)];
    sum += static_cast<double>(draw);
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 0.005);
  for (const int count : counts) EXPECT_NEAR(count, kDraws / kBins, 500);
}

TEST(RandomTest, BelowIsBelowAndEven) {
  Random random(11);
  // 3 * 2^30 would be drawn with twice the chance for its lower third if draws were not rejected.
  for (const uint32_t bound : {1u, 2u, 3u, 7u, 10u, 60000u, 0xC0000000u, 0xFFFFFFFFu}) {
    constexpr int kDraws = 30000;
    int lower_third = 0;
    for (int i = 0; i < kDraws; ++i) {
      const uint32_t draw = random.Below(bound);
      ASSERT_LT(draw, bound);
      lower_third += draw < bound / 3;
    }
    const double share = static_cast<double>(bound / 3) / static_cast<double>(bound);
    EXPECT_NEAR(lower_third / static_cast<double>(kDraws), share, 0.02) << bound;
  }
}

}  // namespace
}  // namespace surprisal
