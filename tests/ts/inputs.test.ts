// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every kind of input gives what a Float32Array and an Int32Array give.

import { runInNewContext } from "node:vm";

import type { FloatInput, LabelInput } from "surprisal";
import { expect, test } from "vitest";

import { describeVariants } from "./support/variants.ts";

const rows = [
  [2, 1, 0.5],
  [0, 3, 1],
  [-1, 0.25, 4],
  [1, 1, 1],
];
const flat = rows.flat();
const logits = Float32Array.from(flat);
const labels = Int32Array.of(0, 1, 2, 2);
const shape = [4, 3];
const probs = [
  [0.5, 0.25, 0.25],
  [0, 1, 0],
  [0.125, 0.125, 0.75],
  [1, 0, 0],
];

/** A view in the middle of a buffer that holds other numbers around it. */
function inTheMiddle<
  View extends { set(from: ArrayLike<number>, at: number): void; subarray(from: number, to: number): View },
>(make: (length: number) => View, values: ArrayLike<number>): View {
  const whole = make(values.length + 7);
  whole.set(values, 3);
  return whole.subarray(3, 3 + values.length);
}

const big = BigInt64Array.from(labels, BigInt);

describeVariants("inputs", (s) => {
  const expected = s.crossEntropy.valueAndGrad(logits, labels);
  const expectedForProbs = s.crossEntropy.valueAndGrad(logits, Float32Array.from(probs.flat()), { shape });

  const floats: Record<string, () => FloatInput> = {
    "a Float64Array": () => Float64Array.from(flat),
    "a Float32Array with a byteOffset": () => inTheMiddle((length) => new Float32Array(length).fill(99), flat),
    "a Float64Array with a byteOffset": () => inTheMiddle((length) => new Float64Array(length).fill(99), flat),
    "nested arrays": () => rows,
    "a flat plain array": () => flat,
    "an array of Float32Array": () => rows.map((row) => Float32Array.from(row)),
    "an array of Float64Array": () => rows.map((row) => Float64Array.from(row)),
    "{ data, shape }": () => ({ data: logits, shape }),
    "{ data, dims }": () => ({ data: Float64Array.from(flat), dims: shape }),
    "a HeapArray": () => s.heap.float32(shape, flat),
    "a view of a HeapArray": () => s.heap.float32(shape, flat).view,
    "a part of a view of a HeapArray": () => s.heap.float32(20, [9, 9, 9, 9, ...flat, 9, 9, 9, 9]).view.subarray(4, 16),
    "a Float32Array over a SharedArrayBuffer": () => {
      const shared = new Float32Array(new SharedArrayBuffer(48));
      shared.set(flat);
      return shared;
    },
    "a Float32Array of another realm": () => runInNewContext("Float32Array.from(flat)", { flat }) as Float32Array,
  };
  test.each(Object.entries(floats))("logits in %s", (_, make) => {
    const result = s.crossEntropy.valueAndGrad(make(), labels);
    expect(result).toEqual(expected);
    expect(result.grad).toBeInstanceOf(Float32Array);
  });

  const half = (globalThis as { Float16Array?: { from(values: readonly number[]): FloatInput } }).Float16Array;
  test.runIf(half !== undefined)("logits in a Float16Array", () => {
    expect(s.crossEntropy(half?.from(flat) ?? [], labels)).toBe(expected.value);
  });

  const integers: Record<string, () => LabelInput> = {
    "an Int8Array": () => Int8Array.from(labels),
    "a Uint8Array": () => Uint8Array.from(labels),
    "a Uint8ClampedArray": () => Uint8ClampedArray.from(labels),
    "an Int16Array": () => Int16Array.from(labels),
    "a Uint16Array": () => Uint16Array.from(labels),
    "a Uint32Array": () => Uint32Array.from(labels),
    "a BigInt64Array": () => big,
    "a BigUint64Array": () => BigUint64Array.from(big),
    "a plain array": () => [...labels],
    "an Int32Array with a byteOffset": () => inTheMiddle((length) => new Int32Array(length).fill(99), labels),
    "a Uint8Array with an odd byteOffset": () => inTheMiddle((length) => new Uint8Array(length).fill(99), labels),
    "a BigInt64Array with a byteOffset": () => BigInt64Array.of(99n, ...big, 99n).subarray(1, 5),
    "{ data: BigInt64Array, dims }": () => ({ data: big, dims: [4] }),
    "a HeapArray of int32": () => s.heap.int32(4, labels),
    "a HeapArray of uint8": () => s.heap.uint8(4, [...labels]),
    "a view of a HeapArray of int32": () => s.heap.int32(4, labels).view,
    "a view of a HeapArray of uint8": () => s.heap.uint8(4, [...labels]).view,
  };
  test.each(Object.entries(integers))("labels in %s", (_, make) => {
    expect(s.crossEntropy.valueAndGrad(logits, make())).toEqual(expected);
  });

  const probabilities: Record<string, () => FloatInput> = {
    "a Float32Array": () => Float32Array.from(probs.flat()),
    "a Float64Array": () => Float64Array.from(probs.flat()),
    "nested arrays": () => probs,
    "{ data, shape }": () => ({ data: Float32Array.from(probs.flat()), shape }),
    "a HeapArray": () => s.heap.float32(shape, probs),
  };
  test.each(Object.entries(probabilities))("probabilities in %s", (_, make) => {
    expect(s.crossEntropy.valueAndGrad(logits, make(), { shape })).toEqual(expectedForProbs);
  });

  test("probabilities tell the shape of flat logits", () => {
    expect(s.crossEntropy(logits, probs)).toBe(expectedForProbs.value);
    expect(s.crossEntropy(rows, Float32Array.from(probs.flat()))).toBe(expectedForProbs.value);
  });

  test("integers of the logits' own shape in nested arrays are probabilities", () => {
    const oneHot = [...labels].map((label) => [0, 1, 2].map((column) => (column === label ? 1 : 0)));
    expect(s.crossEntropy(rows, oneHot)).toBeCloseTo(expected.value, 6);
  });

  test("one row without a batch axis", () => {
    const single = s.crossEntropy([[2, 1, 0.5]], [1]);
    expect(s.crossEntropy([2, 1, 0.5], 1)).toBe(single);
    expect(s.crossEntropy(Float32Array.of(2, 1, 0.5), 1, { reduction: "none" })).toBe(single);
    expect(s.crossEntropy([2, 1, 0.5], { data: Int32Array.of(1), shape: [] })).toBe(single);
    expect(s.crossEntropy([2, 1, 0.5], [0, 1, 0])).toBeCloseTo(single, 6);
    expect(s.crossEntropy([2, 1, 0.5], 1, { weight: [1, 4, 1], reduction: "none" })).toBeCloseTo(4 * single, 5);
    expect(s.crossEntropy.valueAndGrad([2, 1, 0.5], 1).grad).toEqual(
      s.crossEntropy.valueAndGrad([[2, 1, 0.5]], [1]).grad,
    );
  });

  test("more dimensions: the class axis is the second", () => {
    // Logits [2, 3, 2]: the rows (n, d) are columns of the inner matrices.
    const deep = [
      [
        [2, 0],
        [1, 3],
        [0.5, 1],
      ],
      [
        [-1, 1],
        [0.25, 1],
        [4, 1],
      ],
    ];
    const deepLabels = [
      [0, 1],
      [2, 2],
    ];
    const each = s.crossEntropy(logits, labels, { reduction: "none" });
    expect(s.crossEntropy(deep, deepLabels, { reduction: "none" })).toEqual(each);
    const deepFlat = Float32Array.from(deep.flat(2));
    expect(s.crossEntropy(deepFlat, deepLabels, { reduction: "none" })).toEqual(each);
    expect(s.crossEntropy(deepFlat, labels, { reduction: "none", shape: [2, 3, 2] })).toEqual(each);
    expect(s.crossEntropy({ data: deepFlat, dims: [2, 3, 2] }, labels, { reduction: "none" })).toEqual(each);
  });

  test("nothing at all", () => {
    expect(s.crossEntropy([], [])).toBeNaN();
    expect(s.crossEntropy(new Float32Array(), new Int32Array(), { reduction: "sum" })).toBe(0);
    expect(s.crossEntropy(new Float32Array(), new Int32Array(), { reduction: "none", shape: [0, 3] })).toEqual(
      new Float32Array(),
    );
    const { value, grad } = s.crossEntropy.valueAndGrad([], [], { shape: [0, 3], weight: [1, 2, 3] });
    expect([value, grad.length]).toEqual([NaN, 0]);
    expect(s.softmax([])).toEqual(new Float32Array());
    expect(s.information.entropy([], { shape: [0, 3] })).toEqual(new Float64Array());
  });

  test("inputs are left as they were", () => {
    const before = Float32Array.from(logits);
    s.crossEntropy.valueAndGrad(logits, labels);
    s.softmax(logits);
    expect(logits).toEqual(before);
    const array = s.heap.float32(shape, flat);
    s.crossEntropy.valueAndGrad(array, labels);
    s.softmax.valueAndGrad(array);
    expect(array.view).toEqual(before);
  });
});
