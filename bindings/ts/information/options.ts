// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { kindOf, shown } from "../errors.ts";

export const probsWanted =
  "probabilities (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })";

export function readBase(operation: string, given: unknown): number {
  if (given === undefined) return Math.E;
  if (typeof given !== "number") throw new TypeError(`${operation}: base is ${kindOf(given)}, not a number`);
  if (given === Math.E || given === 2 || given === 10) return given;
  throw new RangeError(`${operation}: base is ${shown(given)}, not Math.E, 2 or 10`);
}
