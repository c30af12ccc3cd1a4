// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What lies around the kernel: copies of ordinary calls, and rows too long for any cache.

import { timeSync } from "../core/measure.mjs";
import { makeData } from "./data.mjs";

/** Where the time of an ordinary call goes: the same call with some copies, with none, and the copies alone. */
function* copyGroups(instances, isWanted) {
  const [rows, classes] = [256, 1000];
  for (const [variant, s] of instances) {
    const id = `copies grad ${rows}x${classes} ${variant}`;
    if (!isWanted(id)) continue;
    const { logits, labels } = makeData("normal", rows, classes);
    const input = s.heap.float32([rows, classes], logits);
    const target = s.heap.int32([rows], labels);
    const gradOut = s.heap.float32([rows, classes]);
    const ownGrad = new Float32Array(logits.length);
    const { valueAndGrad } = s.crossEntropy;
    const calls = {
      "in place": () => valueAndGrad(input, target, { gradOut }),
      ordinary: () => valueAndGrad(logits, labels),
      "ordinary, gradOut": () => valueAndGrad(logits, labels, { gradOut: ownGrad }),
      "input in place": () => valueAndGrad(input, target),
      "gradient in place": () => valueAndGrad(logits, labels, { gradOut }),
      "copy in alone": () => input.view.set(logits),
      "copy out alone": () => gradOut.view.slice(),
    };
    yield {
      ...{ id, kind: "copies", operation: "grad", rows, classes, logits: rows * classes, variant },
      contenders: Object.entries(calls).map(([name, call]) => ({ name, time: (count) => timeSync(call, count) })),
      dispose: async () => [input, target, gradOut].forEach((array) => array.dispose()),
    };
  }
}

/** Whether time per logit stays the same with a hundred times as many classes, and whether memory grows. */
function* lengthGroups(instances, isWanted) {
  for (const operation of ["loss", "grad"]) {
    for (const [variant, s] of instances) {
      const id = `length ${operation} ${variant}`;
      if (!isWanted(id)) continue;
      const owned = [];
      const memory = () => owned[0].view.buffer.byteLength;
      const contenders = [
        [256, 1000],
        [4, 128256],
      ].map(([rows, classes]) => {
        const { logits, labels } = makeData("normal", rows, classes);
        const input = s.heap.float32([rows, classes], logits);
        const target = s.heap.int32([rows], labels);
        const gradOut = s.heap.float32([rows, classes]);
        owned.push(input, target, gradOut);
        const call =
          operation === "loss"
            ? () => s.crossEntropy(input, target)
            : () => s.crossEntropy.valueAndGrad(input, target, { gradOut });
        return { name: `${rows}x${classes}`, logits: logits.length, time: (calls) => timeSync(call, calls) };
      });
      const before = memory();
      yield {
        ...{ id, kind: "length", operation, variant, contenders },
        notes: () => ({ grownBytes: memory() - before }),
        dispose: async () => owned.forEach((array) => array.dispose()),
      };
    }
  }
}

/** @returns {AsyncGenerator<import("./losses.mjs").Group>} */
export async function* overheadGroups(instances, isWanted) {
  yield* copyGroups(instances, isWanted);
  yield* lengthGroups(instances, isWanted);
}
