// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Memory } from "../core/memory.ts";
import type { Address } from "../core/raw_module.ts";

/** How many sizes an array may have: kMaxRank of src/tensor.h. */
export const maxRank = 8;

/** How many gradients a loss may have: those of its first arrays. */
export const maxGrads = 3;

// The layout of bindings/loss_call.h, in words of four bytes.
const word = { losses: 1, gradOutput: 2, grads: 3, reduction: 6, arrays: 8 } as const;
const wordsOfArray = 2 + maxRank;
const firstNumber = 272 / Float64Array.BYTES_PER_ELEMENT;

/** The record of a call that the module reads. */
export class CallRecord {
  readonly #memory: Memory;
  readonly #words: number;
  readonly #doubles: number;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#words = memory.lossCall / Int32Array.BYTES_PER_ELEMENT;
    this.#doubles = memory.lossCall / Float64Array.BYTES_PER_ELEMENT + firstNumber;
  }

  setResults(reduction: number, losses: Address, gradOutput: Address): void {
    const { i32 } = this.#memory;
    i32[this.#words + word.reduction] = reduction;
    i32[this.#words + word.losses] = losses;
    i32[this.#words + word.gradOutput] = gradOutput;
  }

  setGrad(index: number, address: Address): void {
    this.#memory.i32[this.#words + word.grads + index] = address;
  }

  setArray(index: number, address: Address, dims: readonly number[]): void {
    const { i32 } = this.#memory;
    const at = this.#words + word.arrays + wordsOfArray * index;
    i32[at] = address;
    i32[at + 1] = dims.length;
    for (let axis = 0; axis < dims.length; axis++) i32[at + 2 + axis] = dims[axis] ?? 0;
  }

  /** An array of rows: [outer, classes, inner]. */
  setRows(index: number, address: Address, outer: number, classes: number, inner: number): void {
    const { i32 } = this.#memory;
    const at = this.#words + word.arrays + wordsOfArray * index;
    i32[at] = address;
    i32[at + 1] = 3;
    i32[at + 2] = outer;
    i32[at + 3] = classes;
    i32[at + 4] = inner;
  }

  /** An array whose sizes follow from others'. */
  setUnshaped(index: number, address: Address): void {
    const { i32 } = this.#memory;
    const at = this.#words + word.arrays + wordsOfArray * index;
    i32[at] = address;
    i32[at + 1] = 0;
  }

  /** All at once: a number that is handed over by itself may become an object on the way. */
  setNumbers(numbers: Float64Array): void {
    const { f64 } = this.#memory;
    for (let index = 0; index < numbers.length; index++) f64[this.#doubles + index] = numbers[index] ?? NaN;
  }
}
