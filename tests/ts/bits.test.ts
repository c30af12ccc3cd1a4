// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// "simd", "baseline" and "js" give the same bits: losses, gradients, and the weights after training.

import type { Surprisal } from "surprisal";
import { describe, expect, test } from "vitest";

import { bitsOf } from "./support/close.ts";
import { images, randomFloats, randomLabels, randomProbs } from "./support/data.ts";
import { exactVariants, instanceOf } from "./support/variants.ts";

type Results = Readonly<Record<string, number | Float32Array | Float64Array>>;

function lossBits(s: Surprisal, rows: number, classes: number, inner: number): Results {
  const shape = inner === 1 ? [rows, classes] : [rows, classes, inner];
  const size = rows * classes * inner;
  const logits = randomFloats(size, size, -12, 12);
  const labels = randomLabels(size + 1, rows * inner, classes);
  const probs = randomFloats(size + 2, size, 0, 1);
  const weight = randomFloats(size + 3, classes, 0, 2);
  const hard = s.crossEntropy.valueAndGrad(logits, labels, { shape, weight, labelSmoothing: 0.1 });
  const each = s.crossEntropy.valueAndGrad(logits, labels, { shape, reduction: "none" });
  const soft = s.crossEntropy.valueAndGrad(logits, probs, { shape, weight, wrt: ["input", "target"] });
  const rowOptions = { shape, dim: 1, temperature: 0.7, gradOutput: 1.5 };
  const softmax = s.softmax.valueAndGrad(logits, { ...rowOptions, gradOutput: probs });
  const softmin = s.softmin.valueAndGrad(logits, { ...rowOptions, gradOutput: probs });
  const logSoftmax = s.logSoftmax.valueAndGrad(logits, { ...rowOptions, gradOutput: probs });
  const logSumExp = s.logSumExp.valueAndGrad(logits, rowOptions);
  return {
    value: hard.value,
    gradient: hard.grad,
    "losses of rows": each.value,
    "gradient of rows": each.grad,
    "value for probabilities": soft.value,
    "gradient for probabilities": soft.grad.input,
    "gradient of the target": soft.grad.target,
    softmax: softmax.value,
    "gradient of softmax": softmax.grad,
    softmin: softmin.value,
    "gradient of softmin": softmin.grad,
    logSoftmax: logSoftmax.value,
    "gradient of logSoftmax": logSoftmax.grad,
    logSumExp: logSumExp.value,
    "gradient of logSumExp": logSumExp.grad,
  };
}

function edgeBits(s: Surprisal): Results {
  const rows = [
    [NaN, 0, 1, 2, 3],
    [Infinity, 0, 1, 2, 3],
    [-Infinity, 0, 1, 2, 3],
    [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
    [1e-40, -1e-40, 1e-45, 0, -0],
    [3e38, -3e38, 0, 1, 2],
    [88, -88, 104, -104, 0],
    [20, 0, 0, 0, 0],
  ];
  const labels = rows.map((_, row) => row % 5);
  const { value, grad } = s.crossEntropy.valueAndGrad(rows, labels, { reduction: "none" });
  const smooth = s.crossEntropy.valueAndGrad(
    rows,
    rows.map(() => 0),
    { reduction: "none", labelSmoothing: 0.1 },
  );
  const soft = s.crossEntropy.valueAndGrad(
    rows,
    rows.map(() => [0.5, 0.25, 0.25, 0, 0]),
    {
      reduction: "none",
      wrt: ["input", "target"],
    },
  );
  return {
    value: value,
    gradient: grad,
    "value, smooth": smooth.value,
    "gradient, smooth": smooth.grad,
    "value for probabilities": soft.value,
    "gradient for probabilities": soft.grad.input,
    "gradient of the target": soft.grad.target,
    mean: s.crossEntropy([[-Infinity, 0]], [0]),
    softmax: s.softmax(rows),
    softmin: s.softmin(rows),
    logSoftmax: s.logSoftmax(rows),
    logSumExp: s.logSumExp(rows),
    divergence: s.information.klDivergence([[1, 0]], [[0, 1]]),
    surprisal: s.information.surprisal([0, 1e-45, 1]),
  };
}

function informationBits(s: Surprisal): Results {
  const shape = [7, 13];
  const p = randomProbs(1, 7, 13);
  const q = randomProbs(2, 7, 13);
  const { information } = s;
  const gradOutput = randomFloats(3, 7, -2, 2);
  const of = { shape, normalize: true, base: 2, gradOutput };
  const cross = information.crossEntropy.valueAndGrad(p, q, of).grad;
  const kl = information.klDivergence.valueAndGrad(p, q, of).grad;
  const js = information.jsDivergence.valueAndGrad(p, q, { ...of, normalize: false }).grad;
  const zeros = information.jsDivergence.valueAndGrad([0.5, 0.5, 0, 0], [0.5, 0, 0.5, 0], { normalize: true }).grad;
  return {
    "gradient of surprisal": information.surprisal.valueAndGrad(p, { base: 10 }).grad,
    "gradient of entropy": information.entropy.valueAndGrad(p, of).grad,
    "gradient of perplexity": information.perplexity.valueAndGrad(p, of).grad,
    "gradient of crossEntropy by p": cross.p,
    "gradient of crossEntropy by q": cross.q,
    "gradient of klDivergence by p": kl.p,
    "gradient of klDivergence by q": kl.q,
    "gradient of jsDivergence by p": js.p,
    "gradient of jsDivergence by q": js.q,
    "gradient at zeros": zeros.p,
    surprisal: information.surprisal(p, { base: 2 }),
    entropy: information.entropy(p, { shape }),
    perplexity: information.perplexity(p, { shape, normalize: true }),
    crossEntropy: information.crossEntropy(p, q, { shape, base: 10 }),
    klDivergence: information.klDivergence(p, q, { shape }),
    jsDivergence: information.jsDivergence(p, q, { shape, base: 2 }),
  };
}

function trainingBits(s: Surprisal, asBytes: boolean): Results {
  const [count, features, classes] = [300, 37, 7];
  const { pixels, labels } = images(5, count, features, classes);
  const data = asBytes
    ? { features: pixels, scale: 1 / 255 }
    : { features: Float32Array.from(pixels, (pixel) => pixel / 255) };
  const model = s.softmaxClassifier({
    features,
    classes,
    batchSize: 32,
    learningRate: 0.5,
    momentum: 0.9,
    l2: 1e-3,
    seed: 42,
  });
  model.bind({ ...data, labels });
  const losses = Float64Array.from({ length: model.stepsPerEpoch }, () => model.step());
  const { loss, accuracy } = model.evaluate({ ...data, labels });
  return { losses, weights: model.weights, bias: model.bias, loss, accuracy, probs: model.predictProba(data) };
}

const runs: readonly (readonly [string, (s: Surprisal) => Results])[] = [
  ["losses of 1 x 1", (s) => lossBits(s, 1, 1, 1)],
  ["losses of 5 x 3", (s) => lossBits(s, 5, 3, 1)],
  ["losses of 33 x 10", (s) => lossBits(s, 33, 10, 1)],
  ["losses of 3 x 1031", (s) => lossBits(s, 3, 1031, 1)],
  ["losses of 3 x 6 x 5", (s) => lossBits(s, 3, 6, 5)],
  ["edge cases", edgeBits],
  ["measures of distributions", informationBits],
  ["an epoch of floats", (s) => trainingBits(s, false)],
  ["an epoch of bytes", (s) => trainingBits(s, true)],
];

describe.each(runs)("%s", (_, run) => {
  const [reference, ...others] = exactVariants;
  const expected = run(instanceOf(reference));

  test("is not all the same number", () => {
    const numbers = Object.values(expected).flatMap((result) => (typeof result === "number" ? [result] : [...result]));
    expect(new Set(numbers).size).toBeGreaterThan(1);
  });

  test.each(others)(`has the same bits on ${reference} and %s`, (variant) => {
    const got = run(instanceOf(variant));
    for (const [what, values] of Object.entries(expected)) {
      expect(bitsOf(got[what] ?? NaN), what).toBe(bitsOf(values));
    }
  });
});
