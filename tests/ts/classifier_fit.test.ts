// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { FitProgress } from "surprisal";
import { expect, test } from "vitest";

import { wrong } from "./support/attempts.ts";
import { images } from "./support/data.ts";
import { describeVariants } from "./support/variants.ts";

const [count, features, classes] = [90, 16, 4];
const { pixels, labels } = images(11, count, features, classes);
const examples = { features: pixels, labels, scale: 1 / 255 };
const config = { features, classes, batchSize: 20, learningRate: 0.25, seed: 7 };

describeVariants("fit", (s) => {
  test("is as many steps", async () => {
    using model = s.softmaxClassifier(config);
    using twin = s.softmaxClassifier(config);
    const result = await model.fit({ examples, validation: examples, epochs: 3 });
    twin.bind(examples);
    const losses = Array.from({ length: 15 }, () => twin.step());
    expect(model.weights).toEqual(twin.weights);
    const { history, ...rest } = result;
    expect(rest).toEqual({ reason: "epochs", epochs: 3, steps: 15 });
    expect(history.map(({ epoch, step, rate }) => [epoch, step, rate])).toEqual([
      [1, 5, 0.25],
      [2, 10, 0.25],
      [3, 15, 0.25],
    ]);
    expect(history[0]?.loss).toBeCloseTo(
      losses.slice(0, 5).reduce((sum, loss) => sum + loss / 5, 0),
      12,
    );
    expect(history[2]?.validation).toEqual(model.evaluate(examples));
  });

  test("validation in parts is the same to the bit", async () => {
    const rows = 700;
    const wide = images(5, rows, 400, 10);
    const data = { features: wide.pixels, labels: wide.labels, scale: 1 / 255 };
    using model = s.softmaxClassifier({ features: 400, classes: 10 });
    const { history } = await model.fit({ examples: data, validation: data, epochs: 1 });
    expect(history[0]?.validation).toEqual(model.evaluate(data));
  });

  test("reports to every listener, lets others have a turn, and ends when it is aborted", async () => {
    using model = s.softmaxClassifier(config);
    const controller = new AbortController();
    const reports: FitProgress[] = [];
    let seen = 0;
    let turns = 0;
    const timer = setInterval(() => {
      turns++;
      if (turns >= 3) controller.abort();
    }, 1);
    const { reason, steps, history } = await model.fit({
      examples,
      epochs: 1e9,
      signal: controller.signal,
      onProgress: [(progress) => reports.push(progress), () => seen++],
    });
    clearInterval(timer);
    expect(reason).toBe("aborted");
    expect(seen).toBe(reports.length);
    expect(reports.length).toBeGreaterThan(1);
    expect(reports.at(-1)).toMatchObject({ step: steps, epoch: model.epoch });
    expect(reports.flatMap(({ completed }) => completed)).toEqual(history);
    expect(reports[0]?.secondsLeft).toBeGreaterThan(0);
    expect(reports[0]?.loss).toBeGreaterThan(0);
  });

  test("goes on where it was aborted", async () => {
    using model = s.softmaxClassifier({ ...config, momentum: 0.9 });
    using twin = s.softmaxClassifier({ ...config, momentum: 0.9 });
    model.bind(examples);
    // In the middle of an epoch.
    model.step();
    expect(await model.fit({ epochs: 2, signal: AbortSignal.abort() })).toEqual({
      reason: "aborted",
      epochs: 0,
      steps: 0,
      history: [],
    });
    expect(await model.fit({ epochs: 2 })).toMatchObject({ reason: "epochs", epochs: 2, steps: 9 });
    await twin.fit({ examples, epochs: 2 });
    expect(model.weights).toEqual(twin.weights);
  });

  test("stops on a plateau", async () => {
    using still = s.softmaxClassifier({ ...config, learningRate: 0 });
    const { reason, epochs } = await still.fit({ examples, validation: examples, epochs: 50, patience: 3 });
    expect([reason, epochs]).toEqual(["plateau", 4]);
    using model = s.softmaxClassifier(config);
    const small = await model.fit({ examples, epochs: 50, patience: 2, minImprovement: 100 });
    expect([small.reason, small.epochs]).toEqual(["plateau", 3]);
    using learning = s.softmaxClassifier(config);
    expect(await learning.fit({ examples, epochs: 5, patience: 1 })).toMatchObject({ reason: "epochs", epochs: 5 });
  });

  test("stops if it diverges", async () => {
    using model = s.softmaxClassifier({ ...config, learningRate: 1e38 });
    const { reason, history } = await model.fit({ examples: { ...examples, scale: 1e10 }, epochs: 5 });
    expect(reason).toBe("diverged");
    expect(history.length).toBeLessThan(5);
  });

  test("a listener that throws ends it, after the others were told; the model can go on", async () => {
    using model = s.softmaxClassifier(config);
    let told = 0;
    const failing = () => {
      throw new Error("no more paper");
    };
    const fit = model.fit({ examples, epochs: 1, onProgress: [failing, () => told++] });
    await expect(fit).rejects.toThrow("no more paper");
    expect(told).toBe(1);
    // It may have been the end of a turn, in the middle of the epoch.
    const steps = model.stepsPerEpoch - model.stepInEpoch;
    expect(await model.fit({ epochs: 1 })).toMatchObject({ reason: "epochs", epochs: 1, steps });
  });

  test("one at a time, and no other examples meanwhile", async () => {
    using model = s.softmaxClassifier(config);
    const saved = model.save();
    const controller = new AbortController();
    const fit = model.fit({ examples, epochs: 1e9, signal: controller.signal });
    const message = (name: string) => `softmaxClassifier.${name}: fit is at work; abort it first`;
    await expect(model.fit({ epochs: 1 })).rejects.toThrow(new TypeError(message("fit")));
    expect(() => {
      model.bind(examples);
    }).toThrow(new TypeError(message("bind")));
    expect(() => {
      model.restore(saved);
    }).toThrow(new TypeError(message("restore")));
    controller.abort();
    expect((await fit).reason).toBe("aborted");
    model.bind(examples);
  });

  test("ends with an error if the model is disposed of", async () => {
    const model = s.softmaxClassifier(config);
    const fit = model.fit({ examples, epochs: 1e9 });
    model.dispose();
    await expect(fit).rejects.toThrow(/: the classifier is disposed$/);
  });

  const refusals: readonly (readonly [string, ErrorConstructor, unknown])[] = [
    ["softmaxClassifier.fit: the options are undefined, not an object { epochs, … }", TypeError, undefined],
    ["softmaxClassifier.fit: epochs is undefined, not a number", TypeError, { examples }],
    ["softmaxClassifier.fit: epochs is 0, not an integer in 1..9007199254740991", RangeError, { examples, epochs: 0 }],
    ["softmaxClassifier.fit: no examples are bound; call bind first", TypeError, { epochs: 1 }],
    ["softmaxClassifier.fit: signal is an object, not an AbortSignal", TypeError, { epochs: 1, signal: {} }],
    ["softmaxClassifier.fit: onProgress is or has 3, not a function", TypeError, { epochs: 1, onProgress: [3] }],
    [
      "softmaxClassifier.fit: patience is 0, not an integer in 1..9007199254740991",
      RangeError,
      { examples, epochs: 1, patience: 0 },
    ],
    [
      "softmaxClassifier.fit: minImprovement is -1, not at least 0 and finite",
      RangeError,
      { examples, epochs: 1, minImprovement: -1 },
    ],
    [
      'softmaxClassifier.fit: there is no option "epoch"; there are epochs, patience, minImprovement, examples, validation, signal, onProgress',
      TypeError,
      { epoch: 1 },
    ],
    [
      "softmaxClassifier.fit: validation: labels[0] is 9, outside 0..3",
      RangeError,
      { examples, epochs: 1, validation: { features: new Float32Array(16), labels: [9] } },
    ],
    [
      "softmaxClassifier.fit: validation: features has no examples",
      RangeError,
      { examples, epochs: 1, validation: { features: [], labels: [] } },
    ],
    [
      "softmaxClassifier.fit: examples: labels[1] is -1, outside 0..3",
      RangeError,
      { examples: { features: new Float32Array(32), labels: [0, -1] }, epochs: 1 },
    ],
  ];
  test.each(refusals)("%s", async (message, kind, given) => {
    using model = s.softmaxClassifier(config);
    const fit = model.fit(wrong(given));
    await expect(fit).rejects.toThrow(kind);
    await expect(fit).rejects.toThrow(message);
    // Nothing is left of it.
    model.bind(examples);
    expect(model.step()).toBeGreaterThan(0);
  });
});
