// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Training for those who have neither uint8 matrices nor shuffling: batches are gathered and scaled in JavaScript.

import { shuffled } from "../cases/training.mjs";
import { now } from "../core/clock.mjs";
import { timeSync } from "../core/measure.mjs";

/**
 * @typedef {object} Model softmax regression whose weights and bias begin at zero
 * @property {(pixels: Float32Array, labels: Int32Array) => number} step one update; the loss before it
 * @property {() => Float32Array} weights
 * @property {() => void} [dispose]
 */

/** Gathers batches of rows, the pixels scaled, where the arrays of the batch before were. */
function gatherer({ images, labels, features, batchSize }) {
  const pixels = new Float32Array(batchSize * features);
  const batchLabels = new Int32Array(batchSize);
  return (size, rowOf) => {
    for (let slot = 0; slot < size; slot++) {
      const row = rowOf(slot);
      for (let i = 0; i < features; i++) pixels[slot * features + i] = images[row * features + i] / 255;
      batchLabels[slot] = labels[row];
    }
    return [pixels.subarray(0, size * features), batchLabels.subarray(0, size)];
  };
}

/**
 * @param {import("../cases/training.mjs").Digits} digits
 * @param {() => Model} start
 * @returns {import("./peer.mjs").Task}
 */
export function trainingTask(digits, start) {
  const { order, count, batchSize } = digits;
  const gather = gatherer(digits);
  const model = start();
  let next = 0;
  const step = () => {
    model.step(...gather(batchSize, (slot) => order[(next + slot) % count]));
    next += batchSize;
  };
  return {
    time: (steps) => timeSync(step, steps),
    async answer(steps) {
      const fresh = start();
      const batch = gather(batchSize, (slot) => slot);
      let value;
      for (let i = 0; i < steps; i++) value = fresh.step(...batch);
      const array = fresh.weights();
      fresh.dispose?.();
      return { value, array };
    },
    dispose: () => model.dispose?.(),
  };
}

/**
 * @param {import("../cases/mnist_race.mjs").Race} race
 * @param {() => Model & { setRate: (rate: number) => void, predict: () => ArrayLike<number> }} start `predict` gives the
 *   classes of the test digits
 * @returns {import("../cases/mnist_race.mjs").Runner}
 */
export function raceRunner({ digits, test, goal, maxEpochs, rateAt }, start) {
  const { count, batchSize } = digits;
  const gather = gatherer(digits);
  return {
    async run() {
      const from = now();
      const model = start();
      let [step, epochs, accuracy] = [0, 0, 0];
      while (epochs < maxEpochs && accuracy < goal) {
        const order = shuffled(++epochs);
        for (let first = 0; first < count; first += batchSize) {
          model.setRate(rateAt(step++));
          model.step(...gather(Math.min(batchSize, count - first), (slot) => order[first + slot]));
        }
        const predicted = model.predict();
        accuracy = test.labels.filter((label, i) => label === predicted[i]).length / test.count;
      }
      model.dispose();
      return { seconds: now() - from, epochs, accuracy };
    },
  };
}
