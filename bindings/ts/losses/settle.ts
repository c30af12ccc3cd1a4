// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Rules of shapes that losses share. Each throws if the shapes don't go together, and returns the number of losses.

import { shownShape } from "../errors.ts";
import type { Operand } from "../inputs/operand.ts";
import { sameSizes, sizeBetween } from "../inputs/shape.ts";
import type { Operands } from "./declaration.ts";

/** Flat arrays that say no shape of their own take that of the first array, if they are as long. */
export function adoptShape(first: Operand, others: Iterable<Operand>): void {
  for (const other of others) {
    if (other.present && !other.stated && other.length === first.length) other.dims = first.dims;
  }
}

/** What several shapes broadcast to, as in NumPy and PyTorch. */
export function broadcastShape(operation: string, operands: readonly Operand[]): readonly number[] {
  let common: readonly number[] = [];
  for (const operand of operands) {
    const { dims } = operand;
    if (sameSizes(common, 0, dims, 0)) continue;
    const rank = Math.max(common.length, dims.length);
    const merged: number[] = [];
    for (let axis = 0; axis < rank; axis++) {
      const a = common[axis - rank + common.length] ?? 1;
      const b = dims[axis - rank + dims.length] ?? 1;
      if (a !== b && a !== 1 && b !== 1) {
        throw new RangeError(
          `${operation}: ${operand.name} has shape ${shownShape(dims)}, which does not broadcast with ${shownShape(common)}`,
        );
      }
      merged.push(a === 1 ? b : a);
    }
    common = merged;
  }
  return common;
}

/** That an operand's shape broadcasts to another, and to nothing larger. */
export function checkBroadcastsTo(operation: string, operand: Operand, name: string, dims: readonly number[]): void {
  const own = operand.dims;
  const offset = dims.length - own.length;
  if (offset >= 0 && own.every((size, axis) => size === 1 || size === dims[axis + offset])) return;
  throw new RangeError(
    `${operation}: ${operand.name} has shape ${shownShape(own)}, which does not broadcast to that of ${name}, ${shownShape(dims)}`,
  );
}

/** That an operand has the shape of another. */
export function checkSameShape(operation: string, operand: Operand, other: Operand): void {
  if (sameSizes(operand.dims, 0, other.dims, 0)) return;
  throw new RangeError(
    `${operation}: ${operand.name} has shape ${shownShape(operand.dims)}, but ${other.name} has ${shownShape(other.dims)}`,
  );
}

/** Arrays of their own, apart from options such as weights. */
function argumentsOf(arrays: Operands, optional: readonly string[]): Operand[] {
  return Object.entries(arrays)
    .filter(([name]) => !optional.includes(name))
    .map(([, operand]) => operand);
}

const weights = ["weight", "posWeight"] as const;

/** Arguments broadcast together; there is a loss for each element of what they broadcast to. */
export function broadcasting(operation: string, arrays: Operands): number {
  const operands = argumentsOf(arrays, weights);
  const [first] = operands;
  if (first !== undefined) adoptShape(first, operands);
  const common = broadcastShape(operation, operands);
  return sizeBetween(common, 0, common.length);
}

/** All arguments have the first one's shape, and weights broadcast to it; there is a loss for each element. */
export function alike(operation: string, arrays: Operands): number {
  const [first, ...others] = argumentsOf(arrays, weights);
  if (first === undefined) return 0;
  adoptShape(first, Object.values(arrays));
  for (const other of others) checkSameShape(operation, other, first);
  for (const name of weights) {
    const weight = arrays[name];
    if (weight?.present === true) checkBroadcastsTo(operation, weight, first.name, first.dims);
  }
  return first.length;
}

/** That all have as many axes: a list is not to be taken for a table by mistake. */
export function checkSameRank(operation: string, operands: readonly Operand[]): void {
  const [first, ...others] = operands;
  for (const other of others) {
    if (first === undefined || other.dims.length === first.dims.length) continue;
    throw new RangeError(
      `${operation}: ${other.name} has shape ${shownShape(other.dims)}, but ${first.name} has ${shownShape(first.dims)}: as many axes are wanted`,
    );
  }
}

/** As broadcasting(), of equally many axes. */
export function ranking(operation: string, arrays: Operands): number {
  const count = broadcasting(operation, arrays);
  checkSameRank(operation, Object.values(arrays));
  return count;
}

/** As broadcasting(), where rows along the last axis are averaged: there is a loss for each row. */
export function meansOfRows(operation: string, arrays: Operands): number {
  broadcasting(operation, arrays);
  const common = broadcastShape(operation, argumentsOf(arrays, weights));
  const { weight } = arrays;
  if (weight?.present === true) checkBroadcastsTo(operation, weight, "input", common);
  return sizeBetween(common, 0, common.length - 1);
}

/** As broadcasting(), with one variance for each element, or for each row along the last axis. */
export function gaussian(operation: string, arrays: Operands): number {
  const { input, target, var: variance } = arrays;
  if (input === undefined || target === undefined || variance === undefined) return 0;
  adoptShape(input, [target, variance]);
  const { dims } = input;
  if (dims.length > 0 && sameSizes(variance.dims, 0, dims.slice(0, -1), 0)) {
    variance.reshape(operation, [...variance.dims, 1]);
  }
  const perRow = [...dims.slice(0, -1), 1];
  if (!sameSizes(variance.dims, 0, dims, 0) && !sameSizes(variance.dims, 0, perRow, 0)) {
    throw new RangeError(
      `${operation}: var has shape ${shownShape(variance.dims)}, but input of shape ${shownShape(dims)} wants that, or ${shownShape(perRow)}`,
    );
  }
  return broadcasting(operation, arrays);
}
