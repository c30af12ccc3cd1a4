// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// One call of any loss, its arguments and options by the names of the JavaScript API: the form of the golden files
// (tests/golden/README.md) in C++. Golden tests, conformance tests and fuzzing reach every loss through it.

#ifndef SURPRISAL_TESTS_CORE_LOSS_CALL_H_
#define SURPRISAL_TESTS_CORE_LOSS_CALL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "src/status.h"
#include "src/tensor.h"
#include "tests/core/bounds.h"

namespace surprisal {

// An array argument, or an option that is an array: of floats or of integers.
struct LossArgument {
  std::string_view name;
  Shape shape;
  std::span<const float> floats;
  std::span<const int32_t> labels;
};

// An option that is a number, true or false (1 or 0), or a word.
struct LossOption {
  std::string_view name;
  double number = 0.0;
  std::string_view word = {};
};

struct LossCall {
  std::span<const LossArgument> arguments;  // in the order of the signature, then those that are options
  std::span<const LossOption> options;

  const LossArgument* Find(std::string_view name) const {
    for (const LossArgument& argument : arguments) {
      if (argument.name == name) return &argument;
    }
    return nullptr;
  }
  // Absent arrays are null.
  FloatArray Floats(std::string_view name) const {
    const LossArgument* argument = Find(name);
    return argument == nullptr ? FloatArray() : FloatArray{argument->floats.data(), argument->shape};
  }
  const int32_t* Labels(std::string_view name) const {
    const LossArgument* argument = Find(name);
    return argument == nullptr ? nullptr : argument->labels.data();
  }
  double Number(std::string_view name, double fallback) const {
    for (const LossOption& option : options) {
      if (option.name == name) return option.number;
    }
    return fallback;
  }
  float Float(std::string_view name, double fallback) const { return static_cast<float>(Number(name, fallback)); }
  // A label, whatever number it is said to be.
  int32_t Label(std::string_view name, int32_t fallback) const {
    const double label = Number(name, fallback);
    return label >= -0x1p31 && label < 0x1p31 ? static_cast<int32_t>(label) : fallback;
  }
  std::string_view Word(std::string_view name, std::string_view fallback) const {
    for (const LossOption& option : options) {
      if (option.name == name) return option.word;
    }
    return fallback;
  }
  Reduction reduction(std::string_view fallback = "mean") const {
    const std::string_view word = Word("reduction", fallback);
    return word == "none"   ? Reduction::kNone
           : word == "sum"  ? Reduction::kSum
           : word == "mean" ? Reduction::kMean
                            : Reduction::kBatchMean;
  }
};

// What LossEntry::count says of calls that may not be made.
inline constexpr size_t kNotACall = static_cast<size_t>(-1);

// A loss under its name: how it is called, and the accuracy that its contract promises.
struct LossEntry {
  std::string_view name;
  Status (*run)(const LossCall& call, const LossResults& results);
  Bound value_bound;
  Bound grad_bound;
  // How many losses there are, for the array that "none" fills: whatever sizes the arguments have, for the core is to
  // reject those that don't go together. (Of what it rejects any number will do.) kNotACall where the core cannot see
  // it, since it takes an array as a bare pointer, and that array has not the length that the contract asks for.
  // loss_counts.h has those that losses share.
  size_t (*count)(const LossCall& call);
};

// The losses of one family; tests/core/losses/<family>_calls.cc has each.
std::span<const LossEntry> ElementwiseCalls();
std::span<const LossEntry> LinearCalls();
std::span<const LossEntry> PairCalls();
std::span<const LossEntry> RegionCalls();
std::span<const LossEntry> RowCalls();
std::span<const LossEntry> SequenceCalls();
std::span<const LossEntry> SimilarityCalls();

// Cross-entropy, against labels or probabilities. Its golden cases have files of their own, and so it is not one of
// ForEachLoss.
std::span<const LossEntry> CrossEntropyCalls();

// All with golden cases in the common form, family by family.
template <class Body>
void ForEachLoss(const Body& body) {
  for (const auto& family : {ElementwiseCalls(), PairCalls(), RegionCalls(), SequenceCalls(), SimilarityCalls(),
                             RowCalls(), LinearCalls()}) {
    for (const LossEntry& entry : family) body(entry);
  }
}

inline const LossEntry* FindLoss(std::string_view name) {
  const LossEntry* found = nullptr;
  const auto compare = [&](const LossEntry& entry) {
    if (entry.name == name) found = &entry;
  };
  ForEachLoss(compare);
  for (const LossEntry& entry : CrossEntropyCalls()) compare(entry);
  return found;
}

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_LOSS_CALL_H_
