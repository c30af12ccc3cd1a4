// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Ourselves, as the package is published: in place (arrays in wasm memory, nothing copied), and ordinary calls
// (a Float32Array in, a new one out).

import { now } from "../core/clock.mjs";
import { timeSync } from "../core/measure.mjs";

/** One variant of one build; the package is loaded once, whoever asks. */
export async function loadSurprisal(host, variant, build = "surprisal") {
  const { load } = await import(host.assets[build]);
  return load({ variant });
}

/** The calls of one operation: with arrays in wasm memory, or with ordinary ones. */
function callsInPlace(s, { logits, labels, rows, classes }) {
  const input = s.heap.float32([rows, classes], logits);
  const target = s.heap.int32([rows], labels);
  const gradOut = s.heap.float32([rows, classes]);
  const keepGrad = { gradOut };
  const keep = { out: gradOut };
  return {
    loss: () => s.crossEntropy(input, target),
    grad: () => s.crossEntropy.valueAndGrad(input, target, keepGrad),
    softmax: () => s.softmax(input, keep),
    "log-softmax": () => s.logSoftmax(input, keep),
    dispose: () => [input, target, gradOut].forEach((array) => array.dispose()),
  };
}

function ordinaryCalls(s, { logits, labels, rows, classes }) {
  const shaped = { shape: [rows, classes] };
  return {
    loss: () => s.crossEntropy(logits, labels),
    grad: () => s.crossEntropy.valueAndGrad(logits, labels),
    softmax: () => s.softmax(logits, shaped),
    "log-softmax": () => s.logSoftmax(logits, shaped),
    dispose: () => {},
  };
}

const plain = (array) => array.view ?? array;

/** What a call gave, in the terms of a Task's answer. */
function answerOf(operation, result) {
  if (operation === "loss") return { value: result };
  if (operation === "grad") return { value: result.value, array: plain(result.grad).slice() };
  return { array: plain(result).slice() };
}

/**
 * @param {import("./peer.mjs").Host} host
 * @param {"simd" | "relaxed"} variant
 * @param {"in place" | "ordinary"} manner
 * @param {"surprisal" | "other"} [build]
 * @returns {Promise<import("./peer.mjs").Peer>}
 */
export async function open(host, variant, manner, build = "surprisal") {
  const s = await loadSurprisal(host, variant, build);
  return {
    name: manner === "ordinary" ? `${build} ${variant}, ordinary` : `${build} ${variant}`,
    version: s.version,
    async prepare(operation, data) {
      const calls = manner === "ordinary" ? ordinaryCalls(s, data) : callsInPlace(s, data);
      const call = calls[operation];
      return {
        time: (count) => timeSync(call, count),
        answer: async () => answerOf(operation, call()),
        dispose: calls.dispose,
      };
    },
    // The classifier copies nothing either way.
    ...(manner === "in place" && {
      prepareTraining: (digits) => prepareTraining(s, digits),
      prepareRace: async (race) => [prepareRace(s, race)],
    }),
  };
}

async function prepareTraining(s, { images, labels, count, features, classes, batchSize, learningRate }) {
  const resident = s.heap.uint8([count, features], images);
  const target = s.heap.int32([count], labels);
  const model = s.softmaxClassifier({ features, classes, batchSize, learningRate, seed: 1 });
  model.bind({ features: resident, labels: target, scale: 1 / 255 });
  return [
    {
      time: (steps) => timeSync(() => model.step(), steps),
      /** Weights after some steps from zero on the first examples, all of them in each batch. */
      async answer(steps) {
        const weights = new Float32Array(features * classes);
        const first = images.subarray(0, batchSize * features);
        const small = s.softmaxClassifier({ features, classes, batchSize, learningRate, seed: 1 });
        small.setModel({ weights, bias: new Float32Array(classes) });
        small.bind({ features: first, labels: labels.subarray(0, batchSize), scale: 1 / 255 });
        let value;
        for (let i = 0; i < steps; i++) value = small.step();
        const array = small.weights;
        small.dispose();
        return { value, array };
      },
      dispose: () => [model, resident, target].forEach((owner) => owner.dispose()),
    },
  ];
}

/** By fit(), an epoch a call: it goes on where the last one ended. */
function prepareRace(s, { digits, test, goal, maxEpochs, learningRate, steps }) {
  const { features, classes, batchSize } = digits;
  const owned = [];
  const own = (array) => (owned.push(array), array);
  const resident = ({ images, labels, count }) => ({
    features: own(s.heap.uint8([count, features], images)),
    labels: own(s.heap.int32([count], labels)),
    scale: 1 / 255,
  });
  const [examples, held] = [resident(digits), resident(test)];
  const schedule = { kind: "cosine", steps };
  let seed = 0;
  return {
    async run() {
      const from = now();
      const model = s.softmaxClassifier({ features, classes, batchSize, learningRate, schedule, seed: ++seed });
      model.setModel({ weights: new Float32Array(features * classes), bias: new Float32Array(classes) });
      model.bind(examples);
      let [epochs, accuracy] = [0, 0];
      while (epochs < maxEpochs && accuracy < goal) {
        await model.fit({ epochs: 1 });
        epochs++;
        ({ accuracy } = model.evaluate(held));
      }
      model.dispose();
      return { seconds: now() - from, epochs, accuracy };
    },
    dispose: () => owned.forEach((array) => array.dispose()),
  };
}
