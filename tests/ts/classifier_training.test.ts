// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Optimizers, losses, weights, schedules, streams: against PyTorch, and what each must be besides.

import { expect, test } from "vitest";

import { checkAll } from "./support/check_all.ts";
import { optimizerBound } from "./support/close.ts";
import { images, randomFloats } from "./support/data.ts";
import { goldenCases } from "./support/golden.ts";
import { describeVariants, exactVariants, instanceOf } from "./support/variants.ts";

const [count, features, classes] = [60, 16, 4];
const { pixels, labels } = images(11, count, features, classes);
const scale = 1 / 255;
const examples = { features: pixels, labels, scale };
const config = { features, classes, batchSize: 25, learningRate: 0.25, seed: 7 };

const variations = {
  momentum: { momentum: 0.9 },
  nesterov: { momentum: 0.9, nesterov: true },
  adam: { optimizer: "adam" },
  adamw: { optimizer: "adamw", l2: 0.1 },
  "adam with l2": { optimizer: "adam", l2: 0.1 },
  betas: { optimizer: "adam", betas: [0.5, 0.99] },
  eps: { optimizer: "adam", eps: 0.1 },
  focal: { loss: "focal" },
  gamma: { loss: "focal", gamma: 1 },
  labelSmoothing: { labelSmoothing: 0.1 },
  weight: { weight: [1, 2, 0.5, 1] },
  clipNorm: { clipNorm: 0.01 },
  schedule: { schedule: { kind: "step", every: 2, factor: 0.5 } },
  warmup: { schedule: { kind: "constant", warmupSteps: 4 } },
  cosine: { schedule: { kind: "cosine", steps: 10 } },
} as const;

describeVariants("training", (s) => {
  test("as PyTorch's optimizers, 100 steps", () => {
    checkAll(goldenCases("optimizers"), (item) => {
      using model = s.softmaxClassifier(item.config);
      model.setModel({ weights: item.initialWeights, bias: item.initialBias });
      const sampleWeights = item.sampleWeights ?? undefined;
      model.bind({
        features: Float32Array.from(item.x),
        labels: item.labels,
        sampleWeights,
        standardize: item.standardize,
      });
      const losses = Array.from({ length: 100 }, () => model.step()).filter((_, step) => step % 10 === 9);
      return [
        ["losses", losses, item.losses, optimizerBound],
        ["weights", model.weights, item.weights, optimizerBound],
        ["bias", model.bias, item.bias, optimizerBound],
      ];
    });
  });

  test("rates as PyTorch's schedulers", () => {
    checkAll(goldenCases("schedules"), ({ learningRate, schedule, rates }) => {
      using model = s.softmaxClassifier({ features: 1, classes: 2, learningRate, schedule });
      const got = rates.map(() => {
        const { rate } = model;
        model.partialFit({ features: [1], labels: [0] });
        return rate;
      });
      return [["rates", got, rates, { absolute: 1e-9 }]];
    });
  });

  test("every option changes the result", () => {
    const runs = [{}, ...Object.values(variations)].map((options) => {
      using model = s.softmaxClassifier({ ...config, ...options });
      model.bind(examples);
      for (let step = 0; step < 5; step++) model.step();
      return model.weights.join();
    });
    expect(new Set(runs).size).toBe(runs.length);
  });

  test("sample weights are copies", () => {
    const rows = [0, 1, 2, 3];
    const take = (which: readonly number[]) => ({
      features: which.map((row) => [...pixels.subarray(row * features, (row + 1) * features)]),
      labels: which.map((row) => labels[row] ?? 0),
      scale,
    });
    using weighted = s.softmaxClassifier({ ...config, weight: [1, 2, 3, 0.5] });
    using repeated = s.softmaxClassifier({ ...config, weight: [1, 2, 3, 0.5] });
    const losses = [
      weighted.partialFit({ ...take(rows), sampleWeights: [2, 0, 1, 3] }),
      repeated.partialFit(take([0, 0, 2, 3, 3, 3])),
    ];
    expect(losses[0]).toBeCloseTo(losses[1] ?? NaN, 6);
    for (const [index, value] of weighted.weights.entries())
      expect(value).toBeCloseTo(repeated.weights[index] ?? NaN, 6);
  });

  test("a batch without weight changes nothing", () => {
    using model = s.softmaxClassifier({ ...config, weight: [0, 0, 0, 0] });
    const before = model.weights;
    expect(model.partialFit(examples)).toBe(0);
    expect(model.weights).toEqual(before);
    using other = s.softmaxClassifier(config);
    expect(other.partialFit({ ...examples, sampleWeights: new Float32Array(count) })).toBe(0);
    expect(other.weights).toEqual(before);
  });

  test("partialFit is a step, and leaves what is bound", () => {
    using model = s.softmaxClassifier({ ...config, batchSize: count });
    using twin = s.softmaxClassifier({ ...config, batchSize: count });
    twin.bind(examples);
    expect(model.partialFit(examples)).toBeCloseTo(twin.step(), 6);
    expect([model.steps, model.epoch, model.stepsPerEpoch]).toEqual([1, 0, 0]);
    for (const [index, value] of model.weights.entries()) expect(value).toBeCloseTo(twin.weights[index] ?? NaN, 5);
    using bound = s.softmaxClassifier(config);
    bound.bind(examples);
    bound.step();
    bound.partialFit({ features: pixels.subarray(0, features), labels: [0], scale });
    expect([bound.steps, bound.epoch, bound.stepInEpoch]).toEqual([2, 0, 1]);
  });

  test("standardize: computed once, applied everywhere, until it is taken back", () => {
    const raw = randomFloats(3, 20 * 3, -1, 1).map((value, i) => (i % 3 === 2 ? 5 : 100 * value + 7));
    const given = { features: raw, labels: Array.from({ length: 20 }, (_, i) => i % 2) };
    const column = (f: number) => raw.filter((_, i) => i % 3 === f);
    const standard = raw.map((value, i) => {
      const values = column(i % 3);
      const mean = values.reduce((sum, v) => sum + v / 20, 0);
      const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2 / 20, 0));
      return (value - mean) / (i % 3 === 2 ? 1 : deviation);
    });
    using model = s.softmaxClassifier({ features: 3, classes: 2 });
    using plain = s.softmaxClassifier({ features: 3, classes: 2 });
    const untouched = plain.predictProba({ features: raw });
    const expected = plain.predictProba({ features: standard });
    const close = (got: Float32Array) => {
      for (const [index, value] of got.entries()) expect(value).toBeCloseTo(expected[index] ?? NaN, 5);
    };
    expect(model.predictProba({ features: raw })).toEqual(untouched);
    model.bind({ ...given, standardize: true });
    close(model.predictProba({ features: raw }));
    expect(model.evaluate(given).loss).toBeCloseTo(plain.evaluate({ ...given, features: standard }).loss, 5);
    // Other examples, but as before.
    model.bind({ features: [[1, 2, 3]], labels: [0] });
    close(model.predictProba({ features: raw }));
    model.bind({ ...given, standardize: false });
    expect(model.predictProba({ features: raw })).toEqual(untouched);
  });

  test("confusion", () => {
    using model = s.softmaxClassifier(config);
    model.partialFit(examples);
    const predicted = model.predict({ features: pixels, scale });
    const expected = new Float64Array(classes * classes);
    for (const [row, label] of labels.entries()) {
      const at = label * classes + (predicted[row] ?? 0);
      expected[at] = (expected[at] ?? 0) + 1;
    }
    expect(model.confusion(examples)).toEqual(expected);
    expect(model.confusion({ features: [], labels: [] })).toEqual(new Float64Array(classes * classes));
  });

  test("a schedule begins with learningRate, which can be changed", () => {
    using model = s.softmaxClassifier({
      ...config,
      learningRate: 1,
      schedule: { kind: "step", every: 1, factor: 0.5 },
    });
    model.partialFit(examples);
    expect([model.learningRate, model.rate]).toEqual([1, 0.5]);
    model.learningRate = 4;
    expect([model.learningRate, model.rate]).toEqual([4, 2]);
    using still = s.softmaxClassifier({ ...config, schedule: { kind: "cosine", steps: 1 } });
    still.partialFit(examples);
    const before = still.weights;
    expect(still.rate).toBe(0);
    still.partialFit(examples);
    expect(still.weights).toEqual(before);
  });
});

test("the same bits on every variant but relaxed", () => {
  for (const options of Object.values(variations)) {
    const [first, ...others] = exactVariants.map((variant) => {
      using model = instanceOf(variant).softmaxClassifier({ ...config, ...options });
      const sampleWeights = Float32Array.from({ length: count }, (_, row) => (row % 5) / 3);
      model.bind({ ...examples, sampleWeights, standardize: true });
      const losses = Array.from({ length: 12 }, () => model.step());
      return { losses, saved: Buffer.from(model.save()).toString("hex") };
    });
    for (const other of others) expect(other).toEqual(first);
  }
});
