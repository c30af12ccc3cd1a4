// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every loss of the registry (tests/core/loss_call.h). The bytes choose one of its golden cases, which says what
// arguments and options there are and which sizes agree; then they change sizes, numbers, labels and options.

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/core/golden.h"
#include "tests/core/input.h"
#include "tests/fuzz/bytes.h"
#include "tests/fuzz/check_call.h"

namespace surprisal {
namespace {

#include "golden_losses.inc"

// Of an array; and of the losses, which broadcasting makes more.
constexpr size_t kMaxElements = 4096;
constexpr size_t kMaxLosses = 1 << 15;

// A loss, and what its golden cases tell of it.
struct Subject {
  explicit Subject(const LossEntry& loss) : entry(loss) {
    for (const GoldenLoss& c : kGoldenLosses) {
      if (c.loss != entry.name) continue;
      cases.push_back(&c);
      for (const LossArgument& argument : c.call.arguments) ++uses[argument.name];
      for (const LossOption& option : c.call.options) pool[option.name].push_back(option);
    }
    Require(!cases.empty(), "a loss without golden cases");
  }
  // Whether there is one result for each element and no reduction, as of sigmoid.
  bool IsMap() const {
    return !pool.contains("reduction") &&
           std::ranges::any_of(cases, [](const GoldenLoss* c) { return c->value.size() != 1; });
  }
  // Only what some case does without.
  bool IsOptional(std::string_view argument) const { return uses.at(argument) < cases.size(); }

  const LossEntry& entry;
  std::vector<const GoldenLoss*> cases;
  std::map<std::string_view, size_t> uses;
  std::map<std::string_view, std::vector<LossOption>> pool;
};

const std::vector<Subject>& Subjects() {
  static const std::vector<Subject> kSubjects = [] {
    std::vector<Subject> subjects;
    ForEachLoss([&](const LossEntry& entry) {
      Require(entry.count != nullptr, "a loss that does not say how many losses there are");
      subjects.emplace_back(entry);
    });
    return subjects;
  }();
  return kSubjects;
}

// One axis more, one less, or one of another size.
void Distort(Bytes& bytes, Shape& shape) {
  const size_t axis = shape.rank == 0 ? 0 : bytes.Below(shape.rank);
  const auto* end = shape.sizes + shape.rank;
  switch (bytes.Below(3)) {
    case 0:
      if (shape.rank == kMaxRank) return;
      std::copy_backward(shape.sizes + axis, shape.sizes + shape.rank, shape.sizes + shape.rank + 1);
      shape.sizes[axis] = bytes.Size();
      ++shape.rank;
      break;
    case 1:
      if (shape.rank == 0) return;
      std::copy(static_cast<const size_t*>(shape.sizes + axis + 1), end, shape.sizes + axis);
      --shape.rank;
      break;
    default:
      if (shape.rank > 0) shape.sizes[axis] = bytes.Size();
  }
}

// New sizes. What is equal in the golden case stays equal, but for a few times, when one array goes its own way.
std::vector<LossArgument> Resized(Bytes& bytes, std::span<const LossArgument> arguments) {
  std::vector<LossArgument> resized(arguments.begin(), arguments.end());
  // What is 1 is broadcast, or the only one of its kind.
  std::map<size_t, size_t> sizes;
  if (!bytes.Rarely(8)) sizes[1] = 1;
  const bool same = bytes.Rarely(4);
  for (LossArgument& argument : resized) {
    for (size_t axis = 0; axis < argument.shape.rank && !same; ++axis) {
      size_t& size = argument.shape.sizes[axis];
      const auto found = sizes.find(size);
      size = found != sizes.end() ? found->second : (sizes[size] = bytes.Size());
    }
  }
  if (!resized.empty() && bytes.Rarely(6)) Distort(bytes, resized[bytes.Below(resized.size())].shape);
  return resized;
}

// The numbers of the golden case, over and over, or others.
struct Numbers {
  Numbers(Bytes& bytes, const LossArgument& argument, size_t label_bound) {
    const size_t count = argument.shape.Size();
    const bool keep = bytes.Rarely(3);
    const size_t offset = bytes.Below(4);
    if (argument.labels.data() != nullptr) {
      labels.emplace(Kept(argument.labels, count, keep, [&] { return bytes.Labels(count, label_bound); }), offset);
    } else {
      const bool probs = bytes.Flag();
      floats.emplace(Kept(argument.floats, count, keep, [&] { return bytes.Floats(count, probs); }), offset);
    }
  }

  template <class T, class Make>
  static std::vector<T> Kept(std::span<const T> golden, size_t count, bool keep, const Make& make) {
    if (!keep || golden.empty()) return make();
    std::vector<T> kept;
    kept.reserve(count + 1);
    for (size_t i = 0; i < count; ++i) kept.push_back(golden[i % golden.size()]);
    return kept;
  }

  std::optional<Input<float>> floats;
  std::optional<Input<int32_t>> labels;
};

LossOption Changed(Bytes& bytes, const LossOption& option, const std::vector<LossOption>& pool) {
  // A word that no case has would not get past the bindings.
  if (!option.word.empty() || bytes.Flag()) return pool[bytes.Below(pool.size())];
  switch (bytes.Below(3)) {
    case 0:
      return {option.name, bytes.Double()};
    case 1:
      return {option.name, static_cast<double>(bytes.SpecialFloat())};
    default:
      return {option.name, static_cast<double>(static_cast<int8_t>(bytes.Byte())) / 4.0};
  }
}

void Describe(const Subject& subject, const GoldenLoss& golden, const LossCall& call) {
  std::fprintf(stderr, "fuzz: %s, from its case %s:", subject.entry.name.data(), golden.name);
  for (const LossArgument& argument : call.arguments) {
    std::fprintf(stderr, " %s [", argument.name.data());
    for (size_t axis = 0; axis < argument.shape.rank; ++axis) std::fprintf(stderr, " %zu", argument.shape.sizes[axis]);
    std::fprintf(stderr, " ]");
  }
  for (const LossOption& option : call.options) {
    std::fprintf(stderr, " %s %g%s", option.name.data(), option.number, std::string(option.word).c_str());
  }
  std::fprintf(stderr, "\n");
}

void Fuzz(Bytes& bytes) {
  const Subject& subject = Subjects()[bytes.Below(Subjects().size())];
  const GoldenLoss& golden = *subject.cases[bytes.Below(subject.cases.size())];

  std::vector<LossArgument> arguments = Resized(bytes, golden.call.arguments);
  std::erase_if(arguments,
                [&](const LossArgument& argument) { return subject.IsOptional(argument.name) && bytes.Rarely(8); });
  const size_t label_bound =
      arguments.empty() ? 1 : 1 + *std::max_element(arguments[0].shape.sizes, arguments[0].shape.sizes + kMaxRank);
  std::vector<std::unique_ptr<Numbers>> numbers;
  for (LossArgument& argument : arguments) {
    const size_t count = argument.shape.Size();
    if (count > kMaxElements) return;
    numbers.push_back(std::make_unique<Numbers>(bytes, argument, label_bound));
    if (numbers.back()->labels) argument.labels = {numbers.back()->labels->data(), count};
    if (numbers.back()->floats) argument.floats = {numbers.back()->floats->data(), count};
  }

  std::vector<LossOption> options;
  for (const LossOption& option : golden.call.options) {
    options.push_back(Changed(bytes, option, subject.pool.at(option.name)));
  }
  const LossCall call = {arguments, options};
  const size_t count = subject.entry.count(call);
  if (count > kMaxLosses) return;
  const bool per_loss = subject.IsMap() || call.Word("reduction", "mean") == "none";

  const bool with_value = bytes.Flag();
  const size_t wanted_grads = bytes.Below(1 << std::size(LossResults().grads));
  const bool with_upstream = bytes.Flag();
  const Input<float> grad_output(bytes.Floats(!with_upstream ? 0 : per_loss ? count : 1), bytes.Below(4));
  const auto run = [&](Outputs& outputs) {
    LossResults results;
    if (with_value) {
      results.value = per_loss ? outputs.AddUnused<double>(1) : outputs.Add<double>(1);
      results.losses = per_loss ? outputs.Add<float>(count) : outputs.AddUnused<float>(count);
    }
    for (size_t i = 0; i < std::size(results.grads) && i < golden.call.arguments.size(); ++i) {
      // Of what can be differentiated, and has not gone.
      const LossArgument* argument = call.Find(golden.call.arguments[i].name);
      if (golden.grads[i].data() == nullptr || argument == nullptr || (wanted_grads >> i) % 2 == 0) continue;
      results.grads[i] = outputs.Add<float>(argument->shape.Size());
    }
    if (with_upstream) results.grad_output = grad_output;
    return subject.entry.run(call, results);
  };
  CheckCall(run, [&] { Describe(subject, golden, call); });
}

}  // namespace
}  // namespace surprisal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  surprisal::Bytes bytes(data, size);
  surprisal::Fuzz(bytes);
  return 0;
}
