// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Calls of the elementwise losses with random arguments, and what broadcasting means, element by element.

#ifndef SURPRISAL_TESTS_CORE_LOSSES_ELEMENTWISE_ARGUMENTS_H_
#define SURPRISAL_TESTS_CORE_LOSSES_ELEMENTWISE_ARGUMENTS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/core/arrays.h"
#include "tests/core/loss_call.h"

namespace surprisal {

// What numbers an argument is made of.
enum class Domain { kReal, kUnit, kLabel, kSign, kPositive };

struct ElementwiseSignature {
  std::string_view loss;
  std::vector<std::string_view> names;
  std::vector<Domain> domains;
  size_t grads;
  bool broadcasts;
  bool is_map = false;
};

inline const ElementwiseSignature& SignatureOf(std::string_view loss) {
  using enum Domain;
  static const std::vector<ElementwiseSignature> kSignatures = {
      {"poisson_nll_loss", {"input", "target"}, {kReal, kPositive}, 2, true},
      {"gaussian_nll_loss", {"input", "target", "var"}, {kReal, kReal, kPositive}, 3, true},
      {"hinge_embedding_loss", {"input", "target"}, {kReal, kSign}, 1, true},
      {"margin_ranking_loss", {"input1", "input2", "target"}, {kReal, kReal, kSign}, 2, true},
      {"soft_margin_loss", {"input", "target"}, {kReal, kSign}, 1, false},
      {"binary_cross_entropy", {"input", "target"}, {kUnit, kLabel}, 2, false},
      {"binary_cross_entropy_with_logits", {"input", "target"}, {kReal, kLabel}, 2, false},
      {"multilabel_soft_margin_loss", {"input", "target"}, {kReal, kLabel}, 2, false},
      {"sigmoid_focal_loss", {"input", "target"}, {kReal, kLabel}, 1, false},
      {"kl_div", {"input", "target"}, {kReal, kUnit}, 2, true},
      {"sigmoid", {"input"}, {kReal}, 1, false, true},
      {"log_sigmoid", {"input"}, {kReal}, 1, false, true},
      {"softplus", {"input"}, {kReal}, 1, false, true},
  };
  static const ElementwiseSignature kDifference = {"", {"input", "target"}, {kReal, kReal}, 2, true};
  for (const ElementwiseSignature& signature : kSignatures) {
    if (signature.loss == loss) return signature;
  }
  return kDifference;
}

inline bool IsMap(std::string_view loss) { return SignatureOf(loss).is_map; }
inline bool Broadcasts(std::string_view loss) { return SignatureOf(loss).broadcasts; }
inline size_t GradsOf(std::string_view loss) { return SignatureOf(loss).grads; }
inline size_t ArraysOf(std::string_view loss) { return SignatureOf(loss).names.size(); }

inline std::vector<float> NumbersOf(Domain domain, Numbers& numbers, size_t count) {
  std::vector<float> values = numbers.Floats(count, -4.0f, 4.0f);
  for (float& value : values) {
    if (domain == Domain::kPositive) value = numbers.Uniform(0.125f, 4.0f);
    if (domain == Domain::kUnit) value = numbers.Uniform(0.01f, 0.99f);
    if (domain == Domain::kSign) value = static_cast<float>(numbers.Below(2)) * 2.0f - 1.0f;
    if (domain == Domain::kLabel)
      value = numbers.Below(3) == 0 ? numbers.Uniform(0, 1) : static_cast<float>(numbers.Below(2));
  }
  return values;
}

// ------------------------------ Broadcasting, element by element

// The element of an array of `shape` at a position of `common`.
inline size_t ElementAt(const Shape& common, const Shape& shape, size_t position) {
  size_t element = 0;
  size_t stride = 1;
  for (size_t back = 1; back <= common.rank; ++back) {
    const size_t size = common.sizes[common.rank - back];
    const size_t place = position % size;
    position /= size;
    if (back > shape.rank) continue;
    const size_t own = shape.sizes[shape.rank - back];
    if (own != 1) element += place * stride;
    stride *= own;
  }
  return element;
}

inline std::vector<float> Repeat(const Shape& common, const Shape& shape, std::span<const float> values) {
  std::vector<float> copies(common.Size());
  for (size_t k = 0; k < copies.size(); ++k) copies[k] = values[ElementAt(common, shape, k)];
  return copies;
}

inline std::vector<double> SumsOver(const Shape& common, const Shape& shape, std::span<const float> terms) {
  std::vector<double> sums(shape.Size());
  for (size_t k = 0; k < terms.size(); ++k) sums[ElementAt(common, shape, k)] += static_cast<double>(terms[k]);
  return sums;
}

inline std::vector<float> Part(std::span<const float> values, size_t begin, size_t length) {
  return {values.begin() + static_cast<std::ptrdiff_t>(begin),
          values.begin() + static_cast<std::ptrdiff_t>(begin + length)};
}

// ------------------------------ Calls

class Arguments {
 public:
  // Random arrays of the common shape, but that array `which` has another.
  Arguments(std::string_view loss, const Shape& common, uint32_t seed, size_t which = 9, const Shape& other = {})
      : loss_(loss) {
    Numbers numbers(seed);
    const ElementwiseSignature& signature = SignatureOf(loss);
    for (size_t i = 0; i < signature.names.size(); ++i) {
      const Shape& shape = i == which ? other : common;
      Add(signature.names[i], shape, NumbersOf(signature.domains[i], numbers, shape.Size()));
    }
  }

  const Shape& shape(size_t i) const { return arrays_[i].shape; }
  std::span<const float> values(size_t i) const { return arrays_[i].values; }
  size_t count() const { return arrays_.size(); }
  std::string_view loss() const { return loss_; }

  Arguments With(std::string_view name, const Shape& shape, std::vector<float> values) const {
    Arguments copy = *this;
    copy.Add(name, shape, std::move(values));
    return copy;
  }
  std::vector<float> Copy(size_t i) const { return arrays_[i].values; }
  // These arrays in the place of its own.
  Arguments Filled(std::vector<std::pair<Shape, std::vector<float>>> arrays) const {
    Arguments copy = *this;
    for (size_t i = 0; i < arrays.size(); ++i) {
      copy.arrays_[i].shape = arrays[i].first;
      copy.arrays_[i].values = std::move(arrays[i].second);
    }
    return copy;
  }
  // Of arrays of one axis.
  Arguments Part(size_t begin, size_t length) const {
    Arguments part = *this;
    for (Array& array : part.arrays_) {
      array.values = surprisal::Part(array.values, begin, length);
      array.shape = {length};
    }
    return part;
  }
  Arguments Materialised(const Shape& common) const {
    Arguments copy = *this;
    for (Array& array : copy.arrays_) {
      array.values = Repeat(common, array.shape, array.values);
      array.shape = common;
    }
    return copy;
  }
  LossArgument ArgumentIn(size_t i, const Input<float>& memory) const {
    return {arrays_[i].name, arrays_[i].shape, {static_cast<const float*>(memory), arrays_[i].values.size()}, {}};
  }

 private:
  struct Array {
    std::string_view name;
    Shape shape;
    std::vector<float> values;
  };

  void Add(std::string_view name, const Shape& shape, std::vector<float> values) {
    arrays_.push_back({name, shape, std::move(values)});
  }

  std::string_view loss_;
  std::vector<Array> arrays_;
};

struct Outcome {
  double value = 0.0;
  std::vector<float> losses;
  std::vector<std::vector<float>> grads;
};

struct How {
  size_t offset = 0;      // of the arrays, from an aligned address
  bool in_place = false;  // gradients overwrite their arrays
  bool upstream = false;  // with an upstream gradient: UpstreamOf
  unsigned wanted = ~0u;  // bit 0: the value; bit i + 1: gradient i
  size_t rows = 0;        // how many losses there are, if not one for each element
  std::vector<LossOption> options = {};
};

inline float UpstreamOf(size_t i) { return 0.5f + static_cast<float>(i % 7) * 0.25f; }

inline Outcome RunLoss(const LossEntry& entry, const Arguments& arguments, std::string_view reduction,
                       const How& how = {}) {
  std::vector<std::unique_ptr<Input<float>>> memory;
  std::vector<LossArgument> list;
  size_t elements = 1;
  for (size_t i = 0; i < arguments.count(); ++i) {
    memory.push_back(std::make_unique<Input<float>>(arguments.values(i), how.offset));
    list.push_back(arguments.ArgumentIn(i, *memory.back()));
    // Enough for the shapes that the tests use: one of the arrays has the common one.
    if (arguments.shape(i).Size() > elements || i == 0) elements = arguments.shape(i).Size();
  }
  const bool each = reduction == "none";
  const size_t losses_count = how.rows > 0 ? how.rows : elements;
  std::vector<float> upstream(each ? losses_count : 1);
  for (size_t i = 0; i < upstream.size(); ++i) upstream[i] = UpstreamOf(i);
  const Input<float> grad_output(upstream, how.offset);

  Output<double> value(1);
  Output<float> losses(losses_count, how.offset);
  std::vector<std::unique_ptr<Output<float>>> grads;
  LossResults results;
  if (how.upstream) results.grad_output = grad_output;
  if (how.wanted & 1) {
    results.value = value;
    results.losses = losses;
  }
  const size_t grads_count = GradsOf(arguments.loss());
  for (size_t i = 0; i < grads_count; ++i) {
    grads.push_back(std::make_unique<Output<float>>(arguments.shape(i).Size(), (how.offset + i) % 4));
    if (how.wanted & (2u << i)) results.grads[i] = how.in_place ? memory[i]->data() : static_cast<float*>(*grads[i]);
  }

  std::vector<LossOption> options = how.options;
  options.push_back({"reduction", 0.0, reduction});
  const Status status = entry.run({list, options}, results);
  EXPECT_TRUE(status.ok()) << "status " << static_cast<int>(status.code) << " at " << status.index;

  Outcome outcome;
  const bool with_value = (how.wanted & 1) != 0;
  EXPECT_EQ(value.Untouched(), each || !with_value);
  if (!each) EXPECT_TRUE(losses.Untouched());
  if (with_value && !each) outcome.value = value.values()[0];
  if (with_value && each) outcome.losses.assign(losses.values().begin(), losses.values().end());
  for (size_t i = 0; i < grads_count; ++i) {
    const std::span<const float> from =
        how.in_place ? std::span<const float>(memory[i]->data(), arguments.values(i).size()) : grads[i]->values();
    outcome.grads.emplace_back(from.begin(), from.end());
    if (results.grads[i] == nullptr) EXPECT_TRUE(grads[i]->Untouched());
  }
  return outcome;
}

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_LOSSES_ELEMENTWISE_ARGUMENTS_H_
