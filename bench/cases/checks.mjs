// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Before anything is timed: does everybody compute the same, and how exactly do we? All against float64.

import { distance, reference } from "../core/reference.mjs";
import { makeData, operations, shapes } from "./data.mjs";
import { disposeAll } from "./losses.mjs";
import { trainingTasks } from "./training.mjs";

/** Further off than this, somebody computes something else. Errors are relative; see core/reference.mjs. */
const agreement = 1e-4;

/** What we promise for every shape and both kinds of logits. */
const promised = {
  loss: { value: 5e-7 },
  grad: { value: 5e-7, array: 2e-7 },
  softmax: { array: 1e-6 },
  "log-softmax": { array: 1e-6 },
};

/** Steps of training after which weights are compared, and how close they must be. */
const training = { steps: 3, tolerance: 1e-4 };

const isOurs = (name) => name.startsWith("surprisal");

function problemsOf({ name, operation, data, error }) {
  const problems = [];
  for (const [part, size] of Object.entries(error)) {
    const bound = isOurs(name) ? promised[operation][part] : agreement;
    if (!(size <= bound))
      problems.push(`${name}, ${operation} of ${data}: the ${part} is off by ${size.toExponential(1)}`);
  }
  return problems;
}

async function checkData(peers, data, chosen) {
  const found = [];
  for (const operation of chosen) {
    const want = reference(data, operation);
    const scale = { grad: 1 / data.rows, softmax: 1 }[operation];
    for (const peer of peers) {
      const task = await peer.prepare(operation, data);
      if (!task?.answer) continue;
      const error = distance(await task.answer(), want, data.classes, scale);
      found.push({ name: peer.name, operation, data: data.id, error });
      await task.dispose?.();
    }
  }
  return found;
}

async function checkTraining(host, peers) {
  const tasks = await trainingTasks(host, peers);
  const answers = [];
  for (const task of tasks.filter(({ answer }) => answer)) {
    answers.push({ name: task.name, ...(await task.answer(training.steps)) });
  }
  await disposeAll(tasks);
  const [first, ...others] = answers;
  return others.flatMap(({ name, value, array }) => {
    const error = distance(
      { value, array },
      { value: first.value, array: Float64Array.from(first.array) },
      array.length,
    );
    const isClose = error.value <= training.tolerance && error.array <= training.tolerance;
    return isClose ? [] : [`${name} and ${first.name} train to different weights: ${JSON.stringify(error)}`];
  });
}

/**
 * @param {import("../peers/peer.mjs").Host} host
 * @param {import("../peers/peer.mjs").Peer[]} peers
 * @param {(id: string) => boolean} isWanted
 * @returns {Promise<{ errors: object[], problems: string[] }>} how far everybody is from float64; what is wrong
 */
export async function check(host, peers, isWanted) {
  const errors = [];
  // How others fare on logits as far apart as these is of no concern here, but we are to be no worse than PyTorch.
  const inQuestion = { normal: () => true, spread: (name) => isOurs(name) || name === "PyTorch" };
  for (const [kind, isIn] of Object.entries(inQuestion)) {
    const chosenPeers = peers.filter(({ name }) => isIn(name));
    for (const [rows, classes] of shapes) {
      const chosen = operations.filter((operation) => isWanted(`${operation} ${rows}x${classes}`));
      if (chosen.length > 0) errors.push(...(await checkData(chosenPeers, makeData(kind, rows, classes), chosen)));
    }
  }
  const problems = errors.flatMap(problemsOf);
  if (isWanted("training 784x10")) problems.push(...(await checkTraining(host, peers)));
  return { errors, problems };
}
