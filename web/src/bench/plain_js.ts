// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// What one writes by hand: stable loops over typed arrays, which engines compile well.

type Floats = Float32Array<ArrayBuffer>;

function largestOf(logits: Floats, begin: number, end: number): number {
  let largest = -Infinity;
  for (let i = begin; i < end; i++) if (logits[i]! > largest) largest = logits[i]!;
  return largest;
}

/** The mean cross-entropy over rows, nats. */
export function crossEntropy(logits: Floats, labels: Int32Array, classes: number): number {
  let total = 0;
  for (let row = 0, begin = 0; row < labels.length; row++, begin += classes) {
    const largest = largestOf(logits, begin, begin + classes);
    let sum = 0;
    for (let i = begin; i < begin + classes; i++) sum += Math.exp(logits[i]! - largest);
    total += largest + Math.log(sum) - logits[begin + labels[row]!]!;
  }
  return total / labels.length;
}

/** The same, and its gradient into `grad`. */
export function crossEntropyAndGrad(logits: Floats, labels: Int32Array, classes: number, grad: Floats): number {
  let total = 0;
  for (let row = 0, begin = 0; row < labels.length; row++, begin += classes) {
    const largest = largestOf(logits, begin, begin + classes);
    let sum = 0;
    for (let i = begin; i < begin + classes; i++) sum += grad[i] = Math.exp(logits[i]! - largest);
    const scale = 1 / (sum * labels.length);
    for (let i = begin; i < begin + classes; i++) grad[i]! *= scale;
    grad[begin + labels[row]!]! -= 1 / labels.length;
    total += largest + Math.log(sum) - logits[begin + labels[row]!]!;
  }
  return total / labels.length;
}

/** The softmax of each row into `probs`. */
export function softmax(logits: Floats, classes: number, probs: Floats): void {
  for (let begin = 0; begin < logits.length; begin += classes) {
    const largest = largestOf(logits, begin, begin + classes);
    let sum = 0;
    for (let i = begin; i < begin + classes; i++) sum += probs[i] = Math.exp(logits[i]! - largest);
    const scale = 1 / sum;
    for (let i = begin; i < begin + classes; i++) probs[i]! *= scale;
  }
}
