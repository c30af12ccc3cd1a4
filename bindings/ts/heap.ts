// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "./core/context.ts";
import { MemoryArray, type HeapArray, type HeapDtype } from "./heap_array.ts";
import { isFloat, Operand } from "./inputs/operand.ts";
import { writeFloats } from "./inputs/place_floats.ts";
import { writeIntegers } from "./inputs/place_integers.ts";
import { readSizes } from "./inputs/shape.ts";
import type { FloatInput, LabelInput } from "./types.ts";

/**
 * Arrays in the module's memory, which calls use where they are, without a copy.
 *
 * Inputs: a shape, or a length; what to fill it with, default zeros. uint8 and int32 take integers that fit them.
 * Errors: RangeError for a size that memory can't hold, for as many values as don't fit the shape; TypeError for kinds.
 */
export interface Heap {
  /**
   * An array of real numbers.
   *
   * @example
   * const logits = s.heap.float32([1, 3], [2, 1, 0.1]);
   * const grad = s.heap.float32([1, 3]);
   * s.crossEntropy.valueAndGrad(logits, [0], { gradOut: grad });
   * grad.view; // [-0.3410, 0.2424, 0.0986]
   * logits.dispose();
   * grad.dispose();
   */
  float32(shape: number | readonly number[], init?: FloatInput): HeapArray<"float32">;

  /**
   * An array of integers, as labels are.
   *
   * @example
   * const labels = s.heap.int32(2, [0, 2]);
   * s.accuracy([[2, 1, 0.1], [0, 3, 1]], labels); // 0.5
   * labels.dispose();
   */
  int32(shape: number | readonly number[], init?: LabelInput): HeapArray<"int32">;

  /**
   * An array of bytes: labels, or pixels for a classifier.
   *
   * @example
   * const pixels = s.heap.uint8([2, 2], [0, 255, 128, 64]);
   * pixels.length; // 4
   * pixels.dispose();
   */
  uint8(shape: number | readonly number[], init?: LabelInput): HeapArray<"uint8">;
}

const ranges = {
  int32: { low: -(2 ** 31), high: 2 ** 31 - 1 },
  uint8: { low: 0, high: 255 },
} as const;

function makeArray<Dtype extends HeapDtype>(
  context: Context,
  dtype: Dtype,
  shapeOrLength: number | readonly number[],
  init: unknown,
): HeapArray<Dtype> {
  const { memory, net } = context;
  const operation = `heap.${dtype}`;
  const sizes = typeof shapeOrLength === "number" ? [shapeOrLength] : shapeOrLength;
  const shape: number[] = [];
  const length = readSizes(operation, "", "shape", sizes, shape);
  const array = new MemoryArray<Dtype>(operation, memory, net, dtype, shape, length);
  try {
    if (init === undefined) array.view.fill(0);
    else fill(context, operation, array, init);
  } catch (error) {
    array.dispose();
    throw error;
  }
  return array;
}

function fill(context: Context, operation: string, array: MemoryArray, init: unknown): void {
  const { memory } = context;
  const operand = new Operand();
  operand.read(operation, memory, "init", init, "an array of numbers, a HeapArray, or { data, shape }");
  if (operand.length !== array.length) {
    throw new RangeError(`${operation}: init has ${operand.length} values, but the shape has ${array.length}`);
  }
  const address = array.addressFor(operation, "the array", memory);
  const wantsFloats = array.dtype === "float32";
  if (operand.element !== "plain" && operand.element !== "scalar" && isFloat(operand.element) !== wantsFloats) {
    throw new TypeError(`${operation}: init is ${operand.kind}, not ${wantsFloats ? "floats" : "integers"}`);
  }
  if (array.dtype === "float32") writeFloats(operation, memory, operand, address, array.length);
  else if (array.dtype === "int32") writeIntegers(operation, memory, operand, memory.i32, address / 4, ranges.int32);
  else writeIntegers(operation, memory, operand, memory.u8, address, ranges.uint8);
}

/** @internal */
export function makeHeap(context: Context): Heap {
  return {
    float32: (shape, init) => makeArray(context, "float32", shape, init),
    int32: (shape, init) => makeArray(context, "int32", shape, init),
    uint8: (shape, init) => makeArray(context, "uint8", shape, init),
  };
}
