// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/roc_auc.h"

#include <bit>
#include <cmath>
#include <utility>

#include "src/checks.h"
#include "src/memory.h"

namespace surprisal {
namespace {

constexpr uint32_t kSign = 0x80000000u;

struct Example {
  uint32_t score;   // as an integer of the same order
  uint32_t weight;  // its bits, the sign set for a positive example

  size_t Side() const { return weight >> 31; }
  double Weight() const { return static_cast<double>(std::bit_cast<float>(weight & ~kSign)); }
};

Example ExampleOf(float score, float weight, bool positive) {
  const uint32_t bits = std::bit_cast<uint32_t>(score + 0.0f);  // -0 is 0
  const uint32_t weight_bits = std::bit_cast<uint32_t>(weight) & ~kSign;
  return {(bits & kSign) != 0 ? ~bits : bits | kSign, positive ? weight_bits | kSign : weight_bits};
}

// Sorts by one of the integers, byte by byte from the lowest, and leaves equals in their order. `spare` is room for as
// many examples.
void SortBy(uint32_t Example::* key, size_t count, Example* examples, Example* spare) {
  for (int shift = 0; shift < 32; shift += 8) {
    const auto byte_of = [&](const Example& example) { return example.*key >> shift & 0xFF; };
    size_t places[256] = {};
    for (size_t i = 0; i < count; ++i) ++places[byte_of(examples[i])];
    size_t begin = 0;
    for (size_t& place : places) begin += std::exchange(place, begin);
    for (size_t i = 0; i < count; ++i) spare[places[byte_of(examples[i])]++] = examples[i];
    std::swap(examples, spare);
  }
}

// Sums of weights, of negative and of positive examples.
struct Sides {
  double weight[2] = {0.0, 0.0};
};

}  // namespace

Status RocAuc(size_t count, const float* scores, const int32_t* labels, const float* sample_weights,
              int32_t ignore_label, double* area) {
  size_t counted = 0;
  if (const Status status = CheckLabels(labels, count, 2, ignore_label, &counted); !status.ok()) return status;
  if (const Status status = CheckNonNegative(sample_weights, count, StatusCode::kWeightInvalid); !status.ok()) {
    return status;
  }
  const Buffer<Example> examples = AllocateZeros<Example>(2 * counted);
  if (examples == nullptr) {
    return {StatusCode::kOutOfMemory, 0, 2.0 * static_cast<double>(counted) * static_cast<double>(sizeof(Example))};
  }
  Sides total;
  size_t end = 0;
  for (size_t i = 0; i < count; ++i) {
    if (labels[i] == ignore_label) continue;
    if (std::isnan(scores[i])) return {StatusCode::kScoreInvalid, i, static_cast<double>(scores[i])};
    const float weight = sample_weights != nullptr ? sample_weights[i] : 1.0f;
    examples[end++] = ExampleOf(scores[i], weight, labels[i] == 1);
    total.weight[labels[i]] += static_cast<double>(weight);
  }
  for (const int side : {0, 1}) {
    if (total.weight[side] == 0.0) return {StatusCode::kClassMissing, 0, static_cast<double>(side)};
  }
  // By weight too, or else the order of equals, and with it the sums' last bits, would be the caller's.
  if (sample_weights != nullptr) SortBy(&Example::weight, end, examples.get(), examples.get() + counted);
  SortBy(&Example::score, end, examples.get(), examples.get() + counted);
  // Group by group of equal scores: each positive example wins against all negative ones below, and half of its equals.
  double wins = 0.0, below = 0.0;
  for (size_t i = 0; i < end;) {
    Sides group;
    const uint32_t score = examples[i].score;
    for (; i < end && examples[i].score == score; ++i) {
      group.weight[examples[i].Side()] += examples[i].Weight();
    }
    wins += group.weight[1] * (below + 0.5 * group.weight[0]);
    below += group.weight[0];
  }
  *area = wins / (total.weight[0] * total.weight[1]);
  return {};
}

}  // namespace surprisal
