// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The cross-entropy of a linear layer: what shapes it takes, that it is the cross-entropy of the layer's outputs, and that
// it never has them.

import { expect, test } from "vitest";

import { bitsOf, crossEntropyBound, expectClose } from "./support/close.ts";
import { randomFloats, randomLabels } from "./support/data.ts";
import { describeVariants } from "./support/variants.ts";

const [rows, features, classes] = [70, 12, 150];
// Few digits: the layer's outputs are exact.
const coarse = (seed: number, count: number) => randomFloats(seed, count, -2, 2).map((x) => Math.round(x * 16) / 16);
const hidden = coarse(1, rows * features);
const weight = coarse(2, classes * features);
const bias = coarse(3, classes);
const labels = randomLabels(4, rows, classes);

const outputs = Float32Array.from({ length: rows * classes }, (_, at) => {
  const [row, j] = [Math.floor(at / classes), at % classes];
  const terms = Array.from(
    { length: features },
    (_, k) => (hidden[row * features + k] ?? NaN) * (weight[j * features + k] ?? NaN),
  );
  return terms.reduce((sum, term) => sum + term, bias[j] ?? NaN);
});

describeVariants("linear cross-entropy", (s) => {
  test("is the cross-entropy of the outputs", () => {
    const classWeight = randomFloats(5, classes, 0, 2);
    for (const labelSmoothing of [0, 0.1]) {
      const options = { labelSmoothing, reduction: "none" } as const;
      const want = s.crossEntropy(outputs, labels, { ...options, weight: classWeight });
      expectClose(
        s.linearCrossEntropy(hidden, weight, bias, labels, { ...options, classWeight }),
        want,
        crossEntropyBound,
      );
    }
  });

  test("the gradients are what finite differences say", () => {
    const options = { reduction: "sum", labelSmoothing: 0.1 } as const;
    const few = labels.subarray(0, 3);
    const inputs = { hidden: hidden.subarray(0, 3 * features), weight, bias };
    const { grad } = s.linearCrossEntropy.valueAndGrad(inputs.hidden, weight, bias, few, options);
    const step = 2 ** -6;
    for (const name of ["hidden", "weight", "bias"] as const) {
      for (let at = 0; at < inputs[name].length; at += 31) {
        const [up = NaN, down = NaN] = [step, -step].map((by) => {
          const moved = { ...inputs, [name]: inputs[name].with(at, (inputs[name][at] ?? NaN) + by) };
          return s.linearCrossEntropy(moved.hidden, moved.weight, moved.bias, few, options);
        });
        expect(grad[name]?.[at]).toBeCloseTo((up - down) / (2 * step), 2);
      }
    }
  });

  test("nested, flat, and of more axes", () => {
    const want = s.linearCrossEntropy(hidden, weight, bias, labels, { reduction: "none" });
    const given = { data: hidden, shape: [7, 10, features] };
    const found = s.linearCrossEntropy(given, { data: weight, shape: [classes, features] }, bias, labels, {
      reduction: "none",
    });
    expect(bitsOf(found)).toBe(bitsOf(want));
    expect(
      s.linearCrossEntropy(
        [1, 2],
        [
          [1, 0],
          [0, 1],
        ],
        null,
        0,
      ),
    ).toBe(
      s.linearCrossEntropy(
        [[1, 2]],
        [
          [1, 0],
          [0, 1],
        ],
        [0, 0],
        [0],
      ),
    );
  });

  test("a bias of null is one of zeros, but for its gradient", () => {
    const zeros = s.linearCrossEntropy.valueAndGrad(hidden, weight, new Float32Array(classes), labels);
    const none = s.linearCrossEntropy.valueAndGrad(hidden, weight, null, labels);
    expect(none.value).toBe(zeros.value);
    expect(bitsOf(none.grad.weight)).toBe(bitsOf(zeros.grad.weight));
    expect(Object.keys(none.grad)).toEqual(["hidden", "weight"]);
    expect(() => s.linearCrossEntropy.valueAndGrad(hidden, weight, null, labels, { wrt: ["bias"] })).toThrow(
      "linearCrossEntropy.valueAndGrad: wrt names bias, which was not given",
    );
  });

  test.each([
    [hidden, weight, [1], labels, "bias has shape [1], but there are 150 classes"],
    [hidden, [[1, 2, 3]], null, labels, "weight has shape [1, 3], but hidden of shape [70, 12] wants [c, 12]"],
    [[[1, 2]], [[1, 2]], null, [0, 0], "labels has shape [2], but hidden of shape [1, 2] has 1 rows"],
    [[[1, 2]], [[1, 2]], null, [1], "labels[0] is 1, outside 0..0"],
  ] as const)("what does not go together: %#", (a, b, c, d, message) => {
    expect(() => s.linearCrossEntropy(a, b, c, d)).toThrow(new RangeError(`linearCrossEntropy: ${message}`));
  });

  test("what is out of place in class weights", () => {
    expect(() => s.linearCrossEntropy(hidden, weight, bias, labels, { classWeight: bias })).toThrow(
      /^linearCrossEntropy: classWeight\[\d+\] is -.*, but weights are at least 0 and finite$/,
    );
  });

  test("does not have the outputs", () => {
    // 16 MB of them, from a layer of 64 kB.
    const [n, c] = [256, 16384];
    const arrays = [
      s.heap.float32([n, 1], randomFloats(6, n, -1, 1)),
      s.heap.float32([c, 1], randomFloats(7, c, -1, 1)),
    ] as const;
    const before = arrays[0].view.buffer.byteLength;
    const loss = s.linearCrossEntropy(...arrays, null, randomLabels(8, n, c));
    expect(loss).toBeCloseTo(Math.log(c), 0);
    expect(arrays[0].view.buffer.byteLength - before).toBeLessThan(2 ** 20);
    for (const array of arrays) array.dispose();
  });
});
