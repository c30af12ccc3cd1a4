// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { padded, type Memory } from "../core/memory.ts";
import { shown } from "../errors.ts";
import { nameOfRow, notANumber, ragged } from "./nested.ts";
import { type FlatSource, type Operand, residentIntegers } from "./operand.ts";
import { checkAttached, shortLength } from "./place_floats.ts";

// What is checked here is that every value is a whole number that fits the memory's integers: 12 in a label array of 10
// classes passes, and the core, which reads the labels anyway, reports it.

/** The integers that an argument may hold, for messages: "outside 0..9". */
export interface IntegerRange {
  low: number;
  high: number;
}

/** The bytes of scratch that placeLabels() takes. */
export function labelBytes(operand: Operand): number {
  return operand.resident && operand.element === "Int32Array" ? 0 : padded(operand.length * 4);
}

/** Puts labels where the module can read them, as int32. */
export function placeLabels(operation: string, memory: Memory, operand: Operand, range: IntegerRange): void {
  if (operand.resident && operand.element === "Int32Array") return;
  const address = memory.take(operand.length * 4);
  writeIntegers(operation, memory, operand, memory.i32, address / 4, range);
  operand.address = address;
}

/** The error about a value that no label of this range can have. */
export function outside(operation: string, name: string, value: unknown, range: IntegerRange): RangeError {
  return new RangeError(`${operation}: ${name} is ${shown(value)}, outside ${range.low}..${range.high}`);
}

/** Writes an operand's integers to `view`, one of the memory's int32 and uint8 views. */
export function writeIntegers(
  operation: string,
  memory: Memory,
  operand: Operand,
  view: Int32Array | Uint8Array,
  at: number,
  range: IntegerRange,
): void {
  const { element, length } = operand;
  let source = operand.source as FlatSource;
  if (length <= shortLength && source instanceof Int32Array && view instanceof Int32Array) {
    checkAttached(operation, operand, source.length);
    for (let index = 0; index < length; index++) view[at + index] = source[index] ?? 0;
    return;
  }
  if (element === "scalar") {
    view[at] = operand.source as number;
    if (view[at] !== operand.source) throw notFitting(operation, operand.name, operand.source, range);
    return;
  }
  if (element === "plain") {
    writeRow(operation, operand, view, operand.source as readonly unknown[], 0, at, range);
    return;
  }
  if (operand.resident) source = residentIntegers(memory, operand);
  else checkAttached(operation, operand, source.length);
  if (element === "BigInt64Array" || element === "BigUint64Array") {
    writeBigIntegers(operation, operand, view, source, at, range);
  } else if (length > shortLength && fitsAlways(element, view)) {
    view.set(source as unknown as ArrayLike<number>, at);
  } else {
    const numbers = source as unknown as ArrayLike<number>;
    for (let index = 0; index < length; index++) {
      const value = numbers[index] ?? NaN;
      view[at + index] = value;
      if (view[at + index] !== value) throw outside(operation, operand.nameOf(index), value, range);
    }
  }
}

function fitsAlways(element: string, view: Int32Array | Uint8Array): boolean {
  if (element === "Uint8Array" || element === "Uint8ClampedArray") return true;
  return view instanceof Int32Array && element !== "Uint32Array";
}

/** By their 32-bit halves, which costs no BigInt: a value fits int32 if its high half repeats the sign of its low half. */
function writeBigIntegers(
  operation: string,
  operand: Operand,
  view: Int32Array | Uint8Array,
  source: FlatSource,
  at: number,
  range: IntegerRange,
): void {
  const halves = new Int32Array(source.buffer, source.byteOffset, 2 * operand.length);
  const signed = operand.element === "BigInt64Array" && view instanceof Int32Array;
  for (let index = 0; index < operand.length; index++) {
    const low = halves[2 * index] ?? 0;
    const high = halves[2 * index + 1] ?? 0;
    view[at + index] = low;
    const fits = signed ? high === low >> 31 : high === 0 && low >= 0;
    if (!fits || view[at + index] !== low) {
      throw outside(operation, operand.nameOf(index), source[index], range);
    }
  }
}

function writeRow(
  operation: string,
  operand: Operand,
  view: Int32Array | Uint8Array,
  row: readonly unknown[],
  depth: number,
  start: number,
  range: IntegerRange,
): number {
  const { nesting } = operand;
  let at = start;
  if (depth === nesting.length - 1) {
    for (let index = 0; index < row.length; index++) {
      const value = row[index];
      if (typeof value !== "number") throw notANumber(operation, operand, row, index, value);
      view[at] = value;
      if (view[at] !== value) throw notFitting(operation, `${nameOfRow(operand, row)}[${index}]`, value, range);
      at++;
    }
    return at;
  }
  const size = nesting[depth + 1] ?? 0;
  for (let index = 0; index < row.length; index++) {
    const inner = row[index];
    if (!Array.isArray(inner) || inner.length !== size) throw ragged(operation, operand, row, index, size);
    at = writeRow(operation, operand, view, inner, depth + 1, at, range);
  }
  return at;
}

function notFitting(operation: string, name: string, value: unknown, range: IntegerRange): RangeError {
  return Number.isInteger(value)
    ? outside(operation, name, value, range)
    : new RangeError(`${operation}: ${name} is ${shown(value)}, not an integer`);
}
