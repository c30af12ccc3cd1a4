// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { finite } from "../options.ts";
import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Negative log-likelihood of counts under a Poisson distribution, in nats.
 *
 *     loss = exp(x) - t x + c where logInput, else x - t log(x + ε) + c     x = input, t = target
 *     c = t log t - t + log(2 π t) / 2 where full and t > 1, else 0     Stirling's approximation of log t!
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂x = exp(x) - t where logInput, else 1 - t / (x + ε)
 *     ∂loss/∂t = ∂c/∂t - x where logInput, else ∂c/∂t - log(x + ε)
 *
 * Inputs: `input`, `target` of shapes that broadcast together.
 *
 * Options: `logInput` true: the input is the logarithm of the rate; `full` false; `eps` ε 1e-8; `reduction` "mean" (over all elements), "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: with logInput false, input 0 is finite because of ε; an input below -ε is NaN; exp(x) overflows to Infinity; a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, or, where terms of either sign nearly cancel, 3e-7 of the larger one; of a
 * gradient 2e-6 of its largest entry (kElementwiseBound, kLikelihoodBound, kElementwiseGradBound in tests/core/bounds.h). The
 * same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.poisson_nll_loss.
 *
 * @example
 * s.poissonNllLoss([0, 1], [1, 3]); // 0.3591
 * s.poissonNllLoss([1, 2.7], [1, 3], { logInput: false, full: true }); // 1.2422
 */
export const poissonNllLoss = declareLoss({
  name: "poissonNllLoss",
  signature: inputAndTarget,
  options: {
    /** Whether the input is the logarithm of the rate. Default: true. */
    logInput: { flag: true },
    /** Whether Stirling's approximation of log t! is added. Default: false. */
    full: { flag: false },
    /** Keeps the logarithm finite where the rate is 0. Default: 1e-8. */
    eps: finite(1e-8),
  },
  settle: broadcasting,
  inPlace: true,
});
