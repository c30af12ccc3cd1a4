// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// From examples to the three splits of a data set: by seed, standardised by the training split alone, and, where asked
// for, with classes made rare.

import { type Split, type Standardisation, countClasses, pick } from "./dataset.ts";
import { Random } from "./random.ts";

/** Of the examples, the share that is kept for validation, and as much again for the test. */
const HELD_OUT = 0.2;
/** As few as can be split three ways. */
export const FEWEST_EXAMPLES = 5;

export interface SplitIndices {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

/** Which of `count` examples go where. At least FEWEST_EXAMPLES of them. */
export function splitIndices(count: number, seed: number): SplitIndices {
  // Another sequence than the one that makes points of the same seed.
  const order = new Random(seed ^ 0x5bd1_e995).order(count);
  const held = Math.round(HELD_OUT * count);
  return {
    validation: order.slice(0, held),
    test: order.slice(held, 2 * held),
    training: order.slice(2 * held),
  };
}

/** Mean and standard deviation of each feature; a feature that never changes gets the deviation 1. */
export function measure(features: Float32Array, width: number): Standardisation {
  const count = features.length / width;
  const mean = new Float32Array(width);
  const deviation = new Float32Array(width);
  for (let feature = 0; feature < width; ++feature) {
    let sum = 0;
    for (let at = feature; at < features.length; at += width) sum += features[at] ?? 0;
    const centre = sum / count;
    let squares = 0;
    for (let at = feature; at < features.length; at += width) squares += ((features[at] ?? 0) - centre) ** 2;
    mean[feature] = centre;
    deviation[feature] = Math.sqrt(squares / count) || 1;
  }
  return { mean, deviation };
}

export function standardise(features: Float32Array, { mean, deviation }: Standardisation): Float32Array<ArrayBuffer> {
  const width = mean.length;
  return Float32Array.from(features, (value, at) => (value - (mean[at % width] ?? 0)) / (deviation[at % width] ?? 1));
}

/** Splits float features by seed and standardises them. */
export function splitAndStandardise(
  features: Float32Array<ArrayBuffer>,
  labels: Uint8Array<ArrayBuffer>,
  width: number,
  seed: number,
): { indices: SplitIndices; standardisation: Standardisation; splits: Record<keyof SplitIndices, Split> } {
  const indices = splitIndices(labels.length, seed);
  const training = pick({ features, labels }, width, indices.training);
  const standardisation = measure(training.features as Float32Array, width);
  const whole = { features: standardise(features, standardisation), labels };
  const of = (which: keyof SplitIndices): Split => pick(whole, width, indices[which]);
  return {
    indices,
    standardisation,
    splits: { training: of("training"), validation: of("validation"), test: of("test") },
  };
}

/**
 * The examples that stay when classes are made rare: of `counts.length` classes, each keeps imbalance^(-c / (K - 1)) of the
 * examples, so that the last has `imbalance` times fewer than the first; the first ones of each class, and at least one.
 */
export function keptIndices(labels: Uint8Array, classes: number, imbalance: number): Uint32Array {
  const left = countClasses(labels, classes).map((count, label) =>
    count === 0 ? 0 : Math.max(1, Math.round(count * imbalance ** (-label / Math.max(1, classes - 1)))),
  );
  const kept: number[] = [];
  labels.forEach((label, i) => {
    const room = left[label] ?? 0;
    if (room === 0) return;
    left[label] = room - 1;
    kept.push(i);
  });
  return Uint32Array.from(kept);
}
