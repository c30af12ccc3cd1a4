// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { kindOf } from "../errors.ts";
import type { Operand } from "./operand.ts";

/** Where in nested arrays one of them is: "[2][0]", and "" for the outermost. The first place, if it is in several. */
function pathOf(nested: readonly unknown[], wanted: unknown): string | undefined {
  if (nested === wanted) return "";
  for (const [index, inner] of nested.entries()) {
    if (inner === wanted) return `[${index}]`;
    const path = Array.isArray(inner) ? pathOf(inner, wanted) : undefined;
    if (path !== undefined) return `[${index}]${path}`;
  }
  return undefined;
}

/** "logits[2]": the name of one of the arrays that an operand is nested of. */
export function nameOfRow(operand: Operand, row: unknown): string {
  return operand.name + (pathOf(operand.source as readonly unknown[], row) ?? "");
}

/** The error about an element that is not a number. */
export function notANumber(
  operation: string,
  operand: Operand,
  row: unknown,
  index: number,
  value: unknown,
): TypeError {
  return new TypeError(`${operation}: ${nameOfRow(operand, row)}[${index}] is ${kindOf(value)}, not a number`);
}

/** The error about `index` of `parent`, which should be an array of `size` values like its neighbours, and is not. */
export function ragged(operation: string, operand: Operand, parent: unknown, index: number, size: number): Error {
  const child = (parent as readonly unknown[])[index];
  const name = `${operation}: ${nameOfRow(operand, parent)}[${index}]`;
  if (typeof child !== "object" || child === null || !("length" in child)) {
    return new TypeError(`${name} is ${kindOf(child)}, not an array of ${size} values like its neighbours`);
  }
  return new RangeError(`${name} has ${String(child.length)} values, but the rows before it have ${size}`);
}
