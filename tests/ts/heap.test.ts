// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// HeapArray: its lifetime, and memory that grows under it.

import { expect, test } from "vitest";

import { randomFloats, randomLabels } from "./support/data.ts";
import { freshInstance } from "./support/hosts.ts";
import { inNode } from "./support/node.ts";
import { describeVariants, instanceOf } from "./support/variants.ts";

describeVariants("heap", (s, variant) => {
  test("says what it is", () => {
    const array = s.heap.float32([2, 3]);
    expect([array.dtype, array.shape, array.length, array.disposed]).toEqual(["float32", [2, 3], 6, false]);
    expect(array.view).toEqual(new Float32Array(6));
    expect(s.heap.int32(3, [1, -2, 3]).view).toEqual(Int32Array.of(1, -2, 3));
    expect(s.heap.uint8([3], Uint8Array.of(0, 127, 255)).view).toEqual(Uint8Array.of(0, 127, 255));
    expect(
      s.heap.float32(
        [2, 2],
        [
          [1, 2],
          [3, 4],
        ],
      ).view,
    ).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(s.heap.int32(2, BigInt64Array.of(-5n, 5n)).view).toEqual(Int32Array.of(-5, 5));
    expect(s.heap.float32(2, s.heap.float32(2, [1, 2])).view).toEqual(Float32Array.of(1, 2));
    expect(s.heap.float32(0).view.length).toBe(0);
    expect(s.heap.float32([]).length).toBe(1);
  });

  test("what is written through the view counts", () => {
    const array = s.heap.float32([1, 3]);
    array.view.set([2, 1, 0.5]);
    expect(s.crossEntropy(array, [0])).toBe(s.crossEntropy([[2, 1, 0.5]], [0]));
    array.view[0] = -1;
    expect(s.crossEntropy(array, [0])).toBe(s.crossEntropy([[-1, 1, 0.5]], [0]));
  });

  test("disposal", () => {
    const array = s.heap.float32([1, 3], [1, 2, 3]);
    array.dispose();
    array.dispose();
    expect(array.disposed).toBe(true);
    expect(() => array.view).toThrow(new TypeError("HeapArray.view: the float32 HeapArray is disposed"));
    expect(() => s.crossEntropy(array, [0])).toThrow(new TypeError("crossEntropy: logits is a disposed HeapArray"));
    expect(() => s.crossEntropy([[1, 2, 3]], [0], { weight: array })).toThrow(
      "crossEntropy: weight is a disposed HeapArray",
    );
    expect(() => s.softmax([1, 2, 3], { out: array })).toThrow("softmax: out is a disposed HeapArray");
    const labels = s.heap.int32(1);
    labels.dispose();
    expect(() => s.crossEntropy([[1, 2, 3]], labels)).toThrow("crossEntropy: target is a disposed HeapArray");
  });

  test("using", () => {
    let outer;
    {
      using array = s.heap.float32(3);
      outer = array;
      expect(array.disposed).toBe(false);
    }
    expect(outer.disposed).toBe(true);
  });

  test("a HeapArray of another instance", () => {
    const other = instanceOf(variant === "js" ? "baseline" : "js");
    expect(() => s.softmax(other.heap.float32(3))).toThrow(
      new TypeError("softmax: logits is a HeapArray of another instance; make it with this instance's heap"),
    );
    expect(() => s.softmax([1, 2, 3], { out: other.heap.float32(3) })).toThrow(
      "softmax: out is a HeapArray of another instance",
    );
  });

  test("memory is given back", () => {
    const addresses = Array.from({ length: 200 }, () => {
      using array = s.heap.float32(1000);
      return array.view.byteOffset;
    });
    expect(new Set(addresses).size).toBeLessThan(5);
  });

  test("views and results survive memory that grows", () => {
    const [rows, classes] = [64, 10];
    const values = randomFloats(1, rows * classes, -3, 3);
    const labels = randomLabels(2, rows, classes);
    const expected = s.crossEntropy.valueAndGrad(values, labels, { reduction: "none" });
    const logits = s.heap.float32([rows, classes], values);
    const out = s.heap.float32(rows);
    const gradOut = s.heap.float32([rows, classes]);
    const options = { reduction: "none", out, gradOut } as const;
    const kept: Disposable[] = [];
    let grown = 0;
    for (let size = 1 << 16; size <= 1 << 21; size *= 2) {
      const before = logits.view.buffer;
      kept.push(s.heap.float32(size));
      if (logits.view.buffer !== before) grown++;
      expect(logits.view).toEqual(values);
      s.crossEntropy.valueAndGrad(logits, labels, options);
      expect([out.view, gradOut.view]).toEqual([expected.value, expected.grad]);
    }
    expect(grown).toBeGreaterThan(0);
    for (const array of kept) array[Symbol.dispose]();
  });

  test("memory that grows in the middle of a call", async () => {
    const fresh = await freshInstance(variant);
    const [rows, classes] = [1 << 16, 8];
    const target = fresh.heap.float32([rows, classes]);
    const { buffer } = target.view;
    target.view.fill(1 / classes);
    const { value, grad } = fresh.crossEntropy.valueAndGrad(new Float32Array(rows * classes), target);
    expect(value).toBeCloseTo(Math.log(classes), 5);
    expect(grad.length).toBe(rows * classes);
    expect(target.view.buffer).not.toBe(buffer);
  });

  test("a view that dies in the middle of a call is an error, never a computation with nothing", async () => {
    const fresh = await freshInstance(variant);
    const { view } = fresh.heap.uint8(4, [0, 1, 2, 3]);
    const labels = new Int8Array(view.buffer, view.byteOffset, 4);
    const logits = new Float32Array(4 << 17);
    const expected = fresh.crossEntropy(new Float32Array(16), view);
    // Where the memory is plain JavaScript, views of it stay readable.
    if (variant === "js") expect(fresh.crossEntropy(logits, labels)).toBeGreaterThan(expected);
    else
      expect(() => fresh.crossEntropy(logits, labels)).toThrow(
        "crossEntropy: labels lost its buffer; pass the HeapArray",
      );
  });

  test("a large call gives its scratch back", async () => {
    const fresh = await freshInstance(variant);
    fresh.softmax(new Float32Array(1 << 19));
    const { buffer } = fresh.heap.float32(1).view;
    const array = fresh.heap.float32(1 << 19);
    expect(array.view.buffer).toBe(buffer);
  });

  test("calls leave nothing behind, not even those that fail", () => {
    const probe = s.heap.float32(1);
    const logits = randomFloats(1, 640, -3, 3);
    const labels = randomLabels(2, 64, 10);
    const cycle = () => {
      s.crossEntropy.valueAndGrad(logits, labels, { reduction: "none" });
      s.softmax(logits);
      s.information.entropy([[0.5, 0.5]]);
      expect(() => s.crossEntropy(logits, labels, { weight: new Float32Array(10).fill(-1) })).toThrow(RangeError);
      expect(() => s.heap.float32(1000, [1])).toThrow(RangeError);
    };
    cycle();
    const { buffer } = probe.view;
    for (let round = 0; round < 1000; round++) cycle();
    expect(probe.view.buffer).toBe(buffer);
  });

  test("what was forgotten is freed in the end", async () => {
    // 200 MB in all, of which at most 40 are alive between two collections.
    const code = `
      const s = await load({ variant: ${JSON.stringify(variant)} });
      for (let round = 0; round < 10; round++) {
        for (let index = 0; index < 10; index++) s.heap.float32(1 << 18);
        const model = s.softmaxClassifier({ features: 1 << 14, classes: 4 });
        model.bind({ features: new Uint8Array(1 << 20), labels: new Uint8Array(1 << 6) });
        gc();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      print(s.heap.float32(1).view.buffer.byteLength);
    `;
    const relaxed = process.execArgv.filter((flag) => flag.includes("relaxed"));
    expect(await inNode(["--expose-gc", ...relaxed], code)).toBeLessThan(64 * 2 ** 20);
  });
});
