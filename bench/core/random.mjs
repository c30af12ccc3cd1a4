// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Inputs that are the same in every run: numbers from a seed.

/** A generator of uniform numbers in [0, 1): mulberry32. */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed floats with mean 0 (Box–Muller). */
export function normals(seed, count, deviation) {
  const next = uniform(seed);
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    numbers[i] = radius * Math.cos(angle);
    if (i + 1 < count) numbers[i + 1] = radius * Math.sin(angle);
  }
  return numbers;
}

/** Floats spread evenly over [-limit, limit). */
export function spread(seed, count, limit) {
  const next = uniform(seed);
  return Float32Array.from({ length: count }, () => limit * (2 * next() - 1));
}

/** Whole numbers in [0, end). */
export function integers(seed, count, end) {
  const next = uniform(seed);
  return Int32Array.from({ length: count }, () => Math.floor(end * next()));
}
