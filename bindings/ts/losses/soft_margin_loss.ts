// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { alike } from "./settle.ts";
import { inputAndSigns } from "./signature.ts";

/**
 * Logistic loss of two classes, 1 and -1, in nats.
 *
 *     loss = log(1 + exp(-y x))     x = input, y = target
 *     mean = Σ loss / number of elements;  sum = Σ loss
 *     ∂loss/∂x = -y sigmoid(-y x)
 *
 * Inputs: `input` and `target` of the same shape; targets are usually 1 and -1, and may be integers.
 *
 * Options: `reduction` "mean", "sum" or "none"; `shape` of a flat input; `out` for "none".
 *
 * Errors: RangeError for shapes that differ; TypeError for kinds and unknown options.
 *
 * Edge cases: nothing overflows (PyTorch's form does); a mean over nothing is NaN; NaN gives NaN.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.soft_margin_loss.
 *
 * @example
 * s.softMarginLoss([2, -1, 0.5], [1, -1, -1], { reduction: "none" }); // [0.1269, 0.3133, 0.9741]
 */
export const softMarginLoss = declareLoss({
  name: "softMarginLoss",
  signature: inputAndSigns,
  settle: alike,
  inPlace: true,
});
