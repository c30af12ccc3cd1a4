// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// TensorFlow.js on its wasm backend (SIMD, one thread), in two ways of writing the loss: its own
// tf.losses.softmaxCrossEntropy, and the formula with tf.logSoftmax, which is faster. Tensors stay in its wasm memory;
// the loss is read out, the gradient is not.

import { timeSync } from "../core/measure.mjs";
import { trainingTask } from "./training_task.mjs";

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
    prepareTraining: isFormula ? async (digits) => [trainingTask(digits, () => startTraining(tf, digits))] : undefined,
  };
}

/** Gradient descent on tf.variables, with the faster of the two formulas. */
function startTraining(tf, { features, classes, batchSize, learningRate }) {
  const weights = tf.variable(tf.zeros([features, classes]));
  const bias = tf.variable(tf.zeros([classes]));
  const optimizer = tf.train.sgd(learningRate);
  const step = (pixels, labels) => {
    const x = tf.tensor2d(pixels, [batchSize, features]);
    const oneHot = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), classes), "float32");
    const loss = () => formulas.logSoftmax(tf, tf.add(tf.matMul(x, weights), bias), oneHot);
    const { value, grads } = tf.variableGrads(loss, [weights, bias]);
    optimizer.applyGradients(grads);
    return value.dataSync()[0];
  };
  return {
    step: (pixels, labels) => tf.tidy(() => step(pixels, labels)),
    weights: () => weights.dataSync(),
    dispose: () => tf.dispose([weights, bias]),
  };
}
