// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect, test } from "vitest";

import { wrong } from "./support/attempts.ts";
import { images } from "./support/data.ts";
import { describeVariants, instanceOf } from "./support/variants.ts";

const [count, features, classes] = [120, 16, 4];
const { pixels, labels } = images(11, count, features, classes);
const config = { features, classes };

describeVariants("errors of softmaxClassifier", (s, variant) => {
  const wanted =
    "an array of numbers (Float32Array, Float64Array, Uint8Array, nested arrays, a HeapArray, or { data, shape })";
  const configErrors: readonly (readonly [string | RegExp, ErrorConstructor, unknown])[] = [
    ["softmaxClassifier: the configuration is undefined, not an object { features, classes, … }", TypeError, undefined],
    ["softmaxClassifier: features is undefined, not a number", TypeError, { classes: 3 }],
    ["softmaxClassifier: classes is a string, not a number", TypeError, { features: 3, classes: "3" }],
    ["softmaxClassifier: features is 0, not an integer in 1..2147483647", RangeError, { features: 0, classes: 3 }],
    ["softmaxClassifier: classes is 2.5, not an integer in 1..2147483647", RangeError, { features: 3, classes: 2.5 }],
    [
      "softmaxClassifier: batchSize is 0, not an integer in 1..2147483647",
      RangeError,
      { features: 3, classes: 3, batchSize: 0 },
    ],
    [
      "softmaxClassifier: learningRate is -1, not at least 0 and finite",
      RangeError,
      { features: 3, classes: 3, learningRate: -1 },
    ],
    [
      "softmaxClassifier: learningRate is NaN, not at least 0 and finite",
      RangeError,
      { features: 3, classes: 3, learningRate: NaN },
    ],
    [
      "softmaxClassifier: momentum is 1, not at least 0 and below 1",
      RangeError,
      { features: 3, classes: 3, momentum: 1 },
    ],
    [
      "softmaxClassifier: momentum is 0.999999999, not at least 0 and below 1",
      RangeError,
      { features: 3, classes: 3, momentum: 0.999999999 },
    ],
    [
      "softmaxClassifier: l2 is Infinity, not at least 0 and finite",
      RangeError,
      { features: 3, classes: 3, l2: Infinity },
    ],
    [
      "softmaxClassifier: seed is -1, not an integer in 0..4294967295",
      RangeError,
      { features: 3, classes: 3, seed: -1 },
    ],
    [
      /^softmaxClassifier: there is no option "rate"; there are features, classes, batchSize, .*, schedule$/,
      TypeError,
      { features: 3, classes: 3, rate: 1 },
    ],
    [
      'softmaxClassifier: optimizer is "rmsprop", not one of "sgd", "adam", "adamw"',
      RangeError,
      { features: 3, classes: 3, optimizer: "rmsprop" },
    ],
    ["softmaxClassifier: optimizer is a number, not a string", TypeError, { features: 3, classes: 3, optimizer: 1 }],
    [
      'softmaxClassifier: loss is "mse", not one of "crossEntropy", "focal"',
      RangeError,
      { features: 3, classes: 3, loss: "mse" },
    ],
    ["softmaxClassifier: nesterov is a number, not true or false", TypeError, { features: 3, classes: 3, nesterov: 1 }],
    [
      "softmaxClassifier: betas is a number, not an array of two numbers",
      TypeError,
      { features: 3, classes: 3, betas: 0.9 },
    ],
    [
      "softmaxClassifier: betas is an Array, not an array of two numbers",
      TypeError,
      { features: 3, classes: 3, betas: [0.9] },
    ],
    [
      "softmaxClassifier: betas[1] is 1, not at least 0 and below 1",
      RangeError,
      { features: 3, classes: 3, betas: [0.9, 1] },
    ],
    [
      "softmaxClassifier: betas[0] is undefined, not a number",
      TypeError,
      { features: 3, classes: 3, betas: [undefined, 0.9] },
    ],
    ["softmaxClassifier: eps is 0, not above 0 and finite", RangeError, { features: 3, classes: 3, eps: 0 }],
    ["softmaxClassifier: gamma is -1, not at least 0 and finite", RangeError, { features: 3, classes: 3, gamma: -1 }],
    [
      "softmaxClassifier: labelSmoothing is 1.5, outside 0..1",
      RangeError,
      { features: 3, classes: 3, labelSmoothing: 1.5 },
    ],
    [
      'softmaxClassifier: labelSmoothing is 0.1, but loss "focal" has none',
      RangeError,
      { features: 3, classes: 3, loss: "focal", labelSmoothing: 0.1 },
    ],
    ["softmaxClassifier: clipNorm is 0, not above 0 and finite", RangeError, { features: 3, classes: 3, clipNorm: 0 }],
    [
      "softmaxClassifier: weight has 2 values, but the model has 3",
      RangeError,
      { features: 3, classes: 3, weight: [1, 2] },
    ],
    [
      "softmaxClassifier: weight[1] is -1, but weights are at least 0 and finite",
      RangeError,
      { features: 3, classes: 3, weight: [1, -1, 2] },
    ],
    [
      "softmaxClassifier: schedule is a string, not an object { kind, … }",
      TypeError,
      { features: 3, classes: 3, schedule: "cosine" },
    ],
    [
      'softmaxClassifier: schedule.kind is "linear", not one of "constant", "step", "cosine"',
      RangeError,
      { features: 3, classes: 3, schedule: { kind: "linear" } },
    ],
    [
      'softmaxClassifier: schedule: there is no option "steps"; there are kind, every, factor, warmupSteps',
      TypeError,
      { features: 3, classes: 3, schedule: { kind: "step", steps: 3 } },
    ],
    [
      "softmaxClassifier: schedule.every is undefined, not a number",
      TypeError,
      { features: 3, classes: 3, schedule: { kind: "step", factor: 1 } },
    ],
    [
      "softmaxClassifier: schedule.factor is 0, not above 0 and finite",
      RangeError,
      { features: 3, classes: 3, schedule: { kind: "step", every: 3, factor: 0 } },
    ],
    [
      "softmaxClassifier: schedule.steps is 0, not an integer in 1..2147483647",
      RangeError,
      { features: 3, classes: 3, schedule: { kind: "cosine", steps: 0 } },
    ],
    [
      "softmaxClassifier: schedule.minRate is -1, not at least 0 and finite",
      RangeError,
      { features: 3, classes: 3, schedule: { kind: "cosine", steps: 3, minRate: -1 } },
    ],
    [
      "softmaxClassifier: schedule.warmupSteps is 0.5, not an integer in 0..2147483647",
      RangeError,
      { features: 3, classes: 3, schedule: { kind: "constant", warmupSteps: 0.5 } },
    ],
  ];
  test.each(configErrors)("%s", (message, kind, given) => {
    const make = () => s.softmaxClassifier(wrong(given));
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });

  test("a model too large for memory", () => {
    const make = () => s.softmaxClassifier({ features: 2 ** 31 - 1, classes: 2 ** 31 - 1 });
    expect(make).toThrow(RangeError);
    expect(make).toThrow(/^softmaxClassifier: (.* are more than memory can hold|out of memory)/);
    const large = () => s.softmaxClassifier({ features: 2 ** 24, classes: 64 });
    expect(large).toThrow(
      /^softmaxClassifier: (.* are more than memory can hold|out of memory, .* bytes more were wanted)/,
    );
  });

  type Model = ReturnType<typeof s.softmaxClassifier>;
  const callErrors: readonly (readonly [string, ErrorConstructor, (model: Model) => unknown])[] = [
    ["softmaxClassifier.step: no examples are bound; call bind first", TypeError, (model) => model.step()],
    [`softmaxClassifier.predict: features is undefined, not ${wanted}`, TypeError, (model) => model.predict(wrong({}))],
    [
      `softmaxClassifier.predict: features is an Int32Array, not ${wanted}`,
      TypeError,
      (model) => model.predict(wrong({ features: labels })),
    ],
    [
      "softmaxClassifier.predict: features has 17 values, but an example has 16",
      RangeError,
      (model) => model.predict({ features: new Uint8Array(17) }),
    ],
    [
      "softmaxClassifier.predict: features has shape [2, 8], but an example has 16",
      RangeError,
      (model) => model.predict({ features: s.heap.float32([2, 8]) }),
    ],
    [
      "softmaxClassifier.predict: scale is NaN, not finite",
      RangeError,
      (model) => model.predict({ features: pixels, scale: NaN }),
    ],
    [
      'softmaxClassifier.predict: there is no option "labels"; there are features, scale',
      TypeError,
      (model) => model.predict(wrong({ features: pixels, labels })),
    ],
    [
      "softmaxClassifier.evaluate: labels has 3 values, but there are 120 examples",
      RangeError,
      (model) => model.evaluate({ features: pixels, labels: [0, 1, 2] }),
    ],
    [
      "softmaxClassifier.evaluate: labels[5] is 4, outside 0..3",
      RangeError,
      (model) => model.evaluate({ features: pixels, labels: [...labels].fill(4, 5) }),
    ],
    [
      "softmaxClassifier.evaluate: labels[0] is 0.5, not an integer",
      RangeError,
      (model) => model.evaluate({ features: new Uint8Array(16), labels: [0.5] }),
    ],
    [
      "softmaxClassifier.bind: sampleWeights has 3 values, but there are 120 examples",
      RangeError,
      (model) => {
        model.bind({ features: pixels, labels, sampleWeights: [1, 2, 3] });
      },
    ],
    [
      "softmaxClassifier.partialFit: sampleWeights[1] is -1, but weights are at least 0 and finite",
      RangeError,
      (model) => model.partialFit({ features: new Uint8Array(32), labels: [0, 1], sampleWeights: [1, -1] }),
    ],
    [
      "softmaxClassifier.bind: sampleWeights[0] is NaN, but weights are at least 0 and finite",
      RangeError,
      (model) => {
        model.bind({ features: new Uint8Array(16), labels: [0], sampleWeights: [NaN] });
      },
    ],
    [
      "softmaxClassifier.bind: standardize is a number, not true or false",
      TypeError,
      (model) => {
        model.bind({ features: new Uint8Array(16), labels: [0], standardize: wrong(1) });
      },
    ],
    [
      "softmaxClassifier.partialFit: features has no examples",
      RangeError,
      (model) => model.partialFit({ features: [], labels: [] }),
    ],
    [
      "softmaxClassifier.partialFit: labels[1] is 4, outside 0..3",
      RangeError,
      (model) => model.partialFit({ features: new Uint8Array(32), labels: [0, 4] }),
    ],
    [
      "softmaxClassifier.confusion: labels[0] is -1, outside 0..3",
      RangeError,
      (model) => model.confusion({ features: new Uint8Array(16), labels: [-1] }),
    ],
    [
      "softmaxClassifier.bind: features has no examples",
      RangeError,
      (model) => {
        model.bind({ features: [], labels: [] });
      },
    ],
    [
      "softmaxClassifier.bind: the examples are undefined, not an object { features, labels, scale, sampleWeights, standardize }",
      TypeError,
      (model) => {
        model.bind(wrong(undefined));
      },
    ],
    [
      "softmaxClassifier.setModel: weights has 3 values, but the model has 64",
      RangeError,
      (model) => {
        model.setModel({ weights: [1, 2, 3], bias: [1, 2, 3, 4] });
      },
    ],
    [
      "softmaxClassifier.setModel: bias is an Int32Array, not floating-point numbers (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })",
      TypeError,
      (model) => {
        model.setModel({ weights: new Float32Array(64), bias: wrong(labels) });
      },
    ],
    [
      "softmaxClassifier.learningRate: the rate is -1, not at least 0 and finite",
      RangeError,
      (model) => (model.learningRate = -1),
    ],
    [
      "softmaxClassifier.bind: features is a HeapArray of another instance; make it with this instance's heap",
      TypeError,
      (model) => {
        model.bind({ features: instanceOf(variant === "js" ? "simd" : "js").heap.float32([1, 16]), labels: [0] });
      },
    ],
  ];
  test.each(callErrors)("%s", (message, kind, use) => {
    using model = s.softmaxClassifier(config);
    expect(() => use(model)).toThrow(kind);
    expect(() => use(model)).toThrow(message);
  });
});
