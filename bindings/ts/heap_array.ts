// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
/// <reference lib="esnext.disposable" preserve="true" />

import type { Memory } from "./core/memory.ts";
import type { SafetyNet } from "./core/safety_net.ts";

interface HeapViews {
  float32: Float32Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
}

/** What a HeapArray holds. */
export type HeapDtype = keyof HeapViews;

/**
 * An array in the memory of one instance, made by `s.heap.float32`, `int32` or `uint8`. As an input or as `{ out }` it is
 * used where it is, without a copy.
 *
 * @example
 * const logits = s.heap.float32([2, 3], [[2, 1, 0.1], [0, 3, 1]]);
 * s.softmax(logits, { out: logits });
 * logits.view; // [0.6590, 0.2424, 0.0986, 0.0420, 0.8438, 0.1142]
 * logits.dispose();
 * logits.view; // throws TypeError: HeapArray.view: the float32 HeapArray is disposed
 */
export interface HeapArray<Dtype extends HeapDtype = HeapDtype> {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly length: number;
  /**
   * The numbers, to read and to write. Derived afresh at each read: keep the HeapArray, not its view, because a view is dead
   * once the memory has grown, which any call may cause. A TypeError after `dispose`.
   */
  readonly view: HeapViews[Dtype];
  readonly disposed: boolean;
  /** Gives the memory back. A second time does nothing. */
  dispose(): void;
  [Symbol.dispose](): void;
}

// Engines without the symbol have no `using` either; a private one in its place keeps the class the same everywhere.
/** @internal */
export const disposeSymbol: typeof Symbol.dispose =
  (Symbol as { readonly dispose?: typeof Symbol.dispose }).dispose ?? (Symbol("dispose") as typeof Symbol.dispose);

const constructors = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const;

/** @internal */
export const bytesPerElement = { float32: 4, int32: 4, uint8: 1 } as const;

/**
 * The one implementation of HeapArray; the interface above is what the package shows of it.
 * @internal
 */
export class MemoryArray<Dtype extends HeapDtype = HeapDtype> implements HeapArray<Dtype> {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly length: number;
  readonly #memory: Memory;
  readonly #net: SafetyNet;
  readonly #sizes: readonly number[];
  /** 0 once disposed. */
  #address: number;

  constructor(
    operation: string,
    memory: Memory,
    net: SafetyNet,
    dtype: Dtype,
    shape: readonly number[],
    length: number,
  ) {
    this.dtype = dtype;
    this.shape = Object.freeze([...shape]);
    this.#sizes = [...shape];
    this.length = length;
    this.#memory = memory;
    this.#net = net;
    const address = memory.allocate(operation, length * bytesPerElement[dtype]);
    this.#address = address;
    net.watch(this, () => {
      memory.raw._free(address);
    });
  }

  get disposed(): boolean {
    return this.#address === 0 || this.#memory.disposed;
  }

  get view(): HeapViews[Dtype] {
    if (this.#address === 0) throw new TypeError(`HeapArray.view: the ${this.dtype} HeapArray is disposed`);
    const memory = this.#memory;
    memory.checkUsable("HeapArray.view");
    return new constructors[this.dtype](memory.u8.buffer, this.#address, this.length) as HeapViews[Dtype];
  }

  /** The shape again: engines are slow at reading a frozen array. */
  get sizes(): readonly number[] {
    return this.#sizes;
  }

  dispose(): void {
    if (this.#address === 0) return;
    this.#net.forget(this);
    this.#memory.raw._free(this.#address);
    this.#address = 0;
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  /** Where the numbers are; a TypeError, which names the argument, if they are gone or in another instance's memory. */
  addressFor(operation: string, name: string, memory: Memory): number {
    if (this.#address === 0 || this.#memory !== memory) throw this.#outOfReach(operation, name);
    return this.#address;
  }

  #outOfReach(operation: string, name: string): TypeError {
    const what = this.disposed
      ? "a disposed HeapArray"
      : "a HeapArray of another instance; make it with this instance's heap";
    return new TypeError(`${operation}: ${name} is ${what}`);
  }
}
