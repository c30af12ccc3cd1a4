// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What is right: the same formulas in float64, one number after the other, and how far an answer is from them.

/** Largest logit and log-sum-exp of each row. */
function logSumExps({ logits, rows, classes }) {
  const result = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const begin = row * classes;
    let largest = -Infinity;
    for (let j = 0; j < classes; j++) largest = Math.max(largest, logits[begin + j]);
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += Math.exp(logits[begin + j] - largest);
    result[row] = largest + Math.log(sum);
  }
  return result;
}

/**
 * @param {import("../cases/data.mjs").Data} data
 * @param {string} operation loss, grad, softmax or log-softmax
 * @returns {{ value?: number, array?: Float64Array }} the mean loss; the gradient or the probabilities
 */
export function reference(data, operation) {
  const { logits, labels, rows, classes } = data;
  const lse = logSumExps(data);
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += lse[row] - logits[row * classes + labels[row]];
  const value = sum / rows;
  if (operation === "loss") return { value };
  const array = new Float64Array(logits.length);
  for (let row = 0, i = 0; row < rows; row++) {
    for (const end = i + classes; i < end; i++) array[i] = logits[i] - lse[row];
  }
  if (operation === "log-softmax") return { array };
  for (let i = 0; i < array.length; i++) array[i] = Math.exp(array[i]);
  if (operation === "softmax") return { array };
  for (let row = 0; row < rows; row++) {
    const label = row * classes + labels[row];
    // p - 1 without cancellation where p is as good as 1.
    array[label] = Math.expm1(logits[label] - lse[row]);
  }
  return { value, array: array.map((entry) => entry / rows) };
}

/**
 * How far an answer is off: the value relative to itself, entries of an array relative to the scale of their row, which is
 * the most that an entry can be: 1 for probabilities, 1 / rows for the gradient of a mean, the row's largest entry for
 * anything else. NaN counts as infinitely far.
 * @param {{ value?: number, array?: ArrayLike<number> }} got
 * @param {{ value?: number, array?: Float64Array }} want
 * @param {number} rowLength
 * @param {number} [scale]
 */
export function distance(got, want, rowLength, scale) {
  const strict = (error) => (Number.isNaN(error) ? Infinity : error);
  const result = {};
  if (want.value !== undefined) result.value = strict(Math.abs(got.value - want.value) / Math.abs(want.value));
  if (want.array !== undefined) {
    result.array = got.array?.length === want.array.length ? 0 : Infinity;
    for (let begin = 0; begin < want.array.length && result.array < Infinity; begin += rowLength) {
      let largest = 0;
      let error = 0;
      for (let i = begin; i < begin + rowLength; i++) {
        largest = Math.max(largest, Math.abs(want.array[i]));
        error = Math.max(error, strict(Math.abs(got.array[i] - want.array[i])));
      }
      result.array = Math.max(result.array, error / (scale ?? largest));
    }
  }
  return result;
}
