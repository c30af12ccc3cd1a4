// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// Forecasts of a model that is too sure of itself, made up by chance, the same each time.

/** Numbers in 0..1 that look like chance; xorshift32. */
function makeChance(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export interface Forecasts {
  readonly logits: number[][];
  readonly labels: number[];
}

/** Labels are drawn by the softmax of logits that a model then exaggerates `exaggeration` times. */
export function makeForecasts(count: number, exaggeration: number): Forecasts {
  const chance = makeChance(20_261_128);
  // A sum of uniform numbers is nearly normal, and needs no logarithm that engines might round differently.
  const normal = () => chance() + chance() + chance() + chance() - 2;
  const logits: number[][] = [];
  const labels: number[] = [];
  for (let row = 0; row < count; ++row) {
    const honest = [normal(), normal(), normal()].map((z) => 2.5 * z);
    const exps = honest.map(Math.exp);
    let left = chance() * exps.reduce((sum, exp) => sum + exp, 0);
    const drawn = exps.findIndex((exp) => (left -= exp) < 0);
    labels.push(drawn === -1 ? honest.length - 1 : drawn);
    logits.push(honest.map((z) => Math.fround(exaggeration * z)));
  }
  return { logits, labels };
}
