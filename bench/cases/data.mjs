// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Shapes and inputs. Everybody is given the same numbers.

import { integers, normals, spread } from "../core/random.mjs";

/** Rows × classes: from flowers to the vocabularies of language models. */
export const shapes = [
  [4096, 3],
  [4096, 10],
  [4096, 16],
  [256, 1000],
  [64, 4096],
  [8, 50257],
  [4, 128256],
];

export const operations = ["loss", "grad", "softmax", "log-softmax"];

/**
 * @typedef {object} Data
 * @property {string} id
 * @property {number} rows
 * @property {number} classes
 * @property {Float32Array} logits
 * @property {Int32Array} labels
 */

/** Two kinds of logits: like those of a network early in training, and as far apart as those of one that is sure. */
const kinds = {
  normal: (seed, count) => normals(seed, count, 3),
  spread: (seed, count) => spread(seed, count, 50),
};

/** @returns {Data} */
export function makeData(kind, rows, classes) {
  return {
    id: `${kind}-${rows}x${classes}`,
    rows,
    classes,
    logits: kinds[kind](rows + classes, rows * classes),
    labels: integers(rows * classes, rows, classes),
  };
}
