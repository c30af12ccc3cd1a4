// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { kindOf, shown, shownShape } from "../errors.ts";

/** The number of values that a shape holds; an error that names it, if it is none. */
export function productOf(operation: string, name: string, shape: unknown): number {
  if (!Array.isArray(shape)) throw new TypeError(`${operation}: ${name} is ${kindOf(shape)}, not an array of sizes`);
  let product = 1;
  for (const size of shape as unknown[]) {
    if (typeof size !== "number") {
      throw new TypeError(`${operation}: ${name} holds ${kindOf(size)}, not only numbers`);
    }
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RangeError(`${operation}: ${name} holds ${shown(size)}, which is not a size`);
    }
    product *= size;
  }
  return product;
}

/** Empties an array that is kept from call to call; assigning to its length is several times slower. */
export function empty(list: unknown[]): void {
  while (list.length > 0) list.pop();
}

/** The product of dims[from], …, dims[to - 1]. */
export function sizeBetween(dims: readonly number[], from: number, to: number): number {
  let product = 1;
  for (let axis = from; axis < to; axis++) product *= dims[axis] ?? 1;
  return product;
}

/** Replaces the dims of an operand by what the option `shape` says, if it fits. */
export function reshape(operation: string, operand: ReshapableOperand, shape: readonly number[] | undefined): void {
  if (shape === undefined) return;
  const product = productOf(operation, "shape", shape);
  if (product !== operand.length) {
    throw new RangeError(
      `${operation}: shape ${shownShape(shape)} holds ${product} values, but ${operand.name} has ${operand.length}`,
    );
  }
  empty(operand.dims);
  for (const size of shape) operand.dims.push(size);
  operand.stated = true;
}

interface ReshapableOperand {
  readonly name: string;
  readonly length: number;
  readonly dims: number[];
  stated: boolean;
}

/** Whether two shapes are equal, from the given axes on. */
export function sameSizes(a: readonly number[], fromA: number, b: readonly number[], fromB: number): boolean {
  if (a.length - fromA !== b.length - fromB) return false;
  for (let axis = fromA; axis < a.length; axis++) {
    if (a[axis] !== b[axis - fromA + fromB]) return false;
  }
  return true;
}
