// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Rules of shapes for losses of similarities: matrices of vectors, [n, d].

import { shownShape } from "../errors.ts";
import type { Operand } from "../inputs/operand.ts";
import type { Operands } from "./declaration.ts";
import { adoptShape, checkSameShape } from "./settle.ts";

/** The number of rows of a matrix. */
function rowsOf(operation: string, matrix: Operand | undefined): number {
  const dims = matrix?.dims ?? [];
  if (dims.length === 2) return dims[0] ?? 0;
  throw new RangeError(`${operation}: ${matrix?.name} has shape ${shownShape(dims)}, not [n, d]`);
}

/** Two matrices of one shape. */
export function twoAlike(operation: string, arrays: Operands): number {
  const [first, second] = Object.values(arrays);
  if (first === undefined || second === undefined) return 0;
  adoptShape(first, [second]);
  checkSameShape(operation, second, first);
  return rowsOf(operation, first);
}

/** Queries and keys of one shape, and negatives of as many columns. */
export function queriesAndKeys(operation: string, arrays: Operands): number {
  const count = twoAlike(operation, arrays);
  const { query, negatives } = arrays;
  if (negatives?.present !== true) return count;
  rowsOf(operation, negatives);
  if (negatives.dims[1] !== query?.dims[1]) {
    throw new RangeError(
      `${operation}: negatives has shape ${shownShape(negatives.dims)}, but query has ${shownShape(query?.dims ?? [])}`,
    );
  }
  return count;
}

/** A matrix, and a label for each row. */
export function labelledVectors(operation: string, arrays: Operands): number {
  const { embeddings, labels } = arrays;
  const count = rowsOf(operation, embeddings);
  if (labels?.length === count && labels.dims.length === 1) return count;
  throw new RangeError(
    `${operation}: labels has shape ${shownShape(labels?.dims ?? [])}, but there are ${count} embeddings`,
  );
}
