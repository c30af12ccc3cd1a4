// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// From weights of zero to 92 % of MNIST's test digits right: softmax regression in batches of 128, the learning rate falling
// along half a cosine. Everybody looks at the test digits after each epoch, on the clock, as one does who trains, and ends
// with the first epoch that reaches it.

import { disposeAll } from "./losses.mjs";
import { readDigits, readImages, stepsPerEpoch } from "./training.mjs";

/**
 * @typedef {object} Race
 * @property {import("./training.mjs").Digits} digits
 * @property {{ images: Uint8Array, labels: Int32Array, count: number }} test
 * @property {number} goal the accuracy to reach
 * @property {number} maxEpochs after which it is given up
 * @property {number} learningRate of the first step
 * @property {number} steps of the schedule
 * @property {(step: number) => number} rateAt the schedule, for those who have none
 */

/**
 * @typedef {object} Runner one way of running the race
 * @property {string} [detail]
 * @property {() => Promise<{ seconds: number, epochs: number, accuracy: number }>} run from the start
 * @property {() => void | Promise<void>} [dispose]
 */

const goal = 0.92;
const maxEpochs = 6;
const learningRate = 0.5;
const steps = maxEpochs * stepsPerEpoch;

async function readRace(host) {
  const digits = { ...(await readDigits(host)), learningRate };
  const test = await readImages(host, "t10k", 10_000);
  const rateAt = (step) => (learningRate * (1 + Math.cos((Math.PI * step) / steps))) / 2;
  return { digits, test, goal, maxEpochs, learningRate, steps, rateAt };
}

/** A contender whose one call is a whole run; forever for one that did not get there. `ends` keeps how runs ended. */
function contenderOf(name, runner, ends) {
  return {
    ...{ name, ownPace: true, dispose: runner.dispose },
    async time() {
      const { seconds, epochs, accuracy } = await runner.run();
      (ends[name] ??= []).push({ epochs, accuracy });
      return accuracy >= goal ? seconds : Infinity;
    },
  };
}

/** @returns {AsyncGenerator<import("./losses.mjs").Group>} one group; a call is a run from the start to the goal */
export async function* raceGroups(host, peers, isWanted) {
  const id = "mnist 92 %";
  if (!isWanted(id, true)) return;
  const race = await readRace(host);
  const ends = {};
  const contenders = [];
  for (const peer of peers) {
    for (const runner of (await peer.prepareRace?.(race)) ?? []) {
      const name = runner.detail ? `${peer.name}, ${runner.detail}` : peer.name;
      contenders.push(contenderOf(name, runner, ends));
    }
  }
  yield {
    ...{ id, kind: "race", contenders },
    pace: { rounds: Math.min(3, host.pace.rounds) },
    notes: () => ({ maxEpochs, ends }),
    dispose: () => disposeAll(contenders),
  };
}
