// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareRowLoss, ignoreOption } from "./row_declaration.ts";

/**
 * Perplexity of the softmax of logits at class labels: the number of equally likely classes that would be as surprising.
 * That of a distribution is `information.perplexity`.
 *
 *     value = exp(mean_i (-log softmax(input_i)_t))     t = target_i, over the rows not ignored
 *     ∂value/∂input = value (∂ln value/∂input)
 *
 * Inputs: `input` logits [n, c], [n, c, d1, …] or [c]; `target` labels [n], [n, d1, …] or one number, each in 0..c-1 or
 * equal to ignoreIndex.
 *
 * Options: `ignoreIndex` -100; `shape` of flat logits.
 *
 * Errors: RangeError for a label outside 0..c-1, fractional labels, shapes that don't fit; TypeError for kinds and unknown
 * options. Nothing is written then.
 *
 * Edge cases: NaN where every row is ignored. A row with NaN or +inf, or of -inf only, makes it NaN, and with it the
 * gradient of every row that counts. -inf at a label makes it Infinity, and the gradient ±Infinity or NaN.
 *
 * Accuracy: up to e^10, |error| at most 5e-6 of the value, of a gradient 7e-6 of its largest entry (kPerplexityBound,
 * kPerplexityGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: exp of torch.nn.functional.cross_entropy.
 *
 * @example
 * s.perplexity([[0, 0, 0, 0]], [1]); // 4
 * s.perplexity([[2, 1, 0.1], [0, 3, 1]], [0, 1]); // 1.3410
 */
export const perplexity = declareRowLoss({
  name: "perplexity",
  rows: "logits",
  target: "labels",
  options: ignoreOption,
  reduction: "value",
});
