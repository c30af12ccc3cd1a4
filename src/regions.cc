// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/regions.h"

#include <hwy/highway.h>

#include <algorithm>

#include "src/broadcast.h"
#include "src/memory.h"
#include "src/scalar_math.h"
#include "src/simd/regions-inl.h"
#include "src/softmax.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

using simd::ProbsRun;

// Numbers in a block, if a block of them is worth a softmax: the probabilities of a block, or of several small samples,
// stay in the nearest caches from one pass to the next.
constexpr size_t kBlock = 16384;
constexpr size_t kLeastWidth = 16;

// A region of a block: sums of overlaps, and then what its gradients are made of.
struct Region {
  double totals[3];
  // By p: outside (1 - t) - inside t; by t the same of p.
  double outside[2];
  double inside[2];
};

// Of `samples` samples the places from `begin` on.
struct Block {
  size_t sample;
  size_t samples;
  size_t begin;
  size_t width;
};

class RegionRun {
 public:
  RegionRun(const FloatArray& input, const FloatArray& target, const RegionOptions& options, Reduction reduction,
            const LossResults& results)
      : input_(input.data), target_(target.data), options_(options), reduction_(reduction), results_(results) {}

  Status Prepare(const Shape& shape, const Shape& target_shape) {
    if (shape.rank < 2) return {StatusCode::kShapeInvalid, 0, 0.0};
    if (target_shape.rank != shape.rank) return {StatusCode::kShapeInvalid, 1, 0.0};
    for (size_t axis = 0; axis < shape.rank; ++axis) {
      if (target_shape.sizes[axis] != shape.sizes[axis]) {
        return {StatusCode::kShapeInvalid, 1, static_cast<double>(axis)};
      }
    }
    if (const Status status = CheckSize({shape.sizes[0], shape.sizes[1]}); !status.ok()) return status;
    samples_ = shape.sizes[0];
    classes_ = shape.sizes[1];
    places_ = 1;
    for (size_t axis = 2; axis < shape.rank; ++axis) places_ *= shape.sizes[axis];
    const size_t regions = samples_ * classes_;
    divisor_ = reduction_ == Reduction::kMean ? static_cast<double>(regions) : 1.0;
    if (regions == 0) return {};
    if (options_.activation != Activation::kSoftmax) {  // then each region is alone
      samples_ = regions;
      classes_ = 1;
    }
    width_ = std::min(places_, std::max(kLeastWidth, kBlock / classes_));
    const size_t block_samples = std::max<size_t>(1, kBlock / std::max<size_t>(1, classes_ * width_));
    group_ = width_ < places_ ? 1 : std::min(samples_, block_samples);
    return Allocate();
  }

  void Go() {
    for (size_t sample = 0; sample < samples_ && classes_ > 0; sample += group_) {
      RunGroup(sample, std::min(group_, samples_ - sample));
    }
    if (reduction_ != Reduction::kNone && results_.value != nullptr) *results_.value = total_ / divisor_;
  }

 private:
  Status Allocate() {
    const size_t regions = group_ * classes_;
    const bool fits = Addressable<float>(regions, 4 * std::max<size_t>(width_, 1));
    block_size_ = fits ? regions * width_ : 0;
    if (fits) {
      regions_ = AllocateZeros<Region>(regions);
      scratch_ = AllocateZeros<float>(options_.activation == Activation::kNone ? 0 : 4 * block_size_);
    }
    if (regions_ != nullptr && scratch_ != nullptr) return {};
    return {StatusCode::kOutOfMemory, 0, static_cast<double>(regions) * static_cast<double>(width_) * 16.0};
  }

  void RunGroup(size_t sample, size_t samples) {
    const size_t regions = samples * classes_;
    std::fill_n(regions_.get(), regions, Region());
    ForEachBlock(sample, samples, [&](const Block& block) {
      FindLogits(block);
      FindProbs(block);
      for (size_t r = 0; r < regions; ++r) {
        simd::AddOverlaps(Probs(block, r), target_ + IndexOf(block, r), regions_[r].totals);
      }
    });
    for (size_t r = 0; r < regions; ++r) Finish(sample * classes_ + r, &regions_[r]);
    if (results_.grads[0] == nullptr && results_.grads[1] == nullptr) return;
    ForEachBlock(sample, samples, [&](const Block& block) {
      if (width_ < places_) {  // or they are there still
        FindLogits(block);
        // A softmax's gradient finds the probabilities for itself.
        if (options_.activation != Activation::kSoftmax || results_.grads[1] != nullptr) FindProbs(block);
      }
      if (results_.grads[0] != nullptr) WriteInputGrads(block, regions);
      for (size_t r = 0; r < regions && results_.grads[1] != nullptr; ++r) {
        const Region& region = regions_[r];
        simd::Mix(Probs(block, r), region.outside[1], region.inside[1], nullptr, results_.grads[1] + IndexOf(block, r));
      }
    });
  }

  template <class Body>
  void ForEachBlock(size_t sample, size_t samples, const Body& body) const {
    for (size_t begin = 0; begin < places_; begin += width_) {
      body(Block{sample, samples, begin, std::min(width_, places_ - begin)});
    }
  }

  // Of a block's region's first number, in the arrays and in scratch.
  size_t IndexOf(const Block& block, size_t r) const { return (block.sample * classes_ + r) * places_ + block.begin; }
  float* Scratch(size_t which) const { return scratch_.get() + which * block_size_; }
  // Whether the numbers of a block are neighbours in the arrays.
  bool InPlace() const { return width_ == places_; }

  ProbsRun Probs(const Block& block, size_t r) const {
    if (options_.activation == Activation::kNone) return {block.width, input_ + IndexOf(block, r), nullptr};
    const bool sigmoid = options_.activation == Activation::kSigmoid;
    return {block.width, Scratch(0) + r * block.width, sigmoid ? Scratch(1) + r * block.width : nullptr};
  }

  // Where a softmax of the block finds its logits.
  void FindLogits(const Block& block) {
    if (options_.activation != Activation::kSoftmax) return;
    logits_ = input_ + IndexOf(block, 0);
    if (InPlace()) return;
    for (size_t r = 0; r < block.samples * classes_; ++r) {
      std::copy_n(input_ + IndexOf(block, r), block.width, Scratch(1) + r * block.width);
    }
    logits_ = Scratch(1);
  }

  void FindProbs(const Block& block) {
    if (options_.activation == Activation::kSoftmax) {
      // It can only complain of its temperature.
      static_cast<void>(Softmax({block.samples, classes_, block.width}, logits_, 1.0f, Scratch(0)));
    }
    if (options_.activation != Activation::kSigmoid) return;
    for (size_t r = 0; r < block.samples * classes_; ++r) {
      const size_t at = r * block.width;
      simd::SigmoidBoth(input_ + IndexOf(block, r), block.width, Scratch(0) + at, Scratch(1) + at);
    }
  }

  void WriteInputGrads(const Block& block, size_t regions) {
    float* const grads = results_.grads[0];
    const bool softmax = options_.activation == Activation::kSoftmax;
    for (size_t r = 0; r < regions; ++r) {
      const Region& region = regions_[r];
      const ProbsRun targets = {block.width, target_ + IndexOf(block, r), nullptr};
      const ProbsRun probs = Probs(block, r);
      simd::Mix(targets, region.outside[0], region.inside[0],
                options_.activation == Activation::kSigmoid ? &probs : nullptr,
                softmax ? Scratch(2) + r * block.width : grads + IndexOf(block, r));
    }
    if (!softmax) return;
    float* const to = InPlace() ? grads + IndexOf(block, 0) : Scratch(3);
    static_cast<void>(SoftmaxGrad({block.samples, classes_, block.width}, logits_, 1.0f, Scratch(2), to));
    for (size_t r = 0; r < regions && !InPlace(); ++r) {
      std::copy_n(to + r * block.width, block.width, grads + IndexOf(block, r));
    }
  }

  // From a region's sums to its loss and its gradients' terms.
  //
  //   ratio = wrong / all,  wrong = alpha extra + beta missing,  all = both + wrong + smooth;  loss = ratio^gamma
  //
  // which is 1 - (both + smooth) / all without the difference. By p the ratio's derivative is
  //   (alpha right (1 - t) - (beta right + wrong) t) / all^2,  right = both + smooth
  void Finish(size_t index, Region* region) {
    const double wrong = options_.alpha * region->totals[1] + options_.beta * region->totals[2];
    const double right = region->totals[0] + options_.smooth;
    const double all = right + wrong;
    const double ratio = wrong / all;
    double loss = ratio;
    double slope = 1.0;
    if (options_.gamma != 1.0) {
      loss = ScalarPower(ratio, options_.gamma);
      // Below 1 the power is infinitely steep at 0, where there is nothing to gain.
      slope = ratio == 0.0 ? 0.0 : options_.gamma * ScalarPower(ratio, options_.gamma - 1.0);
    }
    if (reduction_ != Reduction::kNone) {
      total_ += loss;
    } else if (results_.losses != nullptr) {
      results_.losses[index] = static_cast<float>(loss);
    }
    const double upstream = results_.grad_output == nullptr
                                ? 1.0
                                : static_cast<double>(results_.grad_output[reduction_ == Reduction::kNone ? index : 0]);
    const double scale = slope * upstream / divisor_ / all;
    region->outside[0] = scale * (options_.alpha * right / all);
    region->inside[0] = scale * ((options_.beta * right + wrong) / all);
    region->outside[1] = scale * (options_.beta * right / all);
    region->inside[1] = scale * ((options_.alpha * right + wrong) / all);
  }

  const float* const input_;
  const float* const target_;
  const RegionOptions& options_;
  const Reduction reduction_;
  const LossResults& results_;
  // [samples, classes, places], in groups of samples and blocks of places. Classes that have nothing to do with one
  // another are samples.
  size_t samples_ = 0;
  size_t classes_ = 0;
  size_t places_ = 0;
  size_t group_ = 1;
  size_t width_ = 0;
  size_t block_size_ = 0;
  Buffer<Region> regions_;
  // Four blocks. Sigmoid: probabilities and complements. Softmax: probabilities, logits, the gradients by
  // probabilities and by logits; the second and the last only where a block is not in place.
  Buffer<float> scratch_;
  const float* logits_ = nullptr;
  double divisor_ = 1.0;
  double total_ = 0.0;
};

}  // namespace

Status RunRegions(const FloatArray& input, const FloatArray& target, const RegionOptions& options, Reduction reduction,
                  const LossResults& results) {
  RegionRun run(input, target, options, reduction, results);
  if (const Status status = run.Prepare(input.shape, target.shape); !status.ok()) return status;
  run.Go();
  return {};
}

}  // namespace surprisal
