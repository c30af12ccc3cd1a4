// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Shapes and lengths that don't fit: RangeErrors that say operation, rule, and what was got.

import { labels, logits, testAttempts, type Attempt } from "./support/attempts.ts";

const shapes: readonly Attempt[] = [
  [
    "crossEntropy: 6 logits can't be shared out among 4 labels; logits are [n, c], labels [n]",
    RangeError,
    (s) => s.crossEntropy(logits, [0, 1, 2, 0]),
  ],
  [
    "crossEntropy: 6 logits can't be shared out among 0 labels; logits are [n, c], labels [n]",
    RangeError,
    (s) => s.crossEntropy(logits, []),
  ],
  [
    "crossEntropy: labels have shape [3], but logits of shape [2, 3] want [2]",
    RangeError,
    (s) =>
      s.crossEntropy(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [0, 1, 2],
      ),
  ],
  [
    "crossEntropy: labels have shape [2, 2], but logits of shape [2, 3, 3] want [2, 3]",
    RangeError,
    (s) =>
      s.crossEntropy(
        new Float32Array(18),
        [
          [0, 1],
          [1, 0],
        ],
        { shape: [2, 3, 3] },
      ),
  ],
  [
    "crossEntropy: labels have shape [1], but logits of shape [3] want a single label",
    RangeError,
    (s) => s.crossEntropy({ data: Float32Array.of(1, 2, 3), shape: [3] }, [0]),
  ],
  [
    "crossEntropy: target is a single label, but logits of shape [2, 3] want labels of shape [2]",
    RangeError,
    (s) =>
      s.crossEntropy(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        1,
      ),
  ],
  [
    "crossEntropy: target has shape [3, 2], but probabilities have that of the logits, [2, 3]",
    RangeError,
    (s) =>
      s.crossEntropy(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        { data: new Float32Array(6), shape: [3, 2] },
      ),
  ],
  [
    "crossEntropy: shape [2, 4] holds 8 values, but logits has 6",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { shape: [2, 4] }),
  ],
  [
    "crossEntropy: logits has shape [2, 2], 4 values, but its data hold 6",
    RangeError,
    (s) => s.crossEntropy({ data: logits, dims: [2, 2] }, labels),
  ],
  [
    "crossEntropy: logits[1] has 3 values, but the rows before it have 2",
    RangeError,
    (s) =>
      s.crossEntropy(
        [
          [1, 2],
          [1, 2, 3],
        ],
        labels,
      ),
  ],
  [
    "crossEntropy: logits[1] has 3 values, but the rows before it have 2",
    RangeError,
    (s) => s.crossEntropy([Float32Array.of(1, 2), Float32Array.of(1, 2, 3)], labels),
  ],
  [
    "crossEntropy: labels[1] has 1 values, but the rows before it have 2",
    RangeError,
    (s) => s.crossEntropy(new Float32Array(12), [[0, 1], [0]], { shape: [2, 3, 2] }),
  ],
  [
    "crossEntropy: out has 3 values, but the result has 2",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { reduction: "none", out: new Float32Array(3) }),
  ],
  [
    "crossEntropy.valueAndGrad: gradOut has 5 values, but the result has 6",
    RangeError,
    (s) => s.crossEntropy.valueAndGrad(logits, labels, { gradOut: s.heap.float32(5) }),
  ],
  [
    "crossEntropy.valueAndGrad: gradOutput has 3 values, but the value has 2",
    RangeError,
    (s) => s.crossEntropy.valueAndGrad(logits, labels, { reduction: "none", gradOutput: [1, 2, 3] }),
  ],
  [
    "softmax.valueAndGrad: gradOutput has 2 values, but the result has 6",
    RangeError,
    (s) => s.softmax.valueAndGrad(logits, { gradOutput: [1, 2] }),
  ],
  ["softmax: shape [2, 2] holds 4 values, but logits has 6", RangeError, (s) => s.softmax(logits, { shape: [2, 2] })],
  [
    "information.klDivergence: q has shape [3], but p has shape [2]",
    RangeError,
    (s) => s.information.klDivergence([1, 0], [1, 0, 0]),
  ],
  [
    "information.jsDivergence.valueAndGrad: q has shape [3], but p has shape [2]",
    RangeError,
    (s) => s.information.jsDivergence.valueAndGrad([1, 0], [1, 0, 0]),
  ],
  [
    "information.entropy.valueAndGrad: gradOutput has 2 values, but the value has 1",
    RangeError,
    (s) => s.information.entropy.valueAndGrad([1, 0], { gradOutput: [1, 1] }),
  ],
  [
    "information.entropy.valueAndGrad: gradOut has 3 values, but the result has 2",
    RangeError,
    (s) => s.information.entropy.valueAndGrad([1, 0], { gradOut: new Float32Array(3) }),
  ],
  [
    "information.klDivergence.valueAndGrad: gradOut.q has 1 values, but the result has 2",
    RangeError,
    (s) => s.information.klDivergence.valueAndGrad([1, 0], [1, 0], { gradOut: { q: new Float32Array(1) } }),
  ],
  [
    "information.surprisal.valueAndGrad: gradOutput has 1 values, but the value has 2",
    RangeError,
    (s) => s.information.surprisal.valueAndGrad([1, 0], { gradOutput: [1] }),
  ],
  ["heap.float32: init has 3 values, but the shape has 4", RangeError, (s) => s.heap.float32([2, 2], [1, 2, 3])],
];

testAttempts("errors about shapes", shapes);
