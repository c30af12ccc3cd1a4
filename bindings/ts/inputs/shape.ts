// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { kindOf, shown } from "../errors.ts";

/**
 * Reads a shape into `sizes`, which is kept from call to call; returns the number of values it holds. An error that names
 * it, as a property of `owner` if there is one, if it is none.
 */
export function readSizes(operation: string, owner: string, key: string, shape: unknown, sizes: number[]): number {
  if (!Array.isArray(shape)) {
    throw new TypeError(`${operation}: ${nameOf(owner, key)} is ${kindOf(shape)}, not an array of sizes`);
  }
  const rank = shape.length;
  let product = 1;
  for (let axis = 0; axis < rank; axis++) {
    const size = (shape as readonly unknown[])[axis];
    if (typeof size !== "number") {
      throw new TypeError(`${operation}: ${nameOf(owner, key)} holds ${kindOf(size)}, not only numbers`);
    }
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new RangeError(`${operation}: ${nameOf(owner, key)} holds ${shown(size)}, which is not a size`);
    }
    sizes[axis] = size;
    product *= size;
  }
  truncate(sizes, rank);
  return product;
}

function nameOf(owner: string, key: string): string {
  return owner === "" ? key : `${owner}.${key}`;
}

/**
 * Shortens an array that is kept from call to call. Assigning to its length is several times slower; and emptying it before
 * it is filled again would make the engine give its storage back and allocate it anew.
 */
export function truncate(list: unknown[], length: number): void {
  while (list.length > length) list.pop();
}

/** The product of dims[from], …, dims[to - 1]. */
export function sizeBetween(dims: readonly number[], from: number, to: number): number {
  let product = 1;
  for (let axis = from; axis < to; axis++) product *= dims[axis] ?? 1;
  return product;
}

/** Whether two shapes are equal, from the given axes on. */
export function sameSizes(a: readonly number[], fromA: number, b: readonly number[], fromB: number): boolean {
  if (a.length - fromA !== b.length - fromB) return false;
  for (let axis = fromA; axis < a.length; axis++) {
    if (a[axis] !== b[axis - fromA + fromB]) return false;
  }
  return true;
}
