// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The accuracy that the headers in src/ promise, against exact arithmetic on the same float inputs. The tests hold the
// kernels to these constants, and the documentation quotes them: one place for both.

#ifndef SURPRISAL_TESTS_CORE_BOUNDS_H_
#define SURPRISAL_TESTS_CORE_BOUNDS_H_

namespace surprisal {

// |got - want| <= relative * |want| + of_scale * scale + absolute. The scale of an array is its largest finite
// magnitude, unless a test names a larger one. What is not finite has to be the same, bound or no bound.
struct Bound {
  double relative = 0.0;
  double of_scale = 0.0;
  double absolute = 0.0;
};

// Losses: values and gradients. Where a gradient is a small difference of larger terms in all its entries, as at an
// optimum with smoothed or soft targets, or a sum along axes that broadcast, its scale is that of those terms.
inline constexpr Bound kCrossEntropyBound = {.relative = 5e-7, .absolute = 5e-8};
inline constexpr Bound kCrossEntropyGradBound = {.of_scale = 2e-6, .absolute = 1e-12};

// What else is made of a row's softmax and its label: a factor or a term more.
inline constexpr Bound kSoftmaxLossBound = {.relative = 5e-7, .absolute = 5e-8};
inline constexpr Bound kSoftmaxLossGradBound = {.of_scale = 2e-6, .absolute = 1e-12};

// The cross-entropy of a linear layer, whose logits are off by kLinearLogitError of what their terms' magnitudes sum up
// to, which the loss may be off by twice. Where products and their sums are exact in float, as of numbers with few
// digits, nothing is added to what cross-entropy is off by. A gradient's scale is that of the sums' magnitudes.
inline constexpr double kLinearLogitError = 1e-6;
inline constexpr Bound kLinearCrossEntropyBound = kCrossEntropyBound;
inline constexpr Bound kLinearCrossEntropyGradBound = {.of_scale = 4e-6, .absolute = 1e-12};

// exp(mean) makes kCrossEntropyBound of the mean, absolutely, that of the perplexity, relatively: this much up to 10
// nats.
inline constexpr Bound kPerplexityBound = {.relative = 5e-6};
inline constexpr Bound kPerplexityGradBound = {.of_scale = 7e-6, .absolute = 1e-12};

// Elementwise losses: of each value, of the largest gradient.
inline constexpr Bound kElementwiseBound = {.relative = 1e-6, .absolute = 1e-7};
inline constexpr Bound kElementwiseGradBound = {.of_scale = 2e-6, .absolute = 1e-12};

// Negative log-likelihoods are differences, and where those nearly cancel: of the larger term.
inline constexpr Bound kLikelihoodBound = {.of_scale = 3e-7};

// Maps such as sigmoid: of each value, down to the smallest floats, whose spacing is the absolute part.
inline constexpr Bound kActivationBound = {.relative = 1e-6, .absolute = 3e-45};

// Cosines and distances, and what is made of them.
inline constexpr Bound kPairBound = kElementwiseBound;
inline constexpr Bound kPairGradBound = kElementwiseGradBound;

// Overlaps of masks.
inline constexpr Bound kRegionBound = kElementwiseBound;
inline constexpr Bound kRegionGradBound = kElementwiseGradBound;

// Where a row is as good as certain the loss is tiny, and still right: no absolute part. In exp((x - max) / T) three
// roundings, of the difference, of log2(e) / T and of their product, and log2(e) as a float, 1.3e-8 off, each move the
// exponent by up to 2^-24 of itself, and so the result by as much for each nat.
inline constexpr Bound kSaturatedBound = {.relative = 1e-6};
inline constexpr double kErrorPerNat = 2e-7;

// Softmax, log-softmax, log-sum-exp, and their gradients.
inline constexpr Bound kSoftmaxBound = {.relative = 1e-6, .absolute = 1e-7};
inline constexpr Bound kSoftmaxGradBound = {.of_scale = 1e-6, .absolute = 1e-12};

// Measures of distributions.
inline constexpr Bound kInformationBound = {.relative = 1e-6, .absolute = 1e-7};

// Their gradients: where rows are normalized, differences of logarithms and of their mean.
inline constexpr Bound kInformationGradBound = {.of_scale = 1e-6, .absolute = 1e-12};

// Metrics. A probability is as accurate as a softmax has it; what is certain keeps its digits.
inline constexpr Bound kLogLossBound = {.relative = 1e-6, .absolute = 1e-7};
inline constexpr Bound kBrierScoreBound = {.relative = 1e-6, .absolute = 1e-7};
inline constexpr Bound kCalibrationBound = {.relative = 1e-6, .absolute = 1e-7};
// Where the derivative of a loss is 0: what rounding leaves of the derivative, over the second derivative.
inline constexpr Bound kTemperatureBound = {.relative = 1e-5};

// A model after 20 steps: each step's rounding enters the next.
inline constexpr Bound kTrainingBound = {.of_scale = 1e-6};
// After 100, whatever the optimizer. The absolute part is for weights that are as good as 0.
inline constexpr Bound kOptimizerBound = {.relative = 1e-5, .absolute = 1e-6};

// Vector exp and log, in units of the last place of the exact result.
inline constexpr double kExpUlp = 2.0;
inline constexpr double kScaledExpUlp = 3.5;
inline constexpr double kLogUlp = 2.0;
inline constexpr double kExpInPartsUlp = 1.0;
inline constexpr double kExpm1Ulp = 2.0;
inline constexpr double kSigmoidUlp = 3.0;
inline constexpr double kSoftplusUlp = 3.0;

// Powers of numbers in [0, 1].
inline constexpr Bound kPowBound = {.relative = 3e-7, .absolute = 1e-7};

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CORE_BOUNDS_H_
