// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Each option changes the result, and in the direction it should.

import { expect, test } from "vitest";

import { expectClose, crossEntropyBound } from "./support/close.ts";
import { images } from "./support/data.ts";
import { describeVariants } from "./support/variants.ts";

const logits = [
  [2, 1, 0.5],
  [0, 3, 1],
  [-1, 0.25, 4],
];
const labels = [0, 1, 0];

describeVariants("options", (s) => {
  const each = [...s.crossEntropy(logits, labels, { reduction: "none" })];
  const [first = 0, second = 0, third = 0] = each;
  const sum = first + second + third;

  test("reduction", () => {
    expectClose(s.crossEntropy(logits, labels, { reduction: "sum" }), sum, crossEntropyBound);
    expectClose(s.crossEntropy(logits, labels, { reduction: "mean" }), sum / 3, crossEntropyBound);
    expectClose(s.crossEntropy(logits, labels), sum / 3, crossEntropyBound);
  });

  test("weight, and the mean's denominator", () => {
    const weight = [2, 0.5, 7];
    expectClose(
      s.crossEntropy(logits, labels, { weight, reduction: "none" }),
      [2 * first, second / 2, 2 * third],
      crossEntropyBound,
    );
    expectClose(
      s.crossEntropy(logits, labels, { weight }),
      (2 * first + second / 2 + 2 * third) / 4.5,
      crossEntropyBound,
    );
    expect(s.crossEntropy(logits, labels, { weight: s.heap.float32(3, weight) })).toBe(
      s.crossEntropy(logits, labels, { weight }),
    );
    expect(s.crossEntropy(logits, labels, { weight: Float64Array.from(weight) })).toBe(
      s.crossEntropy(logits, labels, { weight }),
    );
  });

  test("ignoreIndex", () => {
    expectClose(s.crossEntropy(logits, labels, { ignoreIndex: 0 }), second, crossEntropyBound);
    expectClose(s.crossEntropy(logits, [0, -100, -100]), first, crossEntropyBound);
    const { value, grad } = s.crossEntropy.valueAndGrad(logits, labels, { ignoreIndex: 1, reduction: "sum" });
    expectClose(value, first + third, crossEntropyBound);
    expect([...grad.subarray(3, 6)]).toEqual([0, 0, 0]);
    expect(s.crossEntropy(logits, [7, 7, 7], { ignoreIndex: 7 })).toBeNaN();
  });

  test("labelSmoothing", () => {
    const uniform = logits.map(() => [1 / 3, 1 / 3, 1 / 3]);
    const oneHot = labels.map((label) => [0, 1, 2].map((column) => Number(column === label)));
    const smooth = s.crossEntropy(logits, labels, { labelSmoothing: 0.25 });
    expectClose(
      smooth,
      0.75 * s.crossEntropy(logits, oneHot) + 0.25 * s.crossEntropy(logits, uniform),
      crossEntropyBound,
    );
    expectClose(s.crossEntropy(logits, oneHot, { labelSmoothing: 0.25 }), smooth, crossEntropyBound);
    expectClose(
      s.crossEntropy(logits, labels, { labelSmoothing: 1 }),
      s.crossEntropy(logits, uniform),
      crossEntropyBound,
    );
  });

  test("gradOutput", () => {
    const plain = [...s.crossEntropy.valueAndGrad(logits, labels).grad];
    expectClose(
      s.crossEntropy.valueAndGrad(logits, labels, { gradOutput: -2 }).grad,
      plain.map((g) => -2 * g),
      crossEntropyBound,
    );
    expectClose(
      s.crossEntropy.valueAndGrad(logits, labels, { gradOutput: [3] }).grad,
      plain.map((g) => 3 * g),
      crossEntropyBound,
    );
    const none = { reduction: "none" } as const;
    const rows = [...s.crossEntropy.valueAndGrad(logits, labels, none).grad];
    const upstream = [3, 0, -1];
    const scaled = rows.map((g, index) => g * (upstream[Math.floor(index / 3)] ?? NaN));
    expectClose(
      s.crossEntropy.valueAndGrad(logits, labels, { ...none, gradOutput: upstream }).grad,
      scaled,
      crossEntropyBound,
    );
    expectClose(
      s.crossEntropy.valueAndGrad(logits, labels, { ...none, gradOutput: 2 }).grad,
      rows.map((g) => 2 * g),
      crossEntropyBound,
    );
  });

  test("wrt", () => {
    const probs = [
      [0.5, 0.25, 0.25],
      [0, 1, 0],
      [0.5, 0, 0.5],
    ];
    const plain = s.crossEntropy.valueAndGrad(logits, probs);
    expect(s.crossEntropy.valueAndGrad(logits, probs, { wrt: ["input"] })).toEqual({
      value: plain.value,
      grad: { input: plain.grad },
    });
    const { grad } = s.crossEntropy.valueAndGrad(logits, probs, { wrt: ["target"], reduction: "sum" });
    expect(Object.keys(grad)).toEqual(["target"]);
    expectClose(
      grad.target,
      s.logSoftmax(logits).map((value) => -value),
      crossEntropyBound,
    );
    expect(s.crossEntropy.valueAndGrad(logits, probs, { wrt: [] }).grad).toEqual({});
  });

  test("shape", () => {
    const flat = Float32Array.of(2, 1, 0.5, 0, 3, 1);
    expectClose(
      s.softmax(flat, { shape: [2, 3] }),
      s.softmax([
        [2, 1, 0.5],
        [0, 3, 1],
      ]),
      {},
    );
    expect(s.softmax(flat, { shape: [3, 2] })).not.toEqual(s.softmax(flat, { shape: [2, 3] }));
    expect(
      s.softmax(
        [
          [2, 1, 0.5],
          [0, 3, 1],
        ],
        { shape: [3, 2] },
      ),
    ).toEqual(s.softmax(flat, { shape: [3, 2] }));
    expectClose(s.information.entropy([0.5, 0.5, 1, 0], { shape: [2, 2], base: 2 }), [1, 0], crossEntropyBound);
  });

  test("dim", () => {
    const columns = s.softmax(logits, { dim: 0 });
    expect(columns).toEqual(s.softmax(logits, { dim: -2 }));
    expect(columns).not.toEqual(s.softmax(logits));
    expect(s.softmax(logits, { dim: 1 })).toEqual(s.softmax(logits));
    expect(s.logSumExp(logits, { dim: 0 })).toEqual(
      s.logSumExp([
        [2, 0, -1],
        [1, 3, 0.25],
        [0.5, 1, 4],
      ]),
    );
    expect(s.logSumExp(new Float32Array(24), { shape: [2, 3, 4], dim: 1 }).length).toBe(8);
  });

  test("temperature", () => {
    const halved = logits.map((row) => row.map((value) => value / 2));
    expectClose(s.softmax(logits, { temperature: 2 }), s.softmax(halved), crossEntropyBound);
    expectClose(s.logSoftmax(logits, { temperature: 2 }), s.logSoftmax(halved), crossEntropyBound);
    expectClose(s.logSumExp(logits, { temperature: 2 }), s.logSumExp(halved), crossEntropyBound);
    const { grad } = s.logSumExp.valueAndGrad(logits, { temperature: 2 });
    expectClose(
      grad,
      s.softmax(halved).map((p) => p / 2),
      crossEntropyBound,
    );
  });

  test("base and normalize", () => {
    expectClose(s.information.entropy([0.5, 0.25, 0.25]), 1.5 * Math.LN2, crossEntropyBound);
    expectClose(s.information.entropy([0.5, 0.25, 0.25], { base: 2 }), 1.5, crossEntropyBound);
    expectClose(s.information.surprisal(0.001, { base: 10 }), 3, crossEntropyBound);
    expectClose(s.information.entropy([2, 1, 1], { base: 2, normalize: true }), 1.5, crossEntropyBound);
    expectClose(s.information.perplexity([0.5, 0.5], { base: 10 }), 2, crossEntropyBound);
    expectClose(
      s.information.klDivergence([2, 2], [1, 3], { normalize: true }),
      s.information.klDivergence([0.5, 0.5], [0.25, 0.75]),
      crossEntropyBound,
    );
  });

  test("options of the measures' gradients", () => {
    const { information } = s;
    const [p, q] = [
      [
        [0.5, 0.25, 0.25],
        [0.125, 0.375, 0.5],
      ],
      [
        [0.25, 0.5, 0.25],
        [0.5, 0.25, 0.25],
      ],
    ];
    const plain = information.klDivergence.valueAndGrad(p, q);
    expect(Object.keys(plain.grad)).toEqual(["p", "q"]);
    expect(plain.value).toEqual(information.klDivergence(p, q));
    const scaled = (values: Float32Array, by: readonly number[]) =>
      values.map((g, index) => g * (by[Math.floor(index / 3)] ?? NaN));
    for (const gradOutput of [-2, [3, -0.5]]) {
      const by = Array.isArray(gradOutput) ? gradOutput : [gradOutput, gradOutput];
      const { grad } = information.klDivergence.valueAndGrad(p, q, { gradOutput });
      expectClose(grad.p, scaled(plain.grad.p, by), crossEntropyBound);
      expectClose(grad.q, scaled(plain.grad.q, by), crossEntropyBound);
    }
    expect(information.klDivergence.valueAndGrad(p, q, { wrt: ["q"] }).grad).toEqual({ q: plain.grad.q });
    expect(information.klDivergence.valueAndGrad(p, q, { wrt: [] }).grad).toEqual({});
    const entropy = information.entropy.valueAndGrad(p);
    expect(information.entropy.valueAndGrad(p, { wrt: ["p"] }).grad).toEqual({ p: entropy.grad });
    expect(information.entropy.valueAndGrad(p, { gradOutput: 2 }).grad).toEqual(entropy.grad.map((g) => 2 * g));
    const bits = information.entropy.valueAndGrad(p, { base: 2 });
    expectClose(
      bits.grad,
      entropy.grad.map((g) => g / Math.LN2),
      crossEntropyBound,
    );
    const normal = information.entropy.valueAndGrad(p, { normalize: true });
    // Less the mean, H - 1, and the sums are 1.
    expectClose(
      normal.grad,
      entropy.grad.map((g, index) => g - ((entropy.value[Math.floor(index / 3)] ?? NaN) - 1)),
      { absolute: 1e-6 },
    );

    const out = new Float32Array(6);
    const own = s.heap.float32([2, 3]);
    const placed = information.klDivergence.valueAndGrad(p, q, { gradOut: { p: out, q: own } });
    expect(placed.grad.p).toBe(out);
    expect(placed.grad.q).toBe(own);
    expect(out).toEqual(plain.grad.p);
    expect(own.view).toEqual(plain.grad.q);
    expect(information.entropy.valueAndGrad(p, { gradOut: own }).grad).toBe(own);
    expect(own.view).toEqual(entropy.grad);
  });

  test("options of surprisal's gradient", () => {
    const { surprisal } = s.information;
    expect(surprisal.valueAndGrad(0.5)).toEqual({ value: surprisal(0.5), grad: -2 });
    expect(surprisal.valueAndGrad(0.5, { gradOutput: 3 }).grad).toBe(-6);
    expect(surprisal.valueAndGrad(0.5, { base: 2 }).grad).toBeCloseTo(-2 / Math.LN2, 6);
    expect(surprisal.valueAndGrad([0.5, 0.25], { gradOutput: [1, 2] }).grad).toEqual(Float32Array.of(-2, -8));
    expect(surprisal.valueAndGrad(0.5, { wrt: ["p"] }).grad).toEqual({ p: -2 });
    const gradOut = new Float32Array(1);
    expect(surprisal.valueAndGrad(0.5, { gradOut }).grad).toBe(gradOut);
    expect(gradOut[0]).toBe(-2);
  });

  test("every option of the classifier", () => {
    const { pixels, labels: kinds } = images(3, 64, 9, 3);
    const train = (changed: Partial<Parameters<typeof s.softmaxClassifier>[0]>, scale = 1 / 255) => {
      using model = s.softmaxClassifier({
        features: 9,
        classes: 3,
        batchSize: 16,
        learningRate: 0.2,
        seed: 1,
        ...changed,
      });
      model.bind({ features: pixels, labels: kinds, scale });
      for (let step = 0; step < 6; step++) model.step();
      return [...model.weights];
    };
    const plain = train({});
    expect(train({})).toEqual(plain);
    for (const changed of [{ batchSize: 17 }, { learningRate: 0.1 }, { momentum: 0.5 }, { l2: 0.1 }, { seed: 2 }]) {
      expect(train(changed), JSON.stringify(changed)).not.toEqual(plain);
    }
    expect(train({}, 1)).not.toEqual(plain);
  });
});
