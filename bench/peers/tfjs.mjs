// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// TensorFlow.js on its wasm backend (SIMD, one thread), in two ways of writing the loss: its own
// tf.losses.softmaxCrossEntropy, and the formula with tf.logSoftmax, which is faster. Tensors stay in its wasm memory;
// the loss is read out, the gradient is not.

import { timeSync } from "../core/measure.mjs";
import { raceRunner, trainingTask } from "./training_task.mjs";

async function loadTfjs(host) {
  // In Node the packages are CommonJS, in a bundle they are not.
  const unwrap = (module) => module.default ?? module;
  const tf = unwrap(await import("@tensorflow/tfjs"));
  const wasm = unwrap(await import("@tensorflow/tfjs-backend-wasm"));
  wasm.setThreadsCount(1);
  wasm.setWasmPaths(host.assets.tfjs);
  tf.enableProdMode();
  if (!(await tf.setBackend("wasm"))) throw new Error("its wasm backend does not start");
  await tf.ready();
  return tf;
}

const formulas = {
  softmaxCrossEntropy: (tf, logits, oneHot) => tf.losses.softmaxCrossEntropy(oneHot, logits),
  logSoftmax: (tf, logits, oneHot) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), 1))),
};

/**
 * @param {import("./peer.mjs").Host} host
 * @param {"softmaxCrossEntropy" | "logSoftmax"} way
 * @returns {Promise<import("./peer.mjs").Peer>}
 */
export async function open(host, way) {
  const tf = await loadTfjs(host);
  const isFormula = way === "logSoftmax";

  async function prepare(operation, { logits, labels, rows, classes }) {
    // Softmax and log-softmax are the same either way.
    if (isFormula && operation !== "loss" && operation !== "grad") return undefined;
    const input = tf.tensor2d(logits, [rows, classes]);
    const oneHot = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), classes), "float32"));
    const loss = (x) => formulas[way](tf, x, oneHot);
    const lossAndGrad = tf.valueAndGrad(loss);
    const calls = {
      loss: (read) => ({ value: read(loss(input))[0] }),
      grad: (read, readArray) => {
        const { value, grad } = lossAndGrad(input);
        return { value: read(value)[0], array: readArray(grad) };
      },
      softmax: (read, readArray) => ({ array: readArray(tf.softmax(input)) }),
      "log-softmax": (read, readArray) => ({ array: readArray(tf.logSoftmax(input)) }),
    };
    const read = (tensor) => tensor.dataSync();
    const leave = () => undefined;
    const call = () => tf.tidy(() => void calls[operation](read, leave));
    return {
      time: (count) => timeSync(call, count),
      async answer() {
        let result;
        tf.tidy(() => void (result = calls[operation](read, read)));
        return result;
      },
      dispose: () => tf.dispose([input, oneHot]),
    };
  }

  return {
    name: isFormula ? "tfjs-wasm, logSoftmax" : "tfjs-wasm",
    version: tf.version.tfjs,
    note: isFormula ? "the formula written out" : "tf.losses.softmaxCrossEntropy",
    prepare,
    ...(isFormula && {
      prepareTraining: async (digits) => [trainingTask(digits, () => startTraining(tf, digits))],
      prepareRace: async (race) => [prepareRace(tf, race)],
      prepareLinear: async (operation, layer) => prepareLinear(tf, operation, layer),
    }),
  };
}

/** Gradient descent on tf.variables, with the faster of the two formulas. */
function startTraining(tf, { features, classes, learningRate }) {
  const weights = tf.variable(tf.zeros([features, classes]));
  const bias = tf.variable(tf.zeros([classes]));
  const optimizer = tf.train.sgd(learningRate);
  const step = (pixels, labels) => {
    const x = tf.tensor2d(pixels, [labels.length, features]);
    const oneHot = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), classes), "float32");
    const loss = () => formulas.logSoftmax(tf, tf.add(tf.matMul(x, weights), bias), oneHot);
    const { value, grads } = tf.variableGrads(loss, [weights, bias]);
    optimizer.applyGradients(grads);
    return value.dataSync()[0];
  };
  return {
    step: (pixels, labels) => tf.tidy(() => step(pixels, labels)),
    setRate: (rate) => optimizer.setLearningRate(rate),
    predict: (x) => tf.tidy(() => tf.argMax(tf.add(tf.matMul(x, weights), bias), 1).dataSync()),
    weights: () => weights.dataSync(),
    dispose: () => tf.dispose([weights, bias]),
  };
}

/** The test images stay in its memory, as those of the others do. */
function prepareRace(tf, { digits, test, rateAt, ...race }) {
  const x = tf.tidy(() => tf.div(tf.tensor2d(Float32Array.from(test.images), [test.count, digits.features]), 255));
  const start = () => {
    const { predict, ...model } = startTraining(tf, { ...digits, learningRate: rateAt(0) });
    return { ...model, predict: () => predict(x) };
  };
  return { ...raceRunner({ digits, test, rateAt, ...race }, start), dispose: () => x.dispose() };
}

/** The product and the loss, with all logits between them: the same WebAssembly as ours, unfused. */
function prepareLinear(tf, operation, { hidden, weight, bias, labels, rows, features, classes }) {
  const given = [tf.tensor2d(hidden, [rows, features]), tf.tensor2d(weight, [classes, features]), tf.tensor1d(bias)];
  const oneHot = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), classes), "float32"));
  const loss = (h, w, b) => formulas.logSoftmax(tf, tf.add(tf.matMul(h, w, false, true), b), oneHot);
  const lossAndGrads = tf.valueAndGrads(loss);
  const value = () => (operation === "loss" ? loss(...given) : lossAndGrads(given).value).dataSync()[0];
  const call = () => tf.tidy(value);
  return {
    time: (calls) => timeSync(call, calls),
    answer: async () => ({ value: call() }),
    dispose: () => tf.dispose([...given, oneHot]),
  };
}
