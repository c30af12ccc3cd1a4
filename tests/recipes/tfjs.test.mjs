// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import * as tf from "@tensorflow/tfjs";
import { load } from "surprisal";
import { beforeAll, expect, test } from "vitest";

import { makeData } from "../../bench/cases/data.mjs";
import { reference } from "../../bench/core/reference.mjs";
import { expectClose } from "./close.mjs";
import { evaluate } from "./code/tfjs.ts";
import { focalLoss, trainStep } from "./code/tfjs_custom_loss.ts";

const [rows, classes] = [40, 3];
const data = makeData("normal", rows, classes);
let s;

beforeAll(async () => {
  await tf.setBackend("cpu");
  s = await load();
});

/** As many tensors as before, whatever was done. */
async function withoutLeaks(work) {
  const before = tf.memory().numTensors;
  await work();
  expect(tf.memory().numTensors).toBe(before);
}

test("scores tensors", () =>
  withoutLeaks(async () => {
    const logits = tf.tensor2d(data.logits, [rows, classes]);
    const labels = tf.tensor1d(data.labels, "int32");
    const { loss, accuracy } = await evaluate(logits, labels);
    expectClose(loss, reference(data, "loss").value);
    expect(accuracy).toBeCloseTo(
      tf.tidy(() => tf.mean(tf.equal(tf.argMax(logits, 1), labels)).dataSync()[0]),
      6,
    );
    tf.dispose([logits, labels]);
  }));

test("a tensor itself is refused with a word about its data", () =>
  withoutLeaks(() => {
    const logits = tf.tensor2d(data.logits, [rows, classes]);
    expect(() => s.crossEntropy(logits, data.labels)).toThrow("logits.data is a function, not a typed array");
    logits.dispose();
  }));

test("the custom loss has our gradient, scaled by what comes from above", () =>
  withoutLeaks(() => {
    const logits = tf.tensor2d(data.logits, [rows, classes]);
    const { value, grad } = tf.valueAndGrad((x) => focalLoss(s, x, data.labels, 2).mul(4))(logits);
    const ours = s.softmaxFocalLoss.valueAndGrad(data.logits, data.labels, { gamma: 2 });
    expect(value.dataSync()[0]).toBe(Math.fround(ours.value) * 4);
    expect([...grad.dataSync()]).toEqual([...ours.grad].map((entry) => 4 * entry));
    tf.dispose([logits, value, grad]);
  }));

test("with gamma 0 its gradient is that of tfjs's own cross-entropy", () =>
  withoutLeaks(() => {
    const [ours, theirs] = tf.tidy(() => {
      const logits = tf.tensor2d(data.logits, [rows, classes]);
      const oneHot = tf.oneHot(tf.tensor1d(data.labels, "int32"), classes);
      const own = tf.grad((x) => focalLoss(s, x, data.labels, 0))(logits);
      return [own, tf.grad((x) => tf.losses.softmaxCrossEntropy(oneHot, x))(logits)].map((grad) => grad.dataSync());
    });
    expectClose(ours, theirs, 1e-5);
  }));

test("a model learns with it", async () => {
  const features = 4;
  const inputs = makeData("normal", rows, features).logits;
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    const first = inputs.subarray(row * features, row * features + classes);
    return first.indexOf(Math.max(...first));
  });
  const model = tf.sequential();
  const initializer = tf.initializers.glorotUniform({ seed: 1 });
  const layer = (units, activation) => tf.layers.dense({ units, activation, kernelInitializer: initializer });
  model.add(tf.layers.dense({ inputShape: [features], units: 8, activation: "tanh", kernelInitializer: initializer }));
  model.add(layer(classes, "linear"));
  const optimizer = tf.train.adam(0.05);
  const batch = tf.tensor2d(inputs, [rows, features]);

  const first = trainStep(s, model, optimizer, batch, labels);
  let last = first;
  await withoutLeaks(() => {
    for (let step = 0; step < 100; step++) last = trainStep(s, model, optimizer, batch, labels);
  });
  expect(last).toBeLessThan(first / 10);
  const right = tf.tidy(() =>
    tf
      .argMax(model.predict(batch), 1)
      .dataSync()
      .filter((label, row) => label === labels[row]),
  );
  expect(right.length).toBeGreaterThan(0.9 * rows);
});
