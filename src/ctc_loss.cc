// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/ctc_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/checks.h"
#include "src/memory.h"
#include "src/simd/ctc-inl.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

using simd::CtcRow;
using simd::CtcSample;
using simd::Scaled;

// The sizes of a call whose shapes and lengths have been found to go together.
struct Sizes {
  size_t steps = 0;
  size_t samples = 1;
  size_t classes = 0;
  bool concatenated = false;
  size_t target_stride = 0;  // if not concatenated
  size_t longest_input = 0;
  size_t longest_target = 0;
};

Status MeasureShapes(const Shape& log_probs, const Shape& targets, Sizes* sizes) {
  const auto invalid = [](size_t array, size_t axis) {
    return Status{StatusCode::kShapeInvalid, array, static_cast<double>(axis)};
  };
  if (log_probs.rank != 2 && log_probs.rank != 3) return invalid(0, log_probs.rank);
  const bool batched = log_probs.rank == 3;
  sizes->steps = log_probs.sizes[0];
  sizes->samples = batched ? log_probs.sizes[1] : 1;
  sizes->classes = log_probs.sizes[log_probs.rank - 1];
  if (sizes->steps == 0) return invalid(0, 0);
  if (targets.rank != 1 && !(batched && targets.rank == 2)) return invalid(1, targets.rank);
  if (targets.rank == 2 && targets.sizes[0] != sizes->samples) return invalid(1, 0);
  sizes->concatenated = batched && targets.rank == 1;
  sizes->target_stride = targets.sizes[targets.rank - 1];
  return {};
}

Status CheckSamples(const int32_t* targets, const int32_t* input_lengths, const int32_t* target_lengths, Sizes* sizes) {
  const auto checked = [](int32_t length, size_t limit, size_t* longest) {
    if (length < 0 || static_cast<size_t>(length) > limit) return false;
    *longest = std::max(*longest, static_cast<size_t>(length));
    return true;
  };
  size_t begin = 0;
  for (size_t n = 0; n < sizes->samples; ++n) {
    if (!checked(input_lengths[n], sizes->steps, &sizes->longest_input)) {
      return {StatusCode::kLengthInvalid, n, static_cast<double>(input_lengths[n])};
    }
    const size_t room = sizes->concatenated ? sizes->target_stride - begin : sizes->target_stride;
    if (!checked(target_lengths[n], room, &sizes->longest_target)) {
      return {StatusCode::kLengthInvalid, sizes->samples + n, static_cast<double>(target_lengths[n])};
    }
    const size_t labels = static_cast<size_t>(target_lengths[n]);
    if (Status status = CheckLabels(targets + begin, labels, sizes->classes); !status.ok()) {
      status.index += begin;
      return status;
    }
    begin += sizes->concatenated ? labels : sizes->target_stride;
  }
  // Labels that belong to nobody.
  if (sizes->concatenated && begin != sizes->target_stride) return {StatusCode::kShapeInvalid, 1, 0.0};
  return {};
}

// Scratch for the longest of the samples, one after the other.
class Recursion {
 public:
  Recursion(const Sizes& sizes, int32_t blank) : sizes_(sizes), blank_(blank) {}

  Status Allocate(bool with_grad) {
    const size_t width = simd::CtcWidth(sizes_.longest_target);
    // Two rows to step from and to, and every forward row if there is a way back.
    const size_t rows = (with_grad ? sizes_.longest_input : 0) + 2;
    const size_t padded = width + simd::CtcWidth(0);
    const size_t row = CtcRow::Doubles(width);
    if (!Addressable<double>(rows, row)) {
      return {StatusCode::kTooLarge, 0, static_cast<double>(rows) * static_cast<double>(row)};
    }
    rows_ = AllocateZeros<double>(rows * row);
    doubles_ = AllocateZeros<double>(4 * padded);
    floats_ = AllocateZeros<float>(padded);
    const size_t classes = with_grad ? sizes_.classes : 0;
    totals_ = AllocateZeros<double>(classes);
    if (rows_ && doubles_ && floats_ && totals_) return {};
    const size_t doubles = rows * row + 4 * padded + classes;
    return {StatusCode::kOutOfMemory, 0, static_cast<double>(doubles) * sizeof(double)};
  }

  // Of the sample whose log-probabilities begin there. With a gradient to follow, all forward rows are kept.
  double Loss(const int32_t* targets, size_t labels, size_t steps, const float* log_probs, bool keep) {
    const size_t width = simd::CtcWidth(labels);
    const size_t padded = width + simd::CtcWidth(0);
    double* const doubles = doubles_.get();
    sample_ = {.targets = targets,
               .labels = labels,
               .blank = blank_,
               .width = width,
               .skip_powers = doubles,
               .log_probs = floats_.get(),
               .emission_fractions = doubles + padded,
               .emission_powers = doubles + 2 * padded,
               .occupancies = doubles + 3 * padded};
    simd::SetSkips(sample_);
    Row(0).SetBlank(0);
    size_t at = 0;
    for (size_t t = 0; t < steps; ++t) {
      if (!simd::SetEmissions(sample_, log_probs + t * TimeStride())) return std::numeric_limits<double>::quiet_NaN();
      // Rows 0 and 1 in turn; or row t + 2, which leaves those two to the way back.
      const size_t next = keep ? t + 2 : 1 - at;
      simd::StepForward(sample_, Row(at), Row(next));
      at = next;
    }
    total_ = Row(at).Ending(labels);
    return total_.fraction == 0.0 ? HUGE_VAL : -simd::LogOf(total_);
  }

  // The gradient of the sample whose finite loss was the last to be computed, times `scale`.
  void Grad(size_t steps, const float* log_probs, double scale, float* grad) {
    Row(0).SetBlank(sample_.labels);
    for (size_t t = steps; t-- > 0;) {
      const size_t from = (steps - 1 - t) % 2;
      const float* step_log_probs = log_probs + t * TimeStride();
      float* step_grad = grad + t * TimeStride();
      // They were good on the way forward.
      static_cast<void>(simd::SetEmissions(sample_, step_log_probs));
      const double blanks = simd::StepBackward(sample_, Row(t + 2), total_, Row(from), Row(1 - from));
      simd::ScaledProbs(sizes_.classes, step_log_probs, static_cast<float>(scale), step_grad);
      // Where a class is almost certain, its probability and its occupancy are almost the same: their difference is of
      // doubles. A class may stand at several places.
      Total(blank_) += blanks;
      for (size_t i = 0; i < sample_.labels; ++i) Total(sample_.targets[i]) += sample_.occupancies[i];
      step_grad[blank_] = static_cast<float>(scale * (EmissionAt(0) - Total(blank_)));
      for (size_t i = 0; i < sample_.labels; ++i) {
        const int32_t label = sample_.targets[i];
        step_grad[label] = static_cast<float>(scale * (EmissionAt(i + 1) - Total(label)));
      }
      Total(blank_) = 0.0;
      for (size_t i = 0; i < sample_.labels; ++i) Total(sample_.targets[i]) = 0.0;
    }
  }

  // The same gradient for every class of these time steps.
  void Fill(size_t begin, size_t end, float value, float* grad) const {
    for (size_t t = begin; t < end; ++t) std::fill_n(grad + t * TimeStride(), sizes_.classes, value);
  }

 private:
  size_t TimeStride() const { return sizes_.samples * sizes_.classes; }
  CtcRow Row(size_t r) const { return {rows_.get() + r * CtcRow::Doubles(sample_.width), sample_.width}; }
  double& Total(int32_t label) const { return totals_[static_cast<size_t>(label)]; }
  // As a float would have it: beyond 2^128 there are only infinities.
  double EmissionAt(size_t i) const {
    const double power = sample_.emission_powers[i];
    if (power > 0.0) return HUGE_VAL;
    return sample_.emission_fractions[i] * (power == 0.0 ? 1.0 : power == -1.0 ? 1.0 / simd::kRadix : 0.0);
  }

  const Sizes& sizes_;
  const int32_t blank_;
  CtcSample sample_ = {};
  Scaled<double> total_ = {};
  Buffer<double> rows_;
  Buffer<double> doubles_;
  Buffer<float> floats_;
  Buffer<double> totals_;  // by class: what its labels' occupancies add up to
};

}  // namespace

Status CtcLoss(const FloatArray& log_probs, const int32_t* targets, const Shape& targets_shape,
               const int32_t* input_lengths, const int32_t* target_lengths, int32_t blank, bool zero_infinity,
               Reduction reduction, const LossResults& results) {
  Sizes sizes;
  if (const Status status = MeasureShapes(log_probs.shape, targets_shape, &sizes); !status.ok()) return status;
  if (static_cast<uint32_t>(blank) >= LabelBound(sizes.classes)) {
    return {StatusCode::kOptionInvalid, 4, static_cast<double>(blank)};
  }
  if (const Status status = CheckSamples(targets, input_lengths, target_lengths, &sizes); !status.ok()) return status;
  float* const grad = results.grads[0];
  Recursion recursion(sizes, blank);
  if (const Status status = recursion.Allocate(grad != nullptr); !status.ok()) return status;

  const double samples = static_cast<double>(sizes.samples);
  const bool per_sample = reduction == Reduction::kNone;
  double total = 0.0;
  size_t begin = 0;
  for (size_t n = 0; n < sizes.samples; ++n) {
    const size_t steps = static_cast<size_t>(input_lengths[n]);
    const size_t labels = static_cast<size_t>(target_lengths[n]);
    const double divisor = reduction == Reduction::kMean ? static_cast<double>(std::max<size_t>(labels, 1)) : 1.0;
    const float* sample_log_probs = log_probs.data + n * sizes.classes;
    double loss = recursion.Loss(targets + begin, labels, steps, sample_log_probs, grad != nullptr);
    const bool finite = loss < HUGE_VAL;
    const bool zeroed = zero_infinity && loss == HUGE_VAL;
    if (zeroed) loss = 0.0;
    total += loss / divisor;
    if (per_sample && results.losses != nullptr) results.losses[n] = static_cast<float>(loss);
    begin += sizes.concatenated ? labels : sizes.target_stride;
    if (grad == nullptr) continue;

    float* const sample_grad = grad + n * sizes.classes;
    const float upstream = results.grad_output != nullptr ? results.grad_output[per_sample ? n : 0] : 1.0f;
    const double mean_divisor = reduction == Reduction::kMean ? divisor * samples : 1.0;
    if (finite) {
      recursion.Grad(steps, sample_log_probs, static_cast<double>(upstream) / mean_divisor, sample_grad);
    } else {
      recursion.Fill(0, steps, zeroed ? 0.0f : std::numeric_limits<float>::quiet_NaN(), sample_grad);
    }
    recursion.Fill(steps, sizes.steps, 0.0f, sample_grad);
  }
  if (!per_sample && results.value != nullptr) *results.value = reduction == Reduction::kMean ? total / samples : total;
  return {};
}

}  // namespace surprisal
