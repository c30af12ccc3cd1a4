// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Numbers in [0, 1) that are the same everywhere: a linear congruential generator, exact in float64. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function randomFloats(seed: number, length: number, low: number, high: number): Float32Array<ArrayBuffer> {
  const next = uniform(seed);
  return Float32Array.from({ length }, () => low + (high - low) * next());
}

export function randomLabels(seed: number, length: number, classes: number): Int32Array<ArrayBuffer> {
  const next = uniform(seed);
  return Int32Array.from({ length }, () => Math.floor(classes * next()));
}

/** Rows of probabilities. */
export function randomProbs(seed: number, rows: number, outcomes: number): Float32Array<ArrayBuffer> {
  const probs = randomFloats(seed, rows * outcomes, 0.01, 1);
  for (let row = 0; row < rows; row++) {
    const slice = probs.subarray(row * outcomes, (row + 1) * outcomes);
    const sum = slice.reduce((total, value) => total + value, 0);
    slice.forEach((value, index) => (slice[index] = value / sum));
  }
  return probs;
}

/** Images of `classes` kinds, as bytes: each kind is bright somewhere else. */
export function images(
  seed: number,
  count: number,
  features: number,
  classes: number,
): { pixels: Uint8Array<ArrayBuffer>; labels: Int32Array<ArrayBuffer> } {
  const labels = randomLabels(seed, count, classes);
  const next = uniform(seed + 1);
  const pixels = Uint8Array.from({ length: count * features }, (_, index) => {
    const feature = index % features;
    const label = labels[Math.floor(index / features)] ?? 0;
    const bright = feature % classes === label ? 150 : 0;
    return Math.floor(bright + 100 * next());
  });
  return { pixels, labels };
}
