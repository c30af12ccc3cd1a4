// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What must hold whatever the numbers are: independent of any hard-coded value.

import { expect, test } from "vitest";

import { expectClose, crossEntropyGradBound, crossEntropyBound } from "./support/close.ts";
import { randomFloats, randomLabels, randomProbs } from "./support/data.ts";
import { describeVariants } from "./support/variants.ts";

const [rows, classes] = [12, 7];
const shape = [rows, classes] as const;
const logits = randomFloats(1, rows * classes, -6, 6);
const labels = randomLabels(2, rows, classes);
const probs = randomProbs(3, rows, classes);
const others = randomProbs(4, rows, classes);
const oneHot = Float32Array.from(logits, (_, index) => Number(labels[Math.floor(index / classes)] === index % classes));

function rowSums(values: Float32Array): number[] {
  return Array.from({ length: rows }, (_, row) =>
    values.subarray(row * classes, (row + 1) * classes).reduce((sum, value) => sum + value, 0),
  );
}

describeVariants("identities", (s) => {
  test("labels are one-hot probabilities", () => {
    const hard = s.crossEntropy.valueAndGrad(logits, labels);
    const soft = s.crossEntropy.valueAndGrad(logits, oneHot, { shape });
    expectClose(soft.value, hard.value, crossEntropyBound);
    expectClose(soft.grad, hard.grad, crossEntropyGradBound);
  });

  test("the rows of a gradient sum to 0", () => {
    const { grad } = s.crossEntropy.valueAndGrad(logits, labels, { labelSmoothing: 0.1, reduction: "sum" });
    expectClose(rowSums(grad), new Array<number>(rows).fill(0), { absolute: 1e-6 });
  });

  test("the gradient is what finite differences say", () => {
    const options = { shape, weight: randomFloats(5, classes, 0.5, 2), labelSmoothing: 0.2, reduction: "sum" } as const;
    const { grad } = s.crossEntropy.valueAndGrad(logits, labels, options);
    const step = 2 ** -6;
    const differences = Array.from(logits, (logit, index) => {
      const [up, down] = [logit + step, logit - step].map((moved) =>
        s.crossEntropy(logits.with(index, moved), labels, options),
      );
      return ((up ?? NaN) - (down ?? NaN)) / (2 * step);
    });
    expectClose(grad, differences, { absolute: 1e-3 });
  });

  test("shifting a row's logits changes nothing", () => {
    const shifted = logits.map((logit, index) => logit + Math.floor(index / classes));
    expectClose(s.crossEntropy(shifted, labels), s.crossEntropy(logits, labels), { relative: 1e-5 });
  });

  test("softmax, logSoftmax and logSumExp agree", () => {
    const softmax = s.softmax(logits, { shape });
    expectClose(rowSums(softmax), new Array<number>(rows).fill(1), { absolute: 1e-6 });
    expectClose(s.logSoftmax(logits, { shape }).map(Math.exp), softmax, { relative: 1e-5 });
    const lse = s.logSumExp(logits, { shape });
    expectClose(
      s.logSoftmax(logits, { shape }),
      logits.map((logit, index) => logit - (lse[Math.floor(index / classes)] ?? NaN)),
      { absolute: 1e-5 },
    );
  });

  test("two classes are one logit: softmax is the sigmoid, and so are the losses", () => {
    const pairs = { data: Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? (logits[i] ?? 0) : 0)) };
    const firsts = pairs.data.filter((_, i) => i % 2 === 0);
    const isFirst = Float32Array.from({ length: rows }, (_, row) => row % 2);
    const two = { ...pairs, shape: [rows, 2] };
    expectClose(
      s.softmax(two).filter((_, i) => i % 2 === 0),
      s.sigmoid(firsts),
      { relative: 1e-6 },
    );
    const ofTwo = s.crossEntropy.valueAndGrad(
      two,
      Array.from(isFirst, (first) => 1 - first),
    );
    const ofOne = s.binaryCrossEntropyWithLogits.valueAndGrad(firsts, isFirst);
    expectClose(ofTwo.value, ofOne.value, crossEntropyBound);
    expectClose(
      ofTwo.grad.filter((_, i) => i % 2 === 0),
      ofOne.grad,
      crossEntropyGradBound,
    );
  });

  test("cross-entropy is entropy and divergence", () => {
    const { information } = s;
    const entropy = information.entropy(probs, { shape, normalize: true });
    const cross = information.crossEntropy(probs, others, { shape, normalize: true });
    const divergence = information.klDivergence(probs, others, { shape, normalize: true });
    expectClose(
      cross,
      entropy.map((value, row) => value + (divergence[row] ?? NaN)),
      { absolute: 1e-5 },
    );
    expectClose(information.perplexity(probs, { shape, normalize: true }), entropy.map(Math.exp), { relative: 1e-5 });
    expectClose(information.crossEntropy(probs, probs, { shape, normalize: true }), entropy, crossEntropyBound);
    const there = information.jsDivergence(probs, others, { shape, normalize: true });
    expectClose(there, information.jsDivergence(others, probs, { shape, normalize: true }), crossEntropyBound);
    expect(Math.max(...there)).toBeLessThan(Math.LN2);
  });

  test("softmin is the softmax of the negative logits, bit for bit", () => {
    const negative = logits.map((logit) => -logit);
    expect(s.softmin(logits, { shape, temperature: 2 })).toEqual(s.softmax(negative, { shape, temperature: 2 }));
    const [down, up] = [s.softmin, s.softmax].map((f, index) =>
      f.valueAndGrad(index === 0 ? logits : negative, { shape, gradOutput: probs }),
    );
    expect(down?.grad).toEqual(up?.grad.map((g) => -g));
  });

  test("cross-entropy is entropy and divergence in their gradients, too", () => {
    const { information } = s;
    for (const normalize of [true, false]) {
      const options = { shape, normalize };
      const entropy = information.entropy.valueAndGrad(probs, options);
      const cross = information.crossEntropy.valueAndGrad(probs, others, options);
      const divergence = information.klDivergence.valueAndGrad(probs, others, options);
      expectClose(
        cross.grad.p,
        entropy.grad.map((g, index) => g + (divergence.grad.p[index] ?? NaN)),
        { absolute: 5e-6 },
      );
      expect(divergence.grad.q).toEqual(cross.grad.q);
      const perplexity = information.perplexity.valueAndGrad(probs, options);
      expectClose(
        perplexity.grad,
        entropy.grad.map((g, index) => g * (perplexity.value[Math.floor(index / classes)] ?? NaN)),
        { absolute: 1e-5 },
      );
      const there = information.jsDivergence.valueAndGrad(probs, others, options).grad;
      const back = information.jsDivergence.valueAndGrad(others, probs, options).grad;
      expect([there.p, there.q]).toEqual([back.q, back.p]);
    }
  });

  test("the gradients of measures are what finite differences say", () => {
    const { information } = s;
    const options = { shape, normalize: true, base: 2 } as const;
    const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
    const step = 2 ** -12;
    const differences = (at: Float32Array, measure: (moved: Float32Array) => Float64Array) =>
      Array.from(at, (value, index) => {
        const [up, down] = [value + step, value - step].map((moved) => total(measure(at.with(index, moved))));
        return ((up ?? NaN) - (down ?? NaN)) / (2 * step);
      });
    for (const name of ["crossEntropy", "klDivergence", "jsDivergence"] as const) {
      const { grad } = information[name].valueAndGrad(probs, others, options);
      expectClose(
        grad.p,
        differences(probs, (moved) => information[name](moved, others, options)),
        { absolute: 5e-3 },
      );
      expectClose(
        grad.q,
        differences(others, (moved) => information[name](probs, moved, options)),
        { absolute: 5e-3 },
      );
    }
    const { grad } = information.entropy.valueAndGrad(probs, options);
    expectClose(
      grad,
      differences(probs, (moved) => information.entropy(moved, options)),
      { absolute: 5e-3 },
    );
  });

  test("the worked example of the textbooks", () => {
    expect(s.information.crossEntropy([1, 0, 0], [0.8, 0.1, 0.1])).toBeCloseTo(0.22314355, 7);
    expect(s.information.klDivergence([0.5, 0.5, 0], [0.25, 0.5, 0.25])).toBeCloseTo(0.3465736, 6);
    expect(s.information.surprisal(0.5, { base: 2 })).toBeCloseTo(1, 6);
  });

  test("the limits of measures", () => {
    const { information } = s;
    expect(information.surprisal(0)).toBe(Infinity);
    expect(information.surprisal(1)).toBeCloseTo(0, 7);
    expect([...information.surprisal([1, 0])].at(-1)).toBe(Infinity);
    expect(information.entropy([1, 0])).toBeCloseTo(0, 7);
    expect(information.crossEntropy([1, 0], [0, 1])).toBe(Infinity);
    expect(information.crossEntropy([1, 0], [1, 0])).toBeCloseTo(0, 7);
    expect(information.jsDivergence([1, 0], [0, 1], { base: 2 })).toBeCloseTo(1, 6);
    expect(information.surprisal.valueAndGrad(0)).toEqual({ value: Infinity, grad: -Infinity });
    expect([...information.entropy.valueAndGrad([1, 0]).grad]).toEqual([-1, Infinity]);
    expect([...information.crossEntropy.valueAndGrad([1, 0], [0, 1]).grad.q]).toEqual([-Infinity, 0]);
    expect([...information.jsDivergence.valueAndGrad([1, 0], [1, 0]).grad.p]).toEqual([0, Math.fround(Math.LN2 / 2)]);
  });

  test("one distribution gives a number, several an array", () => {
    const { information } = s;
    expect(typeof information.entropy([0.5, 0.5])).toBe("number");
    expect(typeof information.entropy(Float32Array.of(0.5, 0.5))).toBe("number");
    expect(information.entropy([[0.5, 0.5]])).toBeInstanceOf(Float64Array);
    expect(information.entropy({ data: Float32Array.of(1, 1, 1), shape: [3, 1] })).toEqual(new Float64Array(3));
    expect(
      information.klDivergence(s.heap.float32([2, 2], [1, 0, 0, 1]), [
        [1, 0],
        [0, 1],
      ]),
    ).toEqual(new Float64Array(2));
    expectClose(information.surprisal([[1], [1]]), [0, 0], {});
  });
});
