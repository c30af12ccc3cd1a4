// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What one writes by hand: loops over typed arrays, stable, as fast as V8 makes them.

import { timeSync } from "../core/measure.mjs";
import { trainingTask } from "./training_task.mjs";

function rowMax(logits, begin, end) {
  let largest = -Infinity;
  for (let i = begin; i < end; i++) if (logits[i] > largest) largest = logits[i];
  return largest;
}

export function crossEntropy(logits, labels) {
  const rows = labels.length;
  const classes = logits.length / rows;
  let total = 0;
  for (let row = 0, begin = 0; row < rows; row++, begin += classes) {
    const largest = rowMax(logits, begin, begin + classes);
    let sum = 0;
    for (let i = begin; i < begin + classes; i++) sum += Math.exp(logits[i] - largest);
    total += largest + Math.log(sum) - logits[begin + labels[row]];
  }
  return total / rows;
}

export function crossEntropyAndGrad(logits, labels, grad = new Float32Array(logits.length)) {
  const rows = labels.length;
  const classes = logits.length / rows;
  let total = 0;
  for (let row = 0, begin = 0; row < rows; row++, begin += classes) {
    const largest = rowMax(logits, begin, begin + classes);
    let sum = 0;
    for (let i = begin; i < begin + classes; i++) sum += grad[i] = Math.exp(logits[i] - largest);
    const scale = 1 / (sum * rows);
    for (let i = begin; i < begin + classes; i++) grad[i] *= scale;
    grad[begin + labels[row]] -= 1 / rows;
    total += largest + Math.log(sum) - logits[begin + labels[row]];
  }
  return { value: total / rows, grad };
}

export function softmax(logits, rows, probs = new Float32Array(logits.length)) {
  const classes = logits.length / rows;
  for (let begin = 0; begin < logits.length; begin += classes) {
    const largest = rowMax(logits, begin, begin + classes);
    let sum = 0;
    for (let i = begin; i < begin + classes; i++) sum += probs[i] = Math.exp(logits[i] - largest);
    for (let i = begin; i < begin + classes; i++) probs[i] /= sum;
  }
  return probs;
}

export function logSoftmax(logits, rows, logProbs = new Float32Array(logits.length)) {
  const classes = logits.length / rows;
  for (let begin = 0; begin < logits.length; begin += classes) {
    const largest = rowMax(logits, begin, begin + classes);
    let sum = 0;
    for (let i = begin; i < begin + classes; i++) sum += Math.exp(logits[i] - largest);
    const shift = largest + Math.log(sum);
    for (let i = begin; i < begin + classes; i++) logProbs[i] = logits[i] - shift;
  }
  return logProbs;
}

/** Softmax regression, x of one example after the other. */
function startTraining({ features, classes, batchSize, learningRate }) {
  const weights = new Float32Array(features * classes);
  const bias = new Float32Array(classes);
  const logits = new Float32Array(batchSize * classes);
  const grad = new Float32Array(batchSize * classes);
  const step = (pixels, labels) => {
    for (let row = 0; row < batchSize; row++) {
      const first = row * classes;
      for (let j = 0; j < classes; j++) logits[first + j] = bias[j];
      for (let i = 0; i < features; i++) {
        const pixel = pixels[row * features + i];
        for (let j = 0; j < classes; j++) logits[first + j] += pixel * weights[i * classes + j];
      }
    }
    const { value } = crossEntropyAndGrad(logits, labels, grad);
    for (let row = 0; row < batchSize; row++) {
      const first = row * classes;
      for (let j = 0; j < classes; j++) bias[j] -= learningRate * grad[first + j];
      for (let i = 0; i < features; i++) {
        const size = learningRate * pixels[row * features + i];
        for (let j = 0; j < classes; j++) weights[i * classes + j] -= size * grad[first + j];
      }
    }
    return value;
  };
  return { step, weights: () => weights };
}

/** @type {import("./peer.mjs").OpenPeer} */
export async function open() {
  return {
    name: "plain JS",
    version: "",
    async prepare(operation, { logits, labels, rows }) {
      const out = new Float32Array(logits.length);
      const calls = {
        loss: () => ({ value: crossEntropy(logits, labels) }),
        grad: () => ({ value: crossEntropyAndGrad(logits, labels, out).value, array: out }),
        softmax: () => ({ array: softmax(logits, rows, out) }),
        "log-softmax": () => ({ array: logSoftmax(logits, rows, out) }),
      };
      const call = calls[operation];
      return { time: (count) => timeSync(call, count), answer: async () => call() };
    },
    prepareTraining: async (digits) => [trainingTask(digits, () => startTraining(digits))],
  };
}
