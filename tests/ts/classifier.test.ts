// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect, test } from "vitest";

import { images } from "./support/data.ts";
import { describeVariants } from "./support/variants.ts";

const [count, features, classes] = [120, 16, 4];
const { pixels, labels } = images(11, count, features, classes);
const floats = Float32Array.from(pixels, (pixel) => Math.fround(pixel) / 255);
const scale = 1 / 255;
const config = { features, classes, batchSize: 50, learningRate: 0.5, seed: 7 };

describeVariants("softmaxClassifier", (s) => {
  test("learns", () => {
    using model = s.softmaxClassifier(config);
    model.bind({ features: pixels, labels, scale });
    const before = model.evaluate({ features: pixels, labels, scale });
    for (let step = 0; step < 30; step++) model.step();
    const after = model.evaluate({ features: pixels, labels, scale });
    expect(after.loss).toBeLessThan(before.loss / 2);
    expect(after.accuracy).toBeGreaterThan(0.95);
    const predicted = model.predict({ features: pixels, scale });
    expect(predicted).toBeInstanceOf(Int32Array);
    const right = predicted.filter((label, row) => label === labels[row]).length;
    expect(right / count).toBe(after.accuracy);
    const probs = model.predictProba({ features: pixels, scale });
    expect(probs.length).toBe(count * classes);
    for (let row = 0; row < count; row++) {
      const own = probs.subarray(row * classes, (row + 1) * classes);
      expect(own.indexOf(Math.max(...own))).toBe(predicted[row]);
      expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
  });

  test("counts steps and epochs", () => {
    using model = s.softmaxClassifier(config);
    expect([model.features, model.classes, model.batchSize, model.learningRate]).toEqual([16, 4, 50, 0.5]);
    expect([model.steps, model.epoch, model.stepsPerEpoch, model.stepInEpoch]).toEqual([0, 0, 0, 0]);
    model.bind({ features: pixels, labels, scale });
    expect(model.stepsPerEpoch).toBe(3);
    const counts = Array.from({ length: 4 }, () => {
      model.step();
      return [model.steps, model.epoch, model.stepInEpoch];
    });
    expect(counts.map(([steps]) => steps)).toEqual([1, 2, 3, 4]);
    expect(counts.at(-1)).toEqual([4, 1, 1]);
    model.bind({ features: pixels, labels, scale });
    expect([model.steps, model.epoch, model.stepInEpoch]).toEqual([4, 0, 0]);
  });

  test("takes every kind of features and labels", () => {
    const bytes = { features: pixels, scale };
    using model = s.softmaxClassifier(config);
    const expected = model.evaluate({ ...bytes, labels });
    const heapBytes = s.heap.uint8([count, features], pixels);
    const heapFloats = s.heap.float32([count, 4, 4], floats);
    const alike = [
      { features: Uint8ClampedArray.from(pixels), scale },
      { features: { data: pixels, shape: [count, 4, 4] }, scale },
      { features: heapBytes, scale },
      { features: heapBytes.view, scale },
    ];
    for (const data of alike) expect(model.evaluate({ ...data, labels })).toEqual(expected);
    const inFloats = [
      { features: floats },
      { features: Float64Array.from(floats) },
      {
        features: Array.from({ length: count }, (_, row) => [...floats.subarray(row * features, (row + 1) * features)]),
      },
      { features: heapFloats },
      { features: { data: floats, dims: [count, 1, 16] } },
    ];
    for (const data of inFloats) expect(model.evaluate({ ...data, labels }).loss).toBeCloseTo(expected.loss, 5);
    for (const kind of [
      [...labels],
      Uint8Array.from(labels),
      BigInt64Array.from(labels, BigInt),
      s.heap.int32(count, labels),
      s.heap.uint8(count, [...labels]),
    ]) {
      expect(model.evaluate({ ...bytes, labels: kind })).toEqual(expected);
    }
  });

  test("trains the same on a copy and on a HeapArray", () => {
    const train = (data: Parameters<ReturnType<typeof s.softmaxClassifier>["bind"]>[0]) => {
      using model = s.softmaxClassifier(config);
      model.bind(data);
      const losses = Array.from({ length: 7 }, () => model.step());
      return { losses, weights: model.weights, bias: model.bias };
    };
    const expected = train({ features: pixels, labels, scale });
    expect(train({ features: s.heap.uint8([count, features], pixels), labels, scale })).toEqual(expected);
    expect(
      train({ features: s.heap.uint8([count, features], pixels).view, labels: s.heap.int32(count, labels), scale }),
    ).toEqual(expected);
  });

  test("bound copies are its own", () => {
    const mine = Uint8Array.from(pixels);
    const myLabels = s.heap.int32(count, labels);
    using model = s.softmaxClassifier(config);
    using twin = s.softmaxClassifier(config);
    model.bind({ features: mine, labels: myLabels, scale });
    twin.bind({ features: pixels, labels, scale });
    mine.fill(0);
    myLabels.view.fill(1_000_000);
    myLabels.dispose();
    s.heap.float32(1 << 18);
    expect(model.step()).toBe(twin.step());
  });

  test("a bound HeapArray that is disposed is an error, not a read of freed memory", () => {
    using model = s.softmaxClassifier(config);
    const array = s.heap.uint8([count, features], pixels);
    model.bind({ features: array, labels, scale });
    model.step();
    array.dispose();
    expect(() => model.step()).toThrow(
      new TypeError("softmaxClassifier.step: the HeapArray of features that was bound is disposed"),
    );
    model.bind({ features: pixels, labels, scale });
    expect(model.step()).toBeGreaterThan(0);
  });

  test("a bind that fails leaves the former examples bound", () => {
    using model = s.softmaxClassifier(config);
    using twin = s.softmaxClassifier(config);
    for (const one of [model, twin]) one.bind({ features: pixels, labels, scale });
    const bad = Int32Array.from(labels);
    bad[17] = 12;
    expect(() => {
      model.bind({ features: pixels, labels: bad, scale });
    }).toThrow(new RangeError("softmaxClassifier.bind: labels[17] is 12, outside 0..3"));
    expect(Array.from({ length: 5 }, () => model.step())).toEqual(Array.from({ length: 5 }, () => twin.step()));
  });

  test("setModel, weights and bias", () => {
    using model = s.softmaxClassifier({ features: 2, classes: 3 });
    model.setModel({
      weights: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      bias: Float64Array.of(7, 8, 9),
    });
    expect(model.weights).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(model.bias).toEqual(Float32Array.of(7, 8, 9));
    model.weights.fill(0);
    expect(model.weights[0]).toBe(1);
    model.setModel({ weights: new Float32Array(6), bias: s.heap.float32(3, [0, 1, 0]) });
    expect(model.predict({ features: [[1, 1]] })).toEqual(Int32Array.of(1));
    model.setModel({ weights: new Float32Array(6), bias: new Float32Array(3) });
    expect(model.predict({ features: [[1, 1]] })).toEqual(Int32Array.of(0));
  });

  test("learningRate can be changed", () => {
    using model = s.softmaxClassifier(config);
    model.bind({ features: pixels, labels, scale });
    model.learningRate = 0;
    const before = model.weights;
    model.step();
    expect(model.weights).toEqual(before);
    model.learningRate = 0.25;
    model.step();
    expect(model.weights).not.toEqual(before);
    expect(model.learningRate).toBe(0.25);
  });

  test("nothing to evaluate or predict", () => {
    using model = s.softmaxClassifier(config);
    expect(model.evaluate({ features: [], labels: [] })).toEqual({ loss: NaN, accuracy: NaN });
    expect(model.predict({ features: new Uint8Array() })).toEqual(new Int32Array());
    expect(model.predictProba({ features: new Float32Array() })).toEqual(new Float32Array());
  });

  test("use after dispose", () => {
    const model = s.softmaxClassifier(config);
    model.bind({ features: pixels, labels, scale });
    model.dispose();
    model.dispose();
    expect(model.disposed).toBe(true);
    const uses: Record<string, () => unknown> = {
      step: () => model.step(),
      evaluate: () => model.evaluate({ features: pixels, labels, scale }),
      predict: () => model.predict({ features: pixels }),
      predictProba: () => model.predictProba({ features: pixels }),
      weights: () => model.weights,
      bias: () => model.bias,
      steps: () => model.steps,
      epoch: () => model.epoch,
      stepsPerEpoch: () => model.stepsPerEpoch,
      stepInEpoch: () => model.stepInEpoch,
      bind: () => {
        model.bind({ features: pixels, labels, scale });
      },
      setModel: () => {
        model.setModel({ weights: [], bias: [] });
      },
      learningRate: () => (model.learningRate = 1),
    };
    for (const [name, use] of Object.entries(uses)) {
      expect(use, name).toThrow(new TypeError(`softmaxClassifier.${name}: the classifier is disposed`));
    }
  });

  test("models don't share anything", () => {
    using a = s.softmaxClassifier(config);
    using b = s.softmaxClassifier({ ...config, seed: 8 });
    expect(a.weights).not.toEqual(b.weights);
    a.bind({ features: pixels, labels, scale });
    const before = b.weights;
    a.step();
    expect(b.weights).toEqual(before);
  });

  test("memory is given back", () => {
    const data = { features: new Float32Array(64 * 512), labels: new Uint8Array(64) };
    const cycle = () => {
      using model = s.softmaxClassifier({ features: 512, classes: 32, batchSize: 1 });
      for (let round = 0; round < 5; round++) {
        model.bind(data);
        model.step();
        expect(() => {
          model.bind({ ...data, labels: new Uint8Array(64).fill(99) });
        }).toThrow(RangeError);
      }
    };
    for (let round = 0; round < 3; round++) cycle();
    const probe = s.heap.float32(1);
    const { buffer } = probe.view;
    for (let round = 0; round < 15; round++) cycle();
    expect(probe.view.buffer).toBe(buffer);
  });
});
