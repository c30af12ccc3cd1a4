// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What each option of the cross-entropy costs, against the plain call, for each logit read.

import { timeSync } from "../core/measure.mjs";
import { softmax } from "../peers/plain_js.mjs";
import { makeData } from "./data.mjs";

const shapes = [
  [4096, 10],
  [256, 1000],
  [8, 50257],
];

/** One row in so many is ignored, as padding is. */
const ignoredEvery = 4;

/** `[n, c, d]` with as many rows: d of them side by side. */
function innerSize(rows) {
  return Math.min(rows, 64);
}

function variantsOf(s, data) {
  const { logits, labels, rows, classes } = data;
  const size = rows * classes;
  const owned = [];
  const own = (array) => (owned.push(array), array);
  const input = own(s.heap.float32([rows, classes], logits));
  const target = own(s.heap.int32([rows], labels));
  const gradOut = own(s.heap.float32([rows, classes]));
  const weight = own(
    s.heap.float32(
      [classes],
      Float32Array.from({ length: classes }, (_, j) => 0.5 + (j % 7) / 4),
    ),
  );
  const padded = own(
    s.heap.int32(
      [rows],
      labels.map((label, row) => (row % ignoredEvery === 0 ? -100 : label)),
    ),
  );
  const probs = own(s.heap.float32([rows, classes], softmax(logits, rows)));
  const inner = innerSize(rows);
  const deep = own(s.heap.float32([rows / inner, classes, inner], logits));
  const deepTarget = own(s.heap.int32([rows / inner, inner], labels));
  const variants = [
    { name: "plain", args: [input, target], logits: size },
    { name: "weight", args: [input, target], options: { weight }, logits: size },
    { name: "ignored rows", args: [input, padded], logits: classes * (rows - Math.ceil(rows / ignoredEvery)) },
    { name: "label smoothing", args: [input, target], options: { labelSmoothing: 0.1 }, logits: size },
    { name: "probabilities", args: [input, probs], logits: 2 * size },
    { name: `[${rows / inner}, ${classes}, ${inner}]`, args: [deep, deepTarget], logits: size },
  ];
  return { variants, gradOut, dispose: async () => owned.forEach((array) => array.dispose()) };
}

/** @returns {AsyncGenerator<import("./losses.mjs").Group>} */
export async function* optionGroups(instances, isWanted) {
  for (const [rows, classes] of shapes) {
    for (const operation of ["loss", "grad"]) {
      for (const [variant, s] of instances) {
        const id = `options ${operation} ${rows}x${classes} ${variant}`;
        if (!isWanted(id)) continue;
        const { variants, gradOut, dispose } = variantsOf(s, makeData("normal", rows, classes));
        const contenders = variants.map(({ name, args: [input, target], options, logits }) => {
          const withGrad = { ...options, gradOut };
          const call =
            operation === "loss"
              ? () => s.crossEntropy(input, target, options)
              : () => s.crossEntropy.valueAndGrad(input, target, withGrad);
          return { name, logits, time: (calls) => timeSync(call, calls) };
        });
        yield { id, kind: "options", operation, rows, classes, variant, contenders, dispose };
      }
    }
  }
}
