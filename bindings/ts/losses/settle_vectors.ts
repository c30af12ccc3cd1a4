// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Rules of shapes for losses of vectors. Each throws if the shapes don't go together, and returns the number of losses.

import { shownShape } from "../errors.ts";
import type { Operand } from "../inputs/operand.ts";
import { sizeBetween } from "../inputs/shape.ts";
import type { Operands } from "./declaration.ts";
import { adoptShape, broadcastShape, checkBroadcastsTo, checkSameRank } from "./settle.ts";

/** What vectors along the last axis broadcast to. */
function common(operation: string, operands: readonly Operand[]): readonly number[] {
  const [first] = operands;
  if (first !== undefined) adoptShape(first, operands);
  const dims = broadcastShape(operation, operands);
  if (dims.length === 0) throw new RangeError(`${operation}: ${first?.name} is a single number, not a vector`);
  return dims;
}

/** Vectors along the last axis, whose shapes broadcast together. */
export function vectors(operation: string, arrays: Operands): number {
  const dims = common(operation, Object.values(arrays));
  return sizeBetween(dims, 0, dims.length - 1);
}

/** The same, of equally many axes. */
export function vectorsOfOneRank(operation: string, arrays: Operands): number {
  const count = vectors(operation, arrays);
  checkSameRank(operation, Object.values(arrays));
  return count;
}

/** Vectors along the axis that the option `dim` names. */
export function vectorsAlongDim(operation: string, arrays: Operands, values: Readonly<Record<string, number>>): number {
  const dims = common(operation, Object.values(arrays));
  const { dim = 1 } = values;
  const axis = dim < 0 ? dim + dims.length : dim;
  if (axis < 0 || axis >= dims.length) {
    throw new RangeError(`${operation}: dim is ${dim}, but the shape is ${shownShape(dims)}`);
  }
  return sizeBetween(dims, 0, axis) * sizeBetween(dims, axis + 1, dims.length);
}

/** Two arrays of vectors, of equally many axes, and a target for each pair. */
export function pairsWithTarget(operation: string, arrays: Operands): number {
  const { input1, input2, target } = arrays;
  if (input1 === undefined || input2 === undefined || target === undefined) return 0;
  const dims = common(operation, [input1, input2]);
  checkSameRank(operation, [input1, input2]);
  const rows = dims.slice(0, -1);
  if (!target.stated && target.length === sizeBetween(rows, 0, rows.length)) target.dims = rows;
  checkBroadcastsTo(operation, target, "the pairs", rows);
  if (target.dims.length < rows.length) {
    throw new RangeError(
      `${operation}: target has shape ${shownShape(target.dims)}, but the pairs have ${shownShape(rows)}: as many axes are wanted`,
    );
  }
  return sizeBetween(rows, 0, rows.length);
}
