// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { padded, type Memory } from "../core/memory.ts";
import { kindOf } from "../errors.ts";
import { MemoryArray } from "../heap_array.ts";
import type { FloatOutput } from "../types.ts";
import type { Operand } from "./operand.ts";
import { shortLength } from "./place_floats.ts";

/** One result of one call that is an array of float32: where the module writes it, and the array that the caller gets. */
export class Output {
  name = "";
  length = 0;
  wanted = false;
  /** In the module's memory; 0 if the result is not wanted. */
  address = 0;
  /** The array that the caller handed in. */
  given: FloatOutput | undefined = undefined;
  /** Whether that is a HeapArray. */
  resident = false;

  clear(): void {
    this.wanted = false;
    this.address = 0;
    this.given = undefined;
    this.resident = false;
  }

  /** Wants the result, of this length, and in `given` if the caller handed in an array for it. */
  want(operation: string, memory: Memory, name: string, given: unknown, length: number): void {
    this.name = name;
    this.wanted = true;
    this.length = length;
    if (given !== undefined) this.#take(operation, memory, given);
  }

  #take(operation: string, memory: Memory, given: unknown): void {
    const { name, length } = this;
    if (given instanceof MemoryArray && given.dtype === "float32") {
      this.address = given.addressFor(operation, name, memory);
      this.resident = true;
    } else if (!isFloat32Array(given)) {
      const kind = given instanceof MemoryArray ? `a HeapArray of ${given.dtype}` : kindOf(given);
      throw new TypeError(`${operation}: ${name} is ${kind}, not a Float32Array or a HeapArray of float32`);
    } else if (given.byteOffset !== 0 && given.buffer === memory.f32.buffer) {
      throw new TypeError(`${operation}: ${name} is a view of a HeapArray; pass the HeapArray itself`);
    }
    const array = given as FloatOutput;
    if (array.length !== length) {
      throw new RangeError(`${operation}: ${name} has ${array.length} values, but the result has ${length}`);
    }
    this.given = array;
  }

  /** Refuses an array that lies over an input, which the module would read after it has begun to write. */
  keepOff(operation: string, operand: Operand): void {
    if (!this.resident || !operand.present || !operand.resident || this.length === 0) return;
    const bytes = operand.element === "Uint8Array" ? operand.length : 4 * operand.length;
    if (operand.address < this.address + 4 * this.length && this.address < operand.address + bytes) {
      throw new TypeError(`${operation}: ${this.name} is the same HeapArray as ${operand.name}`);
    }
  }

  /** Refuses an array that is another output's too. */
  keepOffOutput(operation: string, other: Output): void {
    if (this.given !== undefined && this.given === other.given) {
      throw new TypeError(`${operation}: ${this.name} is the same array as ${other.name}`);
    }
  }

  /** The bytes of scratch that place() takes. */
  get bytes(): number {
    return this.wanted && !this.resident ? padded(4 * this.length) : 0;
  }

  /** Finds the result a place: the caller's HeapArray, else `shared` if that is not 0, else scratch. */
  place(memory: Memory, shared = 0): void {
    if (this.wanted && !this.resident) this.address = shared === 0 ? memory.take(4 * this.length) : shared;
  }

  /** The caller's array with the result in it. */
  finish(memory: Memory): FloatOutput {
    const { given, length } = this;
    if (this.resident && given !== undefined) return given;
    const view = memory.f32;
    const start = this.address / 4;
    if (given === undefined) {
      if (length > shortLength) return view.slice(start, start + length);
      return copyShort(new Float32Array(length), view, start);
    }
    const array = given as Float32Array;
    // Of another length only if its buffer has gone meanwhile: `set` then throws.
    if (length <= shortLength && array.length === length) return copyShort(array, view, start);
    array.set(view.subarray(start, start + length));
    return array;
  }
}

function copyShort(result: Float32Array, view: Float32Array, start: number): Float32Array {
  for (let index = 0; index < result.length; index++) result[index] = view[start + index] ?? NaN;
  return result;
}

function isFloat32Array(given: unknown): given is Float32Array {
  // The second test recognizes arrays of other realms.
  return given instanceof Float32Array || Object.prototype.toString.call(given) === "[object Float32Array]";
}
