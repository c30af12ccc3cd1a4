// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Surprisal } from "./instance.ts";

// Engines have shipped SIMD that validates and computes garbage, so each variant is asked a question with a known answer
// before it is trusted. The shapes take both ways through the kernels: several rows in one vector, and one row in several;
// both leave a remainder. The answers were computed in float64, apart from this code.
const questions = [
  { rows: 9, classes: 3, loss: 1.5894055767754538, gradSquares: 0.11685577196630029, lastGrad: -0.07407407407407408 },
  { rows: 2, classes: 37, loss: 4.117006000954478, gradSquares: 0.49786574106751874, lastGrad: 0.022320459245667685 },
] as const;

const tolerance = 1e-5;

/**
 * What the instance gets wrong, if it does. In loops, not callbacks: every function that only this needs is one more to compile
 * before anything is computed.
 */
export function selfTest(s: Surprisal): string | undefined {
  for (const { rows, classes, loss, gradSquares, lastGrad } of questions) {
    const logits = new Float32Array(rows * classes);
    const labels = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      labels[row] = (5 * row + 1) % classes;
      for (let column = 0; column < classes; column++) {
        logits[row * classes + column] = (((7 * row + 3 * column + row * column) % 11) - 5) / 2;
      }
    }
    const { value, grad } = s.crossEntropy.valueAndGrad(logits, labels);
    let squares = 0;
    for (const entry of grad) squares += entry * entry;
    const answers = [
      { what: "loss", got: value, wanted: loss },
      { what: "squared gradient", got: squares, wanted: gradSquares },
      { what: "gradient", got: grad[grad.length - 1] ?? NaN, wanted: lastGrad },
    ];
    for (const { what, got, wanted } of answers) {
      // Written so that NaN fails.
      if (!(Math.abs(got - wanted) <= tolerance * Math.abs(wanted))) {
        return `the ${what} of ${rows} x ${classes} logits is ${got}, not ${wanted}`;
      }
    }
  }
  return undefined;
}
