// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { PIXELS, type Split } from "../data/digits.ts";

/**
 * The test images that the page shows, by their place in MNIST's test file: for each class an ordinary one, then for each
 * class one that a linear model with 91 % accuracy gets wrong, chosen because a person reads it at once.
 */
export const GALLERY = [
  ...[3, 2, 1, 30, 4, 15, 11, 0, 84, 7],
  ...[717, 2182, 321, 507, 247, 8, 259, 898, 591, 320],
] as const;

/** Copies the images at `indices`, one after the other. */
export function pick(split: Split, indices: readonly number[]): Split {
  const pixels = new Uint8Array(indices.length * PIXELS);
  const labels = new Uint8Array(indices.length);
  indices.forEach((index, i) => {
    pixels.set(split.pixels.subarray(index * PIXELS, (index + 1) * PIXELS), i * PIXELS);
    labels[i] = split.labels[index] ?? 0;
  });
  return { pixels, labels };
}
