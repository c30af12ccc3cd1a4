// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Memory that grows between any two calls: HeapArrays come and go at random, some of them large, and after each step all
// that are alive hold what was written to them, and calls on them give what calls on copies give.

import { load, type HeapArray, type HeapDtype, type Surprisal } from "surprisal";
import { describe, expect, test } from "vitest";

import { randomFloats, randomLabels, uniform } from "./support/data.ts";
import { variants } from "./support/variants.ts";

interface Kept {
  readonly array: HeapArray;
  /** What it has to hold. */
  readonly copy: Float32Array | Int32Array | Uint8Array;
}

const dtypes: readonly HeapDtype[] = ["float32", "int32", "uint8"];

const steps = 80;
const mostBytes = 12 * 2 ** 20;

class Stress {
  readonly #s: Surprisal;
  readonly #next: () => number;
  readonly #kept: Kept[] = [];
  readonly #probe: HeapArray<"uint8">;
  #buffer: ArrayBuffer;
  grown = 0;

  constructor(s: Surprisal, seed: number) {
    this.#s = s;
    this.#next = uniform(seed);
    this.#probe = s.heap.uint8(1);
    this.#buffer = this.#probe.view.buffer;
  }

  below(bound: number): number {
    return Math.floor(bound * this.#next());
  }

  /** Notes whether the memory has grown since, and holds all arrays to their copies. */
  check(): void {
    const { buffer } = this.#probe.view;
    if (buffer !== this.#buffer) this.grown++;
    this.#buffer = buffer;
    // Far quicker than toEqual over megabytes.
    for (const { array, copy } of this.#kept) {
      const { view } = array;
      const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
      const same = bytes.equals(Buffer.from(copy.buffer, copy.byteOffset, copy.byteLength));
      expect(same, `a ${array.dtype} of ${array.length}`).toBe(true);
    }
  }

  /** An array of up to a quarter of the memory that there is, so that several of them make it grow. */
  add(): void {
    const length = this.below(this.#buffer.byteLength < mostBytes ? this.#buffer.byteLength / 16 : 1000);
    const dtype = dtypes[this.below(dtypes.length)] ?? "uint8";
    const copy =
      dtype === "float32"
        ? randomFloats(this.below(1e6), length, -3, 3)
        : dtype === "int32"
          ? randomLabels(this.below(1e6), length, 1e6)
          : Uint8Array.from(randomLabels(this.below(1e6), length, 256));
    const array = this.#s.heap[dtype](length);
    array.view.set(copy);
    this.#kept.push({ array, copy });
  }

  remove(): void {
    const [kept] = this.#kept.splice(this.below(this.#kept.length), 1);
    kept?.array.dispose();
  }

  write(): void {
    const kept = this.#kept[this.below(this.#kept.length)];
    if (kept === undefined || kept.copy.length === 0) return;
    const at = this.below(kept.copy.length);
    kept.copy[at] = kept.array.view[at] = this.below(256);
  }

  /** A loss and its gradient, of logits that may be so many that the call itself makes the memory grow. */
  call(): void {
    const s = this.#s;
    const classes = 1 + this.below(20);
    const rows = 1 + this.below(this.#buffer.byteLength < mostBytes ? 1000 : 50);
    const logits = randomFloats(this.below(1e6), rows * classes, -5, 5);
    const labels = randomLabels(this.below(1e6), rows, classes);
    const place = s.heap.float32([rows, classes], logits);
    const target = s.heap.int32(rows, labels);
    const out = s.heap.float32(rows);
    const gradOut = s.heap.float32([rows, classes]);
    const copied = s.crossEntropy.valueAndGrad(logits, labels, { reduction: "none" });
    const { value, grad } = s.crossEntropy.valueAndGrad(place, target, { reduction: "none", out, gradOut });
    expect([value, grad]).toEqual([out, gradOut]);
    this.#kept.push(
      { array: place, copy: logits },
      { array: target, copy: labels },
      { array: out, copy: copied.value },
      { array: gradOut, copy: copied.grad },
    );
  }
}

describe.each(variants)("memory that grows (%s)", (variant) => {
  test.each([1, 2])("never shows in what arrays hold (seed %i)", async (seed) => {
    // Disposed of at the end, so that the next one begins with memory that is small.
    using s = await load({ variant });
    const stress = new Stress(s, seed);
    const actions = [
      () => {
        stress.add();
      },
      () => {
        stress.remove();
      },
      () => {
        stress.write();
      },
      () => {
        stress.call();
      },
    ];
    for (let step = 0; step < steps; step++) {
      actions[stress.below(actions.length)]?.();
      stress.check();
    }
    expect(stress.grown).toBeGreaterThan(5);
  });
});
