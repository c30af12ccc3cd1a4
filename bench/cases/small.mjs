// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Calls so small that the way into the kernel is what counts, against a loop written by hand.
//
// Each contender has a loop of its own. With one loop for all of them the engine could not look through any call, and
// a few nanoseconds would be added to everybody, which flatters the slower. Inputs rotate, lest a result be computed once.

import { now } from "../core/clock.mjs";
import { crossEntropy, crossEntropyAndGrad } from "../peers/plain_js.mjs";
import { makeData } from "./data.mjs";

const sizes = [
  [1, 3],
  [8, 10],
];

const inputs = 16;

/** Results go here, so that no engine may leave the work out. */
export let sink = 0;

function nestedRows({ logits, rows, classes }) {
  return Array.from({ length: rows }, (_, row) => [...logits.subarray(row * classes, (row + 1) * classes)]);
}

function makeInputs(s, rows, classes) {
  return Array.from({ length: inputs }, (_, index) => {
    const all = makeData("normal", rows * inputs, classes);
    const logits = all.logits.slice(index * rows * classes, (index + 1) * rows * classes);
    const labels = all.labels.slice(index * rows, (index + 1) * rows);
    return {
      ...{ logits, labels },
      nested: nestedRows({ logits, rows, classes }),
      nestedLabels: [...labels],
      heapLogits: s.heap.float32([rows, classes], logits),
      heapLabels: s.heap.int32([rows], labels),
    };
  });
}

function lossLoops(s, sets) {
  return {
    "plain JS": (calls) => {
      const from = now();
      for (let i = 0; i < calls; i++) sink += crossEntropy(sets[i % inputs].logits, sets[i % inputs].labels);
      return now() - from;
    },
    ordinary: (calls) => {
      const from = now();
      for (let i = 0; i < calls; i++) sink += s.crossEntropy(sets[i % inputs].logits, sets[i % inputs].labels);
      return now() - from;
    },
    "in place": (calls) => {
      const from = now();
      for (let i = 0; i < calls; i++) sink += s.crossEntropy(sets[i % inputs].heapLogits, sets[i % inputs].heapLabels);
      return now() - from;
    },
    "nested arrays": (calls) => {
      const from = now();
      for (let i = 0; i < calls; i++) sink += s.crossEntropy(sets[i % inputs].nested, sets[i % inputs].nestedLabels);
      return now() - from;
    },
  };
}

function gradLoops(s, sets, gradOut) {
  const { valueAndGrad } = s.crossEntropy;
  const keepGrad = { gradOut };
  return {
    "plain JS": (calls) => {
      const from = now();
      for (let i = 0; i < calls; i++) {
        const { logits, labels } = sets[i % inputs];
        sink += crossEntropyAndGrad(logits, labels).grad[0];
      }
      return now() - from;
    },
    ordinary: (calls) => {
      const from = now();
      for (let i = 0; i < calls; i++) {
        const { logits, labels } = sets[i % inputs];
        sink += valueAndGrad(logits, labels).grad[0];
      }
      return now() - from;
    },
    "in place": (calls) => {
      const from = now();
      for (let i = 0; i < calls; i++) {
        const { heapLogits, heapLabels } = sets[i % inputs];
        sink += valueAndGrad(heapLogits, heapLabels, keepGrad).value;
      }
      return now() - from;
    },
    "nested arrays": (calls) => {
      const from = now();
      for (let i = 0; i < calls; i++) {
        const { nested, nestedLabels } = sets[i % inputs];
        sink += valueAndGrad(nested, nestedLabels).grad[0];
      }
      return now() - from;
    },
  };
}

/** @returns {AsyncGenerator<import("./losses.mjs").Group>} */
export async function* smallGroups(instances, isWanted) {
  const s = instances.get("simd");
  if (!s) return;
  for (const [rows, classes] of sizes) {
    for (const operation of ["loss", "grad"]) {
      const id = `small ${operation} ${rows}x${classes}`;
      if (!isWanted(id)) continue;
      const sets = makeInputs(s, rows, classes);
      const gradOut = s.heap.float32([rows, classes]);
      const loops = operation === "loss" ? lossLoops(s, sets) : gradLoops(s, sets, gradOut);
      yield {
        ...{ id, kind: "small", operation, rows, classes, logits: rows * classes },
        contenders: Object.entries(loops).map(([name, time]) => ({ name, time })),
        dispose: async () => {
          gradOut.dispose();
          for (const { heapLogits, heapLabels } of sets) [heapLogits, heapLabels].forEach((array) => array.dispose());
        },
      };
    }
  }
}
