// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Surprisal } from "surprisal";
import * as plain from "./plain_js.ts";

export type KernelName = "crossEntropy" | "crossEntropy.valueAndGrad" | "softmax";

export interface Case {
  readonly kernel: KernelName;
  readonly rows: number;
  readonly classes: number;
}

const shapes = [
  [4096, 10],
  [512, 1000],
  [8, 50257],
] as const;
const kernels: readonly KernelName[] = ["crossEntropy", "crossEntropy.valueAndGrad", "softmax"];

/** Every kernel at every shape: digits, ImageNet, the vocabulary of GPT-2. */
export const CASES: readonly Case[] = kernels.flatMap((kernel) =>
  shapes.map(([rows, classes]) => ({ kernel, rows, classes })),
);

export interface Inputs {
  readonly logits: Float32Array<ArrayBuffer>;
  readonly labels: Int32Array<ArrayBuffer>;
}

/** Logits as a trained model's, the same each time. */
export function makeInputs({ rows, classes }: Case): Inputs {
  let state = 42;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const logits = Float32Array.from({ length: rows * classes }, () => 12 * (random() + random() + random() - 1.5));
  return { logits, labels: Int32Array.from({ length: rows }, () => Math.floor(random() * classes)) };
}

/** One call, and where its results go: nothing is allocated while the clock runs. */
export interface Contender {
  readonly name: string;
  readonly call: () => number;
  readonly out: Float32Array<ArrayBuffer> | null;
}

/** The plain loops. */
export function plainContender({ kernel, classes }: Case, { logits, labels }: Inputs): Contender {
  const name = "plain JS";
  if (kernel === "crossEntropy") return { name, call: () => plain.crossEntropy(logits, labels, classes), out: null };
  const out = new Float32Array(logits.length);
  if (kernel === "softmax") {
    const call = (): number => {
      plain.softmax(logits, classes, out);
      return 0;
    };
    return { name, call, out };
  }
  return { name, call: () => plain.crossEntropyAndGrad(logits, labels, classes, out), out };
}

/** The library: called as anybody calls it, with ordinary arrays, copies into the module's memory included. */
export function libraryContender(s: Surprisal, { kernel, rows, classes }: Case, { logits, labels }: Inputs): Contender {
  const name = s.variant;
  const shape = [rows, classes] as const;
  if (kernel === "crossEntropy") return { name, call: () => s.crossEntropy(logits, labels, { shape }), out: null };
  const out = new Float32Array(logits.length);
  if (kernel === "softmax") {
    const options = { shape, out };
    const call = (): number => {
      s.softmax(logits, options);
      return 0;
    };
    return { name, call, out };
  }
  const options = { shape, gradOut: out };
  return { name, call: () => s.crossEntropy.valueAndGrad(logits, labels, options).value, out };
}

/** What answers may differ by: of losses relative, of gradients and probabilities of the largest one. */
export const TOLERANCE = 1e-5;

/** What is wrong with a contender's answer; null if nothing is. `expected` has been called. */
export function disagreement(contender: Contender, expected: Contender): string | null {
  const [got, wanted] = [contender.call(), expected.call()];
  if (!(Math.abs(got - wanted) <= TOLERANCE * Math.abs(wanted))) return `it gives ${got}, not ${wanted}`;
  const { out } = contender;
  if (out === null || expected.out === null) return null;
  const largest = expected.out.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const bad = expected.out.findIndex((value, i) => !(Math.abs(out[i]! - value) <= TOLERANCE * largest));
  return bad < 0 ? null : `number ${bad} is ${out[bad]}, not ${expected.out[bad]}`;
}
