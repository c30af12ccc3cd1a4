// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite, positive } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { oneInput } from "./signature.ts";

/**
 * The logistic function.
 *
 *     s = 1 / (1 + exp(-x))     x = input
 *     ∂s/∂x = s (1 - s)
 *
 * Inputs: `input` of any shape. The result is flat, in its order.
 *
 * Options: `shape`, `out`.
 *
 * Errors: TypeError for kinds and unknown options.
 *
 * Edge cases: -∞ gives 0, +∞ gives 1, NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.sigmoid.
 *
 * @example
 * s.sigmoid([-2, 0, 2]); // [0.1192, 0.5, 0.8808]
 */
export const sigmoid = declareLoss({
  name: "sigmoid",
  signature: oneInput,
  reduction: "map",
  settle: broadcasting,
  inPlace: true,
});

/**
 * The logarithm of the logistic function, in nats, accurate where that itself is 0 or 1.
 *
 *     y = min(x, 0) - log(1 + exp(-|x|))     x = input
 *     ∂y/∂x = sigmoid(-x)
 *
 * Inputs: `input` of any shape. The result is flat, in its order.
 *
 * Options: `shape`, `out`.
 *
 * Errors: TypeError for kinds and unknown options.
 *
 * Edge cases: -∞ gives -∞, +∞ gives 0, NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.logsigmoid.
 *
 * @example
 * s.logSigmoid([-200, 0, 2]); // [-200, -0.6931, -0.1269]
 */
export const logSigmoid = declareLoss({
  name: "logSigmoid",
  signature: oneInput,
  reduction: "map",
  settle: broadcasting,
  inPlace: true,
});

/**
 * A smooth form of max(x, 0).
 *
 *     y = log(1 + exp(β x)) / β where β x <= threshold, else x     x = input
 *     ∂y/∂x = sigmoid(β x) where β x <= threshold, else 1
 *
 * Inputs: `input` of any shape. The result is flat, in its order.
 *
 * Options: `beta` β 1; `threshold` 20; `shape`, `out`.
 *
 * Errors: TypeError for kinds and unknown options.
 *
 * Edge cases: -∞ gives 0, +∞ gives +∞, NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.softplus.
 *
 * @example
 * s.softplus([-2, 0, 200]); // [0.1269, 0.6931, 200]
 */
export const softplus = declareLoss({
  name: "softplus",
  signature: oneInput,
  options: {
    /** How sharp the bend is. Default: 1. */
    beta: positive(1),
    /** From where on the result is the input. Default: 20. */
    threshold: finite(20),
  },
  reduction: "map",
  settle: broadcasting,
  inPlace: true,
});
