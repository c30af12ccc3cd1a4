// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_TVERSKY_LOSS_H_
#define SURPRISAL_SRC_TVERSKY_LOSS_H_

#include "src/regions.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct TverskyOptions {
  float alpha = 0.5f;  // the price of what the prediction has too much
  float beta = 0.5f;   // the price of what it lacks
  float gamma = 1.0f;  // the power of the focal Tversky loss
  float smooth = 1.0f;
  Activation activation = Activation::kNone;
};

// How little a predicted mask and the true one overlap, with prices for either kind of error; and the gradients.
//
//   loss = (1 - (I + smooth) / (I + alpha (P - I) + beta (T - I) + smooth))^gamma
//   I = sum p t,  P = sum p,  T = sum t, over a class of a sample;  p = activation(input);  mean = sum loss / (n c)
//   d loss / d p = gamma (1 - …)^(gamma-1) (alpha N (1 - t) - (beta N + W) t) / D^2, with N / D the fraction, W = D -
//   N; by t the same with alpha and beta, p and t exchanged;  by the input through the activation
//
// Inputs: `input`, `target` [n, c, d1, …] of one shape, with at least two axes; probabilities in [0, 1], or logits as
//   the activation has it. The losses are [n, c]. results.grads: input, target.
// Options: above. alpha, beta and smooth >= 0, gamma > 0, all finite.
// Errors: kShapeInvalid, kOptionInvalid (index 2, 3, 4, 5: alpha, beta, gamma, smooth), kTooLarge, kOutOfMemory;
// nothing
//   is written then.
// Edge cases: a mean over nothing is NaN. With smooth = 0 a class that neither mask has is 0 / 0, NaN. A perfect mask
//   has loss 0; for gamma < 1 the power is infinitely steep there, and the gradient taken as 0. Numbers outside [0, 1]
//   that make the loss negative have no power: NaN, unless gamma is 1. NaN in a class's mask gives NaN.
// Accuracy: kRegionBound, kRegionGradBound (tests/core/bounds.h). The same bits on every variant but `relaxed`.
// Source: Salehi et al., 2017; Abraham and Khan, 2019, for gamma (they write 1 / gamma).
Status TverskyLoss(const FloatArray& input, const FloatArray& target, const TverskyOptions& options,
                   Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_TVERSKY_LOSS_H_
