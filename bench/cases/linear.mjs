// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A language model's last layer and its loss: ours in one, theirs as a product, all logits, and a cross-entropy.

import { timeSync } from "../core/measure.mjs";
import { integers, normals } from "../core/random.mjs";
import { disposeAll } from "./losses.mjs";

/**
 * @typedef {object} Layer
 * @property {number} rows
 * @property {number} features
 * @property {number} classes
 * @property {Float32Array} hidden [rows, features]
 * @property {Float32Array} weight [classes, features]
 * @property {Float32Array} bias [classes]
 * @property {Int32Array} labels
 */

/** Rows × features × classes: one for a quick look, and the last layer of GPT-2 on 512 tokens. */
const shapes = [
  [64, 256, 4096],
  [512, 768, 50257],
];
const operations = ["loss", "grad"];

/** From so many multiplications on, a call takes seconds. */
const long = 1e9;

/** How far two values may be apart. */
const agreement = 1e-4;

const product = (sizes) => sizes.reduce((a, b) => a * b, 1);
const idOf = (operation, shape) => `linear ${operation} ${shape.join("x")}`;

/** @returns {Layer} whose logits have a deviation of 3 */
function makeLayer([rows, features, classes]) {
  return {
    ...{ rows, features, classes },
    hidden: normals(1, rows * features, 1),
    weight: normals(2, classes * features, 3 / Math.sqrt(features)),
    bias: normals(3, classes, 0.1),
    labels: integers(4, rows, classes),
  };
}

/** All in our memory, gradients included. `memory` tells how large that is. */
function prepare(s, operation, { hidden, weight, bias, labels, rows, features, classes }) {
  const inputs = [
    s.heap.float32([rows, features], hidden),
    s.heap.float32([classes, features], weight),
    s.heap.float32([classes], bias),
    s.heap.int32([rows], labels),
  ];
  const gradOut = operation === "grad" && {
    hidden: s.heap.float32([rows, features]),
    weight: s.heap.float32([classes, features]),
    bias: s.heap.float32([classes]),
  };
  const call = gradOut
    ? () => s.linearCrossEntropy.valueAndGrad(...inputs, { gradOut }).value
    : () => s.linearCrossEntropy(...inputs);
  return {
    time: (calls) => timeSync(call, calls),
    answer: async () => ({ value: call() }),
    memory: () => inputs[0].view.buffer.byteLength,
    dispose: () => [...inputs, ...Object.values(gradOut || {})].forEach((array) => array.dispose()),
  };
}

async function prepareTheirs(peers, operation, layer) {
  const tasks = [];
  for (const peer of peers.filter(({ prepareLinear }) => prepareLinear)) {
    tasks.push({ ...(await peer.prepareLinear(operation, layer)), name: peer.name });
  }
  return tasks;
}

const prepareOurs = (instances, operation, layer) =>
  [...instances].map(([variant, s]) => ({ ...prepare(s, operation, layer), name: `surprisal ${variant}` }));

/** Whether everybody means the same, at the small shape. */
export async function checkLinear(instances, peers, isWanted) {
  const problems = [];
  const wanted = (operation) => shapes.some((shape) => isWanted(idOf(operation, shape), product(shape) >= long));
  for (const operation of operations.filter(wanted)) {
    const layer = makeLayer(shapes[0]);
    const ours = prepareOurs(instances, operation, layer);
    const theirs = await prepareTheirs(peers, operation, layer);
    for (const their of theirs) {
      const { value: want } = await their.answer();
      for (const our of ours) {
        const { value } = await our.answer();
        if (Math.abs(value - want) <= agreement * Math.abs(want)) continue;
        problems.push(`${our.name}, linearCrossEntropy: ${value}, and ${their.name} says ${want}`);
      }
    }
    await disposeAll([...ours, ...theirs]);
  }
  return problems;
}

/** @returns {AsyncGenerator<import("./losses.mjs").Group>} */
export async function* linearGroups(host, instances, peers, isWanted) {
  for (const shape of shapes) {
    const isLong = product(shape) >= long;
    const wanted = operations.filter((operation) => isWanted(idOf(operation, shape), isLong));
    if (wanted.length === 0) continue;
    const layer = makeLayer(shape);
    for (const operation of wanted) {
      const ours = prepareOurs(instances, operation, layer);
      const theirs = await prepareTheirs(peers, operation, layer);
      const before = ours.map(({ memory }) => memory());
      const grown = () => Math.max(...ours.map(({ memory }, i) => memory() - before[i]));
      const { rows, features, classes } = layer;
      yield {
        ...{ id: idOf(operation, shape), kind: "linear", operation, rows, classes, logits: rows * classes },
        contenders: [...ours, ...theirs],
        ...(isLong && { pace: { rounds: Math.min(3, host.pace.rounds), sampleSeconds: 0, warmupSeconds: 0 } }),
        notes: () => ({
          grownBytes: grown(),
          // Some rows of the inputs for the loss, an eighth of the weight for the gradients; never all logits. But a heap
          // that has to grow at all grows by a fifth, in whole pages.
          mayGrowBytes: Math.max(
            2 ** 20 + (operation === "grad" ? classes * features * (4 / 8) : 0),
            ...before.map((size) => size / 5 + 2 ** 16),
          ),
          logitBytes: 4 * rows * classes,
        }),
        dispose: () => disposeAll([...ours, ...theirs]),
      };
    }
  }
}
