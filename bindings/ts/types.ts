// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What callers hand in.

import type { HeapArray } from "./heap_array.ts";

/** Float16Array, by its shape: engines and TypeScript's own library files don't all have it. */
export interface Float16ArrayLike {
  readonly [Symbol.toStringTag]: "Float16Array";
  readonly length: number;
  readonly [index: number]: number;
}

/** Floating-point numbers, flat and row-major. Computed with as float32. */
export type FloatArray = Float32Array | Float64Array | Float16ArrayLike;

/** Class labels, flat. BigInt64Array is onnxruntime-web's int64. */
export type LabelArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** Arrays of numbers in arrays, as deep as there are dimensions; every row as long as its neighbours. */
export type Nested = readonly number[] | readonly Nested[];

/** Nested arrays whose rows may be typed arrays. */
export type NestedFloats = readonly number[] | readonly (FloatArray | NestedFloats)[];

/** Flat data with a shape, under the name `shape` or `dims`. */
export type TensorLike<Data> =
  | { readonly data: Data; readonly shape: readonly number[] }
  | { readonly data: Data; readonly dims: readonly number[] };

/**
 * A tensor whose type may leave open what it holds, as that of onnxruntime-web's Tensor does: it fits as it is, and the call
 * finds out.
 */
export type AnyTensor = TensorLike<FloatArray | LabelArray | readonly string[]>;

/** Logits, probabilities, weights: wherever real numbers are wanted. */
export type FloatInput = FloatArray | NestedFloats | HeapArray<"float32"> | AnyTensor;

/** Class labels: whole numbers; a plain array with a fraction in it is rejected. */
export type LabelInput = LabelArray | Nested | HeapArray<"int32"> | HeapArray<"uint8"> | AnyTensor;

/** Where results may be written: an array of the caller's own, or one in the module's memory (then nothing is copied). */
export type FloatOutput = Float32Array | HeapArray<"float32">;

/** How the losses of the rows become the value. */
export type Reduction = "none" | "mean" | "sum";
