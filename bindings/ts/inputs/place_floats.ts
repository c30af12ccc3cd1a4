// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { padded, type Memory } from "../core/memory.ts";
import { notANumber, ragged } from "./nested.ts";
import { isFloatArray, type Operand } from "./operand.ts";

/** Up to this length a loop is faster than `set`, which takes 10 ns before it begins. */
export const shortLength = 12;

/** The bytes of scratch that placeFloats() takes for `count` values. */
export function floatBytes(operand: Operand, count: number): number {
  return operand.present && !operand.resident ? padded(count * 4) : 0;
}

/** Puts an operand's numbers where the module can read them; `count` is more than its length if one number stands for all. */
export function placeFloats(operation: string, memory: Memory, operand: Operand, count: number): void {
  if (!operand.present || operand.resident) return;
  const address = memory.take(count * 4);
  writeFloats(operation, memory, operand, address, count);
  operand.address = address;
}

/** Writes an operand's numbers to an address of the module's memory, as float32. */
export function writeFloats(operation: string, memory: Memory, operand: Operand, address: number, count: number): void {
  const view = memory.f32;
  const at = address / 4;
  const { source } = operand;
  if (source instanceof Float32Array) {
    // The usual, apart from the rest: a loop that has seen many kinds of array is several times slower.
    checkAttached(operation, operand, source.length);
    if (count > shortLength) view.set(source, at);
    else for (let index = 0; index < count; index++) view[at + index] = source[index] ?? NaN;
  } else if (operand.resident) {
    view.copyWithin(at, operand.address / 4, operand.address / 4 + count);
  } else if (operand.element === "plain") {
    writeRow(operation, operand, view, source as readonly unknown[], 0, at);
  } else if (operand.element === "scalar") {
    view.fill(source as number, at, at + count);
  } else {
    const numbers = source as unknown as ArrayLike<number>;
    checkAttached(operation, operand, numbers.length);
    view.set(numbers, at);
  }
}

/** A view of wasm memory dies when the memory grows, as it may have since it was read(); never compute with nothing. */
export function checkAttached(operation: string, operand: Operand, length: number): void {
  if (length === operand.length) return;
  throw new TypeError(`${operation}: ${operand.name} lost its buffer; pass the HeapArray, not a view of its memory`);
}

/** Writes one array and all that is nested in it; returns where the next one goes. */
function writeRow(
  operation: string,
  operand: Operand,
  view: Float32Array,
  row: readonly unknown[],
  depth: number,
  start: number,
): number {
  const { nesting } = operand;
  let at = start;
  if (depth === nesting.length - 1) {
    for (let index = 0; index < row.length; index++) {
      const value = row[index];
      if (typeof value !== "number") throw notANumber(operation, operand, row, index, value);
      view[at++] = value;
    }
    return at;
  }
  const size = nesting[depth + 1] ?? 0;
  for (let index = 0; index < row.length; index++) {
    const inner = row[index];
    if (Array.isArray(inner) && inner.length === size) {
      at = writeRow(operation, operand, view, inner, depth + 1, at);
    } else if (depth === nesting.length - 2 && isFloatArray(inner) && inner.length === size) {
      view.set(inner, at);
      at += size;
    } else {
      throw ragged(operation, operand, row, index, size);
    }
  }
  return at;
}
