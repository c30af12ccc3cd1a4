// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// jax-js on its wasm backend, everything under jit, each operation written in the way that it runs fastest: for the loss
// alone the label's log-probability is taken out; for the gradient, which jit refuses for that form, the label's logit
// comes from a product with one-hot labels.

import { timeAsync } from "../core/measure.mjs";
import { trainingTask } from "./training_task.mjs";

/** Its own nn.oneHot has too many ones from some 32,768 classes on (0.1.25). */
function oneHotRows(labels, classes) {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (rows[row * classes + label] = 1));
  return rows;
}

/** @type {import("./peer.mjs").OpenPeer} */
export async function open(host) {
  const jax = await import("@jax-js/jax");
  const { numpy: np, nn, jit, valueAndGrad } = jax;
  const devices = await jax.init("wasm");
  if (!devices.includes("wasm")) throw new Error("its wasm backend does not start");
  jax.defaultDevice("wasm");

  async function prepare(operation, { logits, labels, rows, classes }) {
    const input = np.array(logits).reshape([rows, classes]);
    const index = np.array(labels).reshape([rows, 1]);
    const oneHot = np.array(oneHotRows(labels, classes)).reshape([rows, classes]);
    const taken = jit((x, at) => np.takeAlongAxis(nn.logSoftmax(x), at, 1).mean().mul(-1));
    const product = jit(valueAndGrad((x, hot) => nn.logsumexp(x.ref, 1).sub(x.mul(hot).sum(1)).mean()));
    const softmax = jit((x) => nn.softmax(x));
    const logSoftmax = jit((x) => nn.logSoftmax(x));
    const calls = {
      loss: () => [taken(input.ref, index.ref)],
      grad: () => product(input.ref, oneHot.ref),
      softmax: () => [undefined, softmax(input.ref)],
      "log-softmax": () => [undefined, logSoftmax(input.ref)],
    };
    /** The loss is read out; the array is waited for, since work begins only when somebody wants its result. */
    const call = async () => {
      const [value, array] = calls[operation]();
      await array?.blockUntilReady();
      const number = value?.dataSync()[0];
      array?.dispose();
      return number;
    };
    return {
      time: (count) => timeAsync(call, count),
      async answer() {
        const [value, array] = calls[operation]();
        return { value: value?.dataSync()[0], array: array?.dataSync() };
      },
      dispose: () => [input, index, oneHot].forEach((array) => array.dispose()),
    };
  }

  const prepareTraining = async (digits) => [trainingTask(digits, () => startTraining(jax, digits))];
  return {
    ...{ name: "jax-js", version: host.versions["jax-js"], note: "wasm, one thread, jit" },
    prepare,
    prepareTraining,
  };
}

function startTraining({ numpy: np, nn, jit, valueAndGrad }, { features, classes, batchSize, learningRate }) {
  const loss = (weights, bias, x, oneHot) => {
    const logits = np.matmul(x, weights).add(bias);
    return nn.logsumexp(logits.ref, 1).sub(logits.mul(oneHot).sum(1)).mean();
  };
  const lossAndGrads = valueAndGrad(loss, { argnums: [0, 1] });
  const update = jit((weights, bias, x, oneHot) => {
    const [value, [ofWeights, ofBias]] = lossAndGrads(weights.ref, bias.ref, x, oneHot);
    return [value, weights.sub(ofWeights.mul(learningRate)), bias.sub(ofBias.mul(learningRate))];
  });
  let model = [np.zeros([features, classes]), np.zeros([classes])];
  return {
    step(pixels, labels) {
      const x = np.array(pixels.slice()).reshape([batchSize, features]);
      const oneHot = np.array(oneHotRows(labels, classes)).reshape([batchSize, classes]);
      const [value, ...updated] = update(...model, x, oneHot);
      model = updated;
      return value.dataSync()[0];
    },
    weights: () => model[0].ref.dataSync(),
    dispose: () => model.forEach((array) => array.dispose()),
  };
}
