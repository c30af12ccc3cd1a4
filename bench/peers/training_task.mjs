// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Training for those who have neither uint8 matrices nor shuffling: batches are gathered and scaled in JavaScript.

import { timeSync } from "../core/measure.mjs";

/**
 * @typedef {object} Model softmax regression whose weights and bias begin at zero
 * @property {(pixels: Float32Array, labels: Int32Array) => number} step one update; the loss before it
 * @property {() => Float32Array} weights
 * @property {() => void} [dispose]
 */

/**
 * @param {import("../cases/training.mjs").Digits} digits
 * @param {() => Model} start
 * @returns {import("./peer.mjs").Task}
 */
export function trainingTask(digits, start) {
  const { images, labels, order, count, features, batchSize } = digits;
  const pixels = new Float32Array(batchSize * features);
  const batchLabels = new Int32Array(batchSize);
  const gather = (rowOf) => {
    for (let slot = 0; slot < batchSize; slot++) {
      const row = rowOf(slot);
      for (let i = 0; i < features; i++) pixels[slot * features + i] = images[row * features + i] / 255;
      batchLabels[slot] = labels[row];
    }
  };
  const model = start();
  let next = 0;
  const step = () => {
    gather((slot) => order[(next + slot) % count]);
    next += batchSize;
    model.step(pixels, batchLabels);
  };
  return {
    time: (steps) => timeSync(step, steps),
    async answer(steps) {
      const fresh = start();
      gather((slot) => slot);
      let value;
      for (let i = 0; i < steps; i++) value = fresh.step(pixels, batchLabels);
      const array = fresh.weights();
      fresh.dispose?.();
      return { value, array };
    },
    dispose: () => model.dispose?.(),
  };
}
