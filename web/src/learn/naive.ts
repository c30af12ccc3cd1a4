// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// The textbook's softmax and cross-entropy, in the float32 of neural networks: how it should not be done.

const f32 = Math.fround;

export interface Naive {
  readonly exps: readonly number[];
  readonly sum: number;
  readonly loss: number;
}

/** -log(exp(z_label) / Σ exp(z)), every step rounded to float32. */
export function naiveCrossEntropy(logits: readonly number[], label: number): Naive {
  const exps = logits.map((logit) => f32(Math.exp(f32(logit))));
  const sum = exps.reduce((total, exp) => f32(total + exp), 0);
  return { exps, sum, loss: f32(-Math.log(f32(exps[label]! / sum))) };
}
