// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Memory } from "../core/memory.ts";
import { kindOf, shownShape } from "../errors.ts";
import { MemoryArray } from "../heap_array.ts";
import { readSizes, truncate } from "./shape.ts";

/** What an operand's numbers are stored as. */
export type Element =
  | "plain" // in arrays of arrays
  | "scalar" // one number
  | "Float32Array"
  | "Float64Array"
  | "Float16Array"
  | "Int8Array"
  | "Uint8Array"
  | "Uint8ClampedArray"
  | "Int16Array"
  | "Uint16Array"
  | "Int32Array"
  | "Uint32Array"
  | "BigInt64Array"
  | "BigUint64Array";

/** A typed array of any kind; `set` of a wider or narrower one converts between the kinds of numbers. */
export interface FlatSource extends ArrayLike<number | bigint> {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly [Symbol.toStringTag]: string;
}

const numbersWanted = "numbers (a typed array, nested arrays, a HeapArray, or { data, shape })";
const floatsWanted =
  "floating-point numbers (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })";

// A Map, because the tag of a stranger's object can be any string.
const elementOfTag: ReadonlyMap<string, Element> = new Map(
  (
    [
      "Float32Array",
      "Float64Array",
      "Float16Array",
      "Int8Array",
      "Uint8Array",
      "Uint8ClampedArray",
      "Int16Array",
      "Uint16Array",
      "Int32Array",
      "Uint32Array",
      "BigInt64Array",
      "BigUint64Array",
    ] as const
  ).map((tag) => [tag, tag]),
);

const noDims: readonly number[] = [];

export function isFloat(element: Element): boolean {
  return element === "Float32Array" || element === "Float64Array" || element === "Float16Array";
}

/**
 * One argument of one call: what it is, its shape, and where in the module's memory its numbers are. Each function of the
 * API keeps its operands from call to call, so that a call makes no garbage but its result.
 *
 * A call goes through three steps: read() every argument, settle the shapes, then place() what is not in memory yet
 * (place_floats.ts, place_integers.ts).
 */
export class Operand {
  /** As the caller knows it. */
  name = "";
  present = false;
  element: Element = "scalar";
  /** The caller's array, unless the numbers are in the module's memory already. */
  source: FlatSource | readonly unknown[] | number | null = null;
  length = 0;
  /** The sizes by axis, in an array that may be somebody else's: replaced, never written. */
  dims: readonly number[] = noDims;
  /** How plain arrays are nested; `dims` may be another shape of as many values. */
  readonly nesting: number[] = [];
  /** Whether nesting or a `shape` told `dims`; a flat array says no more than its length. */
  stated = false;
  /** Whether the array handed in lives in the module's memory, as HeapArrays and their views do. */
  resident = false;
  /** In the module's memory; 0 while the numbers are not there. */
  address = 0;
  readonly #flatDims = [0];
  readonly #statedDims: number[] = [];

  /** Forgets the caller's array, lest it be kept alive. */
  clear(): void {
    this.present = false;
    this.source = null;
    this.resident = false;
    this.address = 0;
  }

  /** Takes the argument for what it is; `wanted` ends the message about one that is nothing of the kind. */
  read(operation: string, memory: Memory, name: string, input: unknown, wanted: string): void {
    this.name = name;
    this.present = true;
    this.resident = false;
    this.address = 0;
    if (ArrayBuffer.isView(input)) {
      if (this.#readView(memory, input)) return;
    } else if (input instanceof MemoryArray) {
      this.#readResident(operation, memory, input as MemoryArray);
      return;
    } else if (Array.isArray(input)) {
      this.#readNested(input);
      return;
    } else if (typeof input === "number") {
      this.#readScalar(input);
      return;
    } else if (this.#readTensorLike(operation, memory, input)) {
      return;
    }
    throw new TypeError(`${operation}: ${name} is ${kindOf(input)}, not ${wanted}`);
  }

  /** As read(), for arguments that are floating-point numbers; a single number only where `scalar`. */
  readFloats(
    operation: string,
    memory: Memory,
    name: string,
    input: unknown,
    wanted = floatsWanted,
    scalar = false,
  ): void {
    this.read(operation, memory, name, input, wanted);
    const { element } = this;
    if (element === "plain" || isFloat(element) || (scalar && element === "scalar")) return;
    throw new TypeError(`${operation}: ${name} is ${this.kind}, not ${wanted}`);
  }

  /** As readFloats(), for arguments that may be integers too; of what cannot be copied as it is, a copy is read. */
  readNumbers(operation: string, memory: Memory, name: string, input: unknown): void {
    this.read(operation, memory, name, input, numbersWanted);
    const { element, source } = this;
    if (element === "scalar") throw new TypeError(`${operation}: ${name} is a number, not ${numbersWanted}`);
    if (this.resident && element !== "Float32Array") {
      this.source = residentIntegers(memory, this).slice();
      this.resident = false;
    } else if (element === "BigInt64Array" || element === "BigUint64Array") {
      this.source = Float64Array.from(source as unknown as ArrayLike<bigint>, Number);
      this.element = "Float64Array";
    }
  }

  /** As read(), for arguments that are integers; whether a plain array holds such is found when it is placed. */
  readIntegers(operation: string, memory: Memory, name: string, input: unknown, wanted: string): void {
    this.read(operation, memory, name, input, wanted);
    if (isFloat(this.element)) throw new TypeError(`${operation}: ${name} is ${this.kind}, not ${wanted}`);
  }

  /** Replaces `dims` by what the option `shape` says, if it fits. */
  reshape(operation: string, shape: readonly number[]): void {
    const product = readSizes(operation, "", "shape", shape, this.#statedDims);
    if (product !== this.length) {
      throw new RangeError(
        `${operation}: shape ${shownShape(shape)} holds ${product} values, but ${this.name} has ${this.length}`,
      );
    }
    this.dims = this.#statedDims;
    this.stated = true;
  }

  /** What the argument is, for messages. */
  get kind(): string {
    if (this.element === "plain") return "a plain array";
    if (this.element === "scalar") return "a number";
    return `${this.element.startsWith("I") ? "an" : "a"} ${this.element}`;
  }

  /** The name of one element: nested arrays by their own indices, flat ones by position. */
  nameOf(index: number): string {
    if (this.element === "scalar") return this.name;
    const { nesting } = this;
    if (this.element !== "plain" || nesting.length < 2) return `${this.name}[${index}]`;
    let path = "";
    let rest = index;
    for (let axis = nesting.length - 1; axis >= 0; axis--) {
      const size = nesting[axis] ?? 1;
      path = `[${rest % size}]${path}`;
      rest = Math.floor(rest / size);
    }
    return this.name + path;
  }

  #readFlat(memory: Memory, input: FlatSource, element: Element, length: number, byteOffset: number): void {
    this.element = element;
    this.length = length;
    this.#flatDims[0] = length;
    this.dims = this.#flatDims;
    this.stated = false;
    this.source = input;
    // Only then: for a small array, asking for the buffer makes the engine allocate one, and address 0 is no one's.
    if (byteOffset === 0 || input.buffer !== memory.u8.buffer) return;
    if (element === "Float32Array" || element === "Int32Array" || element === "Uint8Array") {
      this.source = null;
      this.resident = true;
      this.address = byteOffset;
    }
  }

  /** Reads a typed array; false if it is none. */
  #readView(memory: Memory, input: ArrayBufferView): boolean {
    // What is usual has branches of its own, with one class of array in each: reading the properties of any typed array
    // takes the engine several times as long.
    if (input instanceof Float32Array) {
      this.#readFlat(memory, input, "Float32Array", input.length, input.byteOffset);
    } else if (input instanceof Int32Array) {
      this.#readFlat(memory, input, "Int32Array", input.length, input.byteOffset);
    } else {
      const element = elementOf(input);
      if (element === undefined) return false;
      const array = input as ArrayBufferView & FlatSource;
      this.#readFlat(memory, array, element, array.length, array.byteOffset);
    }
    return true;
  }

  #readScalar(input: number): void {
    this.source = input;
    this.element = "scalar";
    this.length = 1;
    this.dims = noDims;
    this.stated = true;
  }

  #readResident(operation: string, memory: Memory, input: MemoryArray): void {
    this.address = input.addressFor(operation, this.name, memory);
    this.source = null;
    this.resident = true;
    const { dtype } = input;
    this.element = dtype === "float32" ? "Float32Array" : dtype === "int32" ? "Int32Array" : "Uint8Array";
    this.length = input.length;
    this.dims = input.sizes;
    this.stated = this.dims.length !== 1;
  }

  #readNested(input: readonly unknown[]): void {
    this.element = "plain";
    this.source = input;
    const { nesting } = this;
    let level: unknown = input;
    let length = 1;
    let depth = 0;
    do {
      const size = (level as ArrayLike<unknown>).length;
      nesting[depth++] = size;
      length *= size;
      if (size === 0 || !Array.isArray(level)) break;
      level = (level as readonly unknown[])[0];
    } while (typeof level === "object" && (Array.isArray(level) || isFloatArray(level)));
    truncate(nesting, depth);
    this.length = length;
    this.dims = nesting;
    this.stated = depth > 1;
  }

  #readTensorLike(operation: string, memory: Memory, input: unknown): boolean {
    if (typeof input !== "object" || input === null) return false;
    const { data, shape, dims } = input as { data?: unknown; shape?: unknown; dims?: unknown };
    const sizes = shape ?? dims;
    if (!Array.isArray(sizes) || data === undefined) return false;
    // In a tensor of TensorFlow.js it is a method.
    if (!ArrayBuffer.isView(data) || !this.#readView(memory, data)) {
      throw new TypeError(`${operation}: ${this.name}.data is ${kindOf(data)}, not a typed array`);
    }
    const key = shape === undefined || shape === null ? "dims" : "shape";
    const product = readSizes(operation, this.name, key, sizes, this.#statedDims);
    this.dims = this.#statedDims;
    if (product !== this.length) {
      throw new RangeError(
        `${operation}: ${this.name} has shape ${shownShape(this.dims)}, ${product} values, but its data hold ${this.length}`,
      );
    }
    this.stated = true;
    return true;
  }
}

function elementOf(input: unknown): Element | undefined {
  // By tag, not instanceof: an array may come from another realm (an iframe, a test runner's sandbox).
  return ArrayBuffer.isView(input) ? elementOfTag.get((input as Uint8Array)[Symbol.toStringTag]) : undefined;
}

export function isFloatArray(input: unknown): input is FlatSource & ArrayLike<number> {
  const element = elementOf(input);
  return element !== undefined && isFloat(element);
}

/** The integers of a resident operand, where they are. */
export function residentIntegers(memory: Memory, { element, address, length }: Operand): Int32Array | Uint8Array {
  const { buffer } = memory.u8;
  return element === "Int32Array" ? new Int32Array(buffer, address, length) : new Uint8Array(buffer, address, length);
}
