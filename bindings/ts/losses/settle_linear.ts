// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The rule of shapes for losses of a linear layer.

import { shownShape } from "../errors.ts";
import type { Operand } from "../inputs/operand.ts";
import { sameSizes, sizeBetween } from "../inputs/shape.ts";
import type { Operands } from "./declaration.ts";

/** An array that says nothing of its shape becomes rows, if that comes out even. */
function cutIntoRows(operation: string, array: Operand, rows: number, size: number): void {
  if (!array.stated && array.dims.length === 1 && rows * size === array.length) array.reshape(operation, [rows, size]);
}

function checkOnePerClass(operation: string, array: Operand | undefined, classes: number): void {
  if (array?.present !== true || (array.dims.length === 1 && array.length === classes)) return;
  throw new RangeError(
    `${operation}: ${array.name} has shape ${shownShape(array.dims)}, but there are ${classes} classes`,
  );
}

/** hidden [..., d], weight [c, d], bias [c] and a label for each row of hidden. Of flat arrays the labels tell the rows. */
export function linearLayer(operation: string, arrays: Operands): number {
  const { hidden, weight, bias, labels, classWeight } = arrays;
  if (hidden === undefined || weight === undefined || labels === undefined) return 0;
  if (labels.dims.length === 1)
    cutIntoRows(operation, hidden, labels.length, Math.floor(hidden.length / labels.length));
  const features = hidden.dims.at(-1) ?? 0;
  cutIntoRows(operation, weight, Math.floor(weight.length / features), features);
  if (weight.dims.length !== 2 || weight.dims[1] !== features) {
    throw new RangeError(
      `${operation}: weight has shape ${shownShape(weight.dims)}, but hidden of shape ${shownShape(hidden.dims)} wants [c, ${features}]`,
    );
  }
  const axes = hidden.dims.length - 1;
  const rows = sizeBetween(hidden.dims, 0, axes);
  if (labels.length !== rows || (labels.dims.length > 1 && !sameSizes(labels.dims, 0, hidden.dims.slice(0, axes), 0))) {
    throw new RangeError(
      `${operation}: labels has shape ${shownShape(labels.dims)}, but hidden of shape ${shownShape(hidden.dims)} has ${rows} rows`,
    );
  }
  for (const array of [bias, classWeight]) checkOnePerClass(operation, array, weight.dims[0] ?? 0);
  return rows;
}
