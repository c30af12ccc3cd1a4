// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { broadcasting } from "./settle.ts";
import { inputAndTarget } from "./signature.ts";

/**
 * Pointwise Kullback-Leibler divergence from log-probabilities to a target, in nats.
 *
 *     loss = exp(t) (t - x) where logTarget, else t (log t - x)     x = input, t = target
 *     mean = Σ loss / number of elements;  batchmean = Σ loss / N;  sum = Σ loss     N: the input's first size
 *     ∂loss/∂x = -exp(t) where logTarget, else -t
 *     ∂loss/∂t = exp(t) (t - x + 1) where logTarget, else log t + 1 - x
 *
 * Inputs: `input` log-probabilities, `target` probabilities or their logarithms, of shapes that broadcast together; neither is checked to be normalized.
 *
 * Options: `logTarget` false; `reduction` "mean" (over all elements, as in PyTorch; "batchmean" is the divergence per row), "sum", "batchmean" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that don't broadcast; TypeError for kinds and unknown options.
 *
 * Edge cases: a target of 0 counts 0, even against -∞, and so does -∞ with logTarget; a target above 0 against -∞ is Infinity; a negative target is NaN; the gradient with respect to a target of 0 is -Infinity; a mean over nothing is NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.kl_div.
 *
 * @example
 * const logProbs = s.logSoftmax([[2, 1, 0.1], [0, 3, 1]]);
 * const target = [[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]];
 * s.klDiv(logProbs, target, { shape: [2, 3], reduction: "batchmean" }); // 0.0886
 */
export const klDiv = declareLoss({
  name: "klDiv",
  signature: inputAndTarget,
  options: {
    /** Whether the target is log-probabilities. Default: false. */
    logTarget: { flag: false },
  },
  reduction: "batch",
  settle: broadcasting,
  inPlace: true,
});
