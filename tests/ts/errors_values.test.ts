// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Values out of their range: RangeErrors that say operation, rule, and what was got.

import { expect, test } from "vitest";

import { labels, logits, testAttempts, wrong, type Attempt } from "./support/attempts.ts";
import { describeVariants } from "./support/variants.ts";

const values: readonly Attempt[] = [
  ["crossEntropy: labels[1] is 12, outside 0..2", RangeError, (s) => s.crossEntropy(logits, Int32Array.of(0, 12))],
  ["crossEntropy: labels[0] is -1, outside 0..2", RangeError, (s) => s.crossEntropy(logits, [-1, 0])],
  [
    "crossEntropy: labels[1][0] is 3, outside 0..2",
    RangeError,
    (s) =>
      s.crossEntropy(new Float32Array(12), [
        [0, 1],
        [3, 0],
      ]),
  ],
  ["crossEntropy: labels[1] is 255, outside 0..2", RangeError, (s) => s.crossEntropy(logits, Uint8Array.of(0, 255))],
  [
    "crossEntropy: labels[1] is 4294967196, outside 0..2",
    RangeError,
    (s) => s.crossEntropy(logits, Uint32Array.of(0, 4294967196)),
  ],
  [
    "crossEntropy: labels[1] is 4294967297, outside 0..2",
    RangeError,
    (s) => s.crossEntropy(logits, BigInt64Array.of(0n, 4294967297n)),
  ],
  [
    "crossEntropy: labels[0] is -4294967296, outside 0..2",
    RangeError,
    (s) => s.crossEntropy(logits, BigInt64Array.of(-4294967296n, 0n)),
  ],
  [
    "crossEntropy: labels[1] is 18446744073709551615, outside 0..2",
    RangeError,
    (s) => s.crossEntropy(logits, BigUint64Array.of(0n, 2n ** 64n - 1n)),
  ],
  [
    "crossEntropy: labels[1] is 4294967295, outside 0..2",
    RangeError,
    (s) => s.crossEntropy(logits, BigUint64Array.of(0n, 2n ** 32n - 1n)),
  ],
  ["crossEntropy: labels[0] is 1e+300, outside 0..2", RangeError, (s) => s.crossEntropy(logits, [1e300, 0])],
  ["crossEntropy: labels[1] is 0.5, not an integer", RangeError, (s) => s.crossEntropy(logits, [0, 0.5])],
  ["crossEntropy: labels[0] is NaN, not an integer", RangeError, (s) => s.crossEntropy(logits, [NaN, 0])],
  ["crossEntropy: labels is 3, outside 0..2", RangeError, (s) => s.crossEntropy([2, 1, 0.5], 3)],
  ["crossEntropy: labels is 0.5, not an integer", RangeError, (s) => s.crossEntropy([2, 1, 0.5], 0.5)],
  [
    "crossEntropy.valueAndGrad: labels[1] is 12, outside 0..2",
    RangeError,
    (s) => s.crossEntropy.valueAndGrad(logits, [0, 12]),
  ],
  [
    "crossEntropy: weight[1] is -1, but weights are at least 0 and finite",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { weight: [1, -1, 1] }),
  ],
  [
    "crossEntropy: weight[2] is NaN, but weights are at least 0 and finite",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { weight: Float32Array.of(1, 1, NaN) }),
  ],
  [
    "crossEntropy: weight has 2 values, but there are 3 classes",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { weight: [1, 1] }),
  ],
  [
    "crossEntropy: labelSmoothing is 1.5, outside 0..1",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { labelSmoothing: 1.5 }),
  ],
  [
    "crossEntropy: labelSmoothing is -0.1, outside 0..1",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { labelSmoothing: -0.1 }),
  ],
  [
    "crossEntropy: labelSmoothing is NaN, outside 0..1",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { labelSmoothing: NaN }),
  ],
  [
    "crossEntropy: ignoreIndex is 0.5, not an integer in -2147483648..2147483647",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { ignoreIndex: 0.5 }),
  ],
  [
    "crossEntropy: ignoreIndex is 1, but a target of probabilities has no labels",
    RangeError,
    (s) => s.crossEntropy([[1, 2]], [[0.5, 0.5]], { ignoreIndex: 1 }),
  ],
  [
    'crossEntropy: reduction is "avg", not one of "none", "mean", "sum"',
    RangeError,
    (s) => s.crossEntropy(logits, labels, wrong({ reduction: "avg" })),
  ],
  [
    "crossEntropy: target[1][0] is -0.25, which is not a probability",
    RangeError,
    (s) =>
      s.crossEntropy(
        [
          [1, 2],
          [3, 4],
        ],
        [
          [0.5, 0.5],
          [-0.25, 1.25],
        ],
      ),
  ],
  [
    "crossEntropy: target[2] is NaN, which is not a probability",
    RangeError,
    (s) =>
      s.crossEntropy(
        [
          [1, 2],
          [3, 4],
        ],
        Float32Array.of(0.5, 0.5, NaN, 1),
      ),
  ],
  [
    'crossEntropy.valueAndGrad: wrt holds "logits", not "input" or "target" or "weight"',
    RangeError,
    (s) => s.crossEntropy.valueAndGrad(logits, labels, wrong({ wrt: ["logits"] })),
  ],
  ["softmax: temperature is 0, outside 1e-36..1e+36", RangeError, (s) => s.softmax(logits, { temperature: 0 })],
  ["softmax: temperature is 1e-40, outside 1e-36..1e+36", RangeError, (s) => s.softmax(logits, { temperature: 1e-40 })],
  [
    "logSoftmax: temperature is Infinity, outside 1e-36..1e+36",
    RangeError,
    (s) => s.logSoftmax(logits, { temperature: Infinity }),
  ],
  [
    "logSumExp.valueAndGrad: temperature is NaN, outside 1e-36..1e+36",
    RangeError,
    (s) => s.logSumExp.valueAndGrad(logits, { temperature: NaN }),
  ],
  ["softmin: temperature is -1, outside 1e-36..1e+36", RangeError, (s) => s.softmin(logits, { temperature: -1 })],
  ["softmax: dim is 2, not an integer in -2..1", RangeError, (s) => s.softmax([[1, 2]], { dim: 2 })],
  ["information.surprisal: p is 1.5, which is not a probability", RangeError, (s) => s.information.surprisal(1.5)],
  [
    "information.surprisal: p[1] is -0.5, which is not a probability",
    RangeError,
    (s) => s.information.surprisal([0.5, -0.5]),
  ],
  ["information.entropy: p[1] is NaN, which is not a probability", RangeError, (s) => s.information.entropy([1, NaN])],
  [
    "information.entropy: p sums to 0.5, not 1; { normalize: true } divides by the sum",
    RangeError,
    (s) => s.information.entropy([0.25, 0.25]),
  ],
  [
    "information.entropy: row 1 of p sums to 2, not 1; { normalize: true } divides by the sum",
    RangeError,
    (s) =>
      s.information.entropy([
        [0.5, 0.5],
        [1, 1],
      ]),
  ],
  [
    "information.klDivergence: row 1 of q sums to 2, not 1; { normalize: true } divides by the sum",
    RangeError,
    (s) =>
      s.information.klDivergence(
        [
          [1, 0],
          [0, 1],
        ],
        [
          [0.5, 0.5],
          [1, 1],
        ],
      ),
  ],
  [
    "information.jsDivergence: q[1][0] is -1, which is not a probability",
    RangeError,
    (s) =>
      s.information.jsDivergence(
        [
          [1, 0],
          [0, 1],
        ],
        [
          [0.5, 0.5],
          [-1, 2],
        ],
      ),
  ],
  [
    "information.klDivergence.valueAndGrad: row 1 of q sums to 2, not 1; { normalize: true } divides by the sum",
    RangeError,
    (s) => s.information.klDivergence.valueAndGrad([1, 0, 0, 1], [0.5, 0.5, 1, 1], { shape: [2, 2] }),
  ],
  [
    'information.klDivergence.valueAndGrad: wrt holds "input", not "p" or "q"',
    RangeError,
    (s) => s.information.klDivergence.valueAndGrad([1], [1], wrong({ wrt: ["input"] })),
  ],
  [
    'information.entropy.valueAndGrad: wrt holds "q", not "p"',
    RangeError,
    (s) => s.information.entropy.valueAndGrad([1], wrong({ wrt: ["q"] })),
  ],
  [
    "information.surprisal.valueAndGrad: p is 1.5, which is not a probability",
    RangeError,
    (s) => s.information.surprisal.valueAndGrad(1.5),
  ],
  [
    "information.surprisal.valueAndGrad: base is 3, not Math.E, 2 or 10",
    RangeError,
    (s) => s.information.surprisal.valueAndGrad([1], { base: 3 }),
  ],
  ["information.entropy: base is 1, not Math.E, 2 or 10", RangeError, (s) => s.information.entropy([1], { base: 1 })],
  [
    "information.surprisal: base is 3, not Math.E, 2 or 10",
    RangeError,
    (s) => s.information.surprisal([1], { base: 3 }),
  ],
  [
    "information.entropy: p sums to 0, which nothing can be divided by",
    RangeError,
    (s) => s.information.entropy([0, 0], { normalize: true }),
  ],
  [
    // 2^-130, a float that is not normal: its inverse times the row would overflow.
    "information.entropy: p sums to 7.346839692639297e-40, which nothing can be divided by",
    RangeError,
    (s) => s.information.entropy([2 ** -130], { normalize: true }),
  ],
  [
    "crossEntropy: weight[0] is Infinity, but weights are at least 0 and finite",
    RangeError,
    (s) => s.crossEntropy(logits, labels, { weight: [Infinity, 1, 1] }),
  ],
  ["heap.uint8: init[1] is 256, outside 0..255", RangeError, (s) => s.heap.uint8(2, [0, 256])],
  ["heap.uint8: init[0] is -1, outside 0..255", RangeError, (s) => s.heap.uint8(1, Int8Array.of(-1))],
  ["heap.int32: init[0] is 1.5, not an integer", RangeError, (s) => s.heap.int32(1, [1.5])],
  ["heap.float32: shape holds -1, which is not a size", RangeError, (s) => s.heap.float32([-1])],
  ["heap.float32: shape holds 1.5, which is not a size", RangeError, (s) => s.heap.float32([2, 1.5])],
  ["heap.float32: out of memory, 4,000,000,000,000 bytes more were wanted", RangeError, (s) => s.heap.float32(1e12)],
];

testAttempts("errors about values", values);

describeVariants("after an error", (s) => {
  test("a call that failed leaves outputs alone, and the next call is right", () => {
    const out = Float32Array.of(7, 7);
    const gradOut = new Float32Array(6).fill(7);
    const options = { reduction: "none", out, gradOut } as const;
    expect(() => s.crossEntropy.valueAndGrad(logits, [0, 12], options)).toThrow(RangeError);
    expect(() => s.crossEntropy.valueAndGrad(logits, [0, 0.5], options)).toThrow(RangeError);
    expect([...out, ...gradOut]).toEqual(new Array(8).fill(7));
    expect(s.crossEntropy(logits, labels)).toBeCloseTo(0.31711, 4);
  });

  test("labels that equal ignoreIndex are not out of range", () => {
    const big = BigInt64Array.of(0n, -100n);
    expect(s.crossEntropy(logits, big)).toBe(s.crossEntropy([[2, 1, 0.5]], [0]));
    expect(s.crossEntropy(logits, [0, 7], { ignoreIndex: 7 })).toBe(s.crossEntropy([[2, 1, 0.5]], [0]));
  });
});
