// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { SoftmaxClassifierConfig } from "surprisal";
import { expect, test } from "vitest";

import { wrong } from "./support/attempts.ts";
import { images } from "./support/data.ts";
import { describeVariants, exactVariants, instanceOf } from "./support/variants.ts";

const [count, features, classes] = [90, 16, 4];
const { pixels, labels } = images(11, count, features, classes);
const sampleWeights = Float32Array.from({ length: count }, (_, row) => 1 + (row % 3));
const examples = { features: pixels, labels, sampleWeights, scale: 1 / 255, standardize: true };
const config = { features, classes, batchSize: 20, learningRate: 0.25, seed: 7 };

const configs: readonly SoftmaxClassifierConfig[] = [
  config,
  { ...config, momentum: 0.9, nesterov: true, weight: [1, 2, 3, 4], labelSmoothing: 0.1 },
  { ...config, optimizer: "adam", l2: 0.01, loss: "focal", gamma: 1 },
  { ...config, optimizer: "adamw", l2: 0.1, clipNorm: 0.5, schedule: { kind: "cosine", steps: 40, warmupSteps: 3 } },
];

/** What can be compared fast. */
const hexOf = (model: { save(): Uint8Array }): string => Buffer.from(model.save()).toString("hex");

/** With its checksum made anew: what somebody might forge. */
function forged(bytes: Uint8Array, change: (bytes: Uint8Array, view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  change(copy, view);
  let crc = -1;
  for (const byte of copy.subarray(0, -4)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  view.setUint32(copy.length - 4, ~crc, true);
  return copy;
}

describeVariants("save and restore", (s) => {
  test.each(configs)("training goes on as if it had never stopped: %j", (options) => {
    for (const before of [0, 1, 7, 12]) {
      using model = s.softmaxClassifier(options);
      model.bind(examples);
      for (let step = 0; step < before; step++) model.step();
      const saved = model.save();
      using restored = s.softmaxClassifier.restore(saved);
      expect(hexOf(restored)).toBe(Buffer.from(saved).toString("hex"));
      expect([restored.steps, restored.epoch, restored.stepInEpoch]).toEqual([
        model.steps,
        model.epoch,
        model.stepInEpoch,
      ]);
      expect([restored.rate, restored.learningRate, restored.batchSize]).toEqual([
        model.rate,
        model.learningRate,
        model.batchSize,
      ]);
      expect(restored.evaluate({ features: pixels, labels })).toEqual(model.evaluate({ features: pixels, labels }));
      restored.bind(examples);
      const steps = Array.from({ length: 12 }, () => model.step());
      expect(Array.from({ length: 12 }, () => restored.step())).toEqual(steps);
      expect(hexOf(restored)).toBe(hexOf(model));
      // Back in the same model, whose examples stay bound.
      model.restore(saved);
      expect(hexOf(model)).toBe(Buffer.from(saved).toString("hex"));
      expect(Array.from({ length: 12 }, () => model.step())).toEqual(steps);
    }
  });

  test("before anything is bound", () => {
    using model = s.softmaxClassifier(config);
    model.partialFit({ features: pixels, labels });
    using restored = s.softmaxClassifier.restore(model.save().buffer);
    for (const one of [model, restored]) one.bind(examples);
    expect(restored.step()).toBe(model.step());
  });

  test("with other examples it begins an epoch of its own", () => {
    using model = s.softmaxClassifier(config);
    model.bind(examples);
    for (let step = 0; step < 8; step++) model.step();
    using restored = s.softmaxClassifier.restore(model.save());
    restored.bind({ features: pixels.subarray(0, 40 * features), labels: labels.subarray(0, 40) });
    expect([restored.steps, restored.epoch, restored.stepInEpoch, restored.stepsPerEpoch]).toEqual([8, 0, 0, 2]);
  });

  test("restore takes the configuration along, and gives memory back", () => {
    using adam = s.softmaxClassifier({ ...config, optimizer: "adam", batchSize: 30 });
    using model = s.softmaxClassifier(config);
    model.bind(examples);
    const saved = adam.save();
    for (let round = 0; round < 20; round++) model.restore(saved);
    expect([model.batchSize, model.stepsPerEpoch]).toEqual([30, 3]);
    // The examples are as they were bound, but the standardisation is the saved model's: there is none.
    adam.bind({ ...examples, standardize: false });
    expect(model.step()).toBe(adam.step());
  });

  const good = instanceOf("simd")
    .softmaxClassifier(configs[1] ?? config)
    .save();
  const refusals: readonly (readonly [string, ErrorConstructor, unknown])[] = [
    ["the bytes are a string, not a Uint8Array or an ArrayBuffer", TypeError, "bytes"],
    ["the bytes are not a saved classifier", RangeError, new Uint8Array(0)],
    ["the bytes are not a saved classifier", RangeError, new Uint8Array(1000)],
    [
      "the bytes have version 2, newer than this package, which reads version 1",
      RangeError,
      forged(good, (_, view) => {
        view.setUint32(4, 2, true);
      }),
    ],
    [
      "the bytes have version 0, which there is not; this package reads version 1",
      RangeError,
      forged(good, (_, view) => {
        view.setUint32(4, 0, true);
      }),
    ],
    ["the bytes are damaged; their checksum is wrong", RangeError, good.subarray(0, -1)],
    [
      "the bytes are damaged; their checksum is wrong",
      RangeError,
      good.map((byte, at) => (at === 300 ? byte ^ 1 : byte)),
    ],
    ["the bytes are not what save() writes", RangeError, forged(good.subarray(0, -4), () => undefined)],
    [
      // The count of steps.
      "the bytes are not what save() writes",
      RangeError,
      forged(good, (_, view) => {
        view.setFloat64(12 + view.getUint32(8, true), -1, true);
      }),
    ],
  ];
  test.each(refusals)("%s", (message, kind, bytes) => {
    using model = s.softmaxClassifier(config);
    const before = hexOf(model);
    for (const restore of [
      () => s.softmaxClassifier.restore(wrong(bytes)),
      () => {
        model.restore(wrong(bytes));
      },
    ]) {
      expect(restore).toThrow(kind);
      expect(restore).toThrow(`softmaxClassifier.restore: ${message}`);
    }
    expect(hexOf(model)).toBe(before);
  });

  test("no bit may be wrong", () => {
    for (let at = 0; at < good.length; at += 29) {
      expect(() => s.softmaxClassifier.restore(good.map((byte, index) => (index === at ? byte ^ 4 : byte)))).toThrow(
        RangeError,
      );
    }
  });

  test("a model of other sizes", () => {
    using model = s.softmaxClassifier({ features: 3, classes: 2 });
    expect(() => {
      model.restore(good);
    }).toThrow(
      new RangeError("softmaxClassifier.restore: the bytes are of a model with 16 features and 4 classes, not 3 and 2"),
    );
  });
});

test("what one variant has saved, another goes on with", () => {
  const [first, ...others] = exactVariants;
  using model = instanceOf(first).softmaxClassifier(configs[3] ?? config);
  model.bind(examples);
  for (let step = 0; step < 7; step++) model.step();
  const saved = model.save();
  const losses = Array.from({ length: 5 }, () => model.step());
  for (const variant of others) {
    using other = instanceOf(variant).softmaxClassifier.restore(saved);
    other.bind(examples);
    expect(Array.from({ length: 5 }, () => other.step())).toEqual(losses);
  }
});
