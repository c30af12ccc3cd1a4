// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Where results go: arrays of the caller's own, or those the caller handed in.

import { expect, test } from "vitest";

import { describeVariants } from "./support/variants.ts";

const logits = Float32Array.of(2, 1, 0.5, 0, 3, 1);
const labels = Int32Array.of(0, 1);
const probs = Float32Array.of(0.5, 0.5, 0, 0, 0, 1);
const shape = [2, 3];

describeVariants("outputs", (s) => {
  const expected = s.crossEntropy.valueAndGrad(logits, labels, { reduction: "none" });
  const view = (length: number) => new Float32Array(length + 4).fill(7).subarray(2, 2 + length);

  test("results are arrays of the caller's own", () => {
    const scratch = s.heap.float32(1).view.buffer;
    const results = [
      s.crossEntropy(logits, labels, { reduction: "none" }),
      s.crossEntropy.valueAndGrad(logits, labels).grad,
      s.softmax(logits),
      s.information.surprisal([0.5]),
    ];
    const before = results.map((array) => [...array]);
    for (const array of results) {
      expect(array.buffer).not.toBe(scratch);
      expect(array.byteLength).toBe(array.buffer.byteLength);
    }
    s.crossEntropy.valueAndGrad(new Float32Array(6), labels, { reduction: "none" });
    s.softmax([9, 8, 7, 6, 5, 4]);
    expect(results.map((array) => [...array])).toEqual(before);
  });

  test.each(["Float32Array", "HeapArray"])("out and gradOut in a %s", (kind) => {
    const make = kind === "HeapArray" ? (length: number) => s.heap.float32(length) : view;
    const out = make(2);
    const gradOut = make(6);
    const result = s.crossEntropy.valueAndGrad(logits, labels, { reduction: "none", out, gradOut });
    expect(result.value).toBe(out);
    expect(result.grad).toBe(gradOut);
    const numbers = (array: typeof out) => [...(array instanceof Float32Array ? array : array.view)];
    expect(numbers(out)).toEqual([...expected.value]);
    expect(numbers(gradOut)).toEqual([...expected.grad]);

    const rows = make(2);
    expect(s.crossEntropy(logits, labels, { reduction: "none", out: rows })).toBe(rows);
    expect(numbers(rows)).toEqual([...expected.value]);

    const softmax = make(6);
    expect(s.softmax(logits, { shape, out: softmax })).toBe(softmax);
    expect(numbers(softmax)).toEqual([...s.softmax(logits, { shape })]);
    const both = s.logSoftmax.valueAndGrad(logits, { shape, out: make(6), gradOut: make(6), gradOutput: probs });
    const bothAlone = s.logSoftmax.valueAndGrad(logits, { shape, gradOutput: probs });
    expect([numbers(both.value), numbers(both.grad)]).toEqual([[...bothAlone.value], [...bothAlone.grad]]);
  });

  test("only the view that was handed in is written", () => {
    const whole = new Float32Array(10).fill(7);
    s.crossEntropy.valueAndGrad(logits, labels, { gradOut: whole.subarray(2, 8) });
    expect([whole[0], whole[1], whole[8], whole[9]]).toEqual([7, 7, 7, 7]);
    expect(whole[2]).not.toBe(7);
  });

  test("an array whose buffer goes away during the call is no place for a result", () => {
    const gradOut = new Float32Array(6);
    const gradOutput = {
      get data() {
        structuredClone(gradOut, { transfer: [gradOut.buffer] });
        return Float32Array.of(1);
      },
      dims: [1],
    };
    expect(() => s.crossEntropy.valueAndGrad(logits, labels, { gradOut, gradOutput })).toThrow(TypeError);
    expect(gradOut.length).toBe(0);
  });

  test("gradOut by name, with wrt", () => {
    const input = new Float32Array(6);
    const target = s.heap.float32(6);
    const options = { shape, wrt: ["input", "target"], gradOut: { input, target } } as const;
    const { grad } = s.crossEntropy.valueAndGrad(logits, probs, options);
    expect(grad.input).toBe(input);
    expect(grad.target).toBe(target);
    const alone = s.crossEntropy.valueAndGrad(logits, probs, { shape, wrt: ["input", "target"] }).grad;
    expect([input, target.view]).toEqual([alone.input, alone.target]);
  });

  test("the gradient over the logits themselves", () => {
    const array = s.heap.float32(shape, logits);
    const result = s.crossEntropy.valueAndGrad(array, labels, { reduction: "none", gradOut: array });
    expect(result.value).toEqual(expected.value);
    expect(array.view).toEqual(expected.grad);
    const softmax = s.heap.float32(shape, logits);
    s.softmax(softmax, { out: softmax });
    expect(softmax.view).toEqual(s.softmax(logits, { shape }));
    const own = Float32Array.from(logits);
    expect(s.crossEntropy.valueAndGrad(own, labels, { reduction: "none", gradOut: own }).grad).toBe(own);
    expect(own).toEqual(expected.grad);
    const both = { wrt: ["input", "target"] } as const;
    const apart = s.crossEntropy.valueAndGrad(logits, probs, { ...both, shape }).grad;
    const shared = s.heap.float32(shape, logits);
    const onLogits = { ...both, shape, gradOut: { input: shared } };
    expect(s.crossEntropy.valueAndGrad(shared, probs, onLogits).grad.target).toEqual(apart.target);
    expect(shared.view).toEqual(apart.input);
  });

  test("refuses a HeapArray that is read while it is written", () => {
    const a = s.heap.float32(shape, logits);
    const b = s.heap.float32(shape, probs);
    const two = s.heap.float32(2);
    const none = { reduction: "none" } as const;
    expect(() => s.crossEntropy.valueAndGrad(a, b, { gradOut: b })).toThrow("gradOut is the same HeapArray as target");
    expect(() => s.crossEntropy.valueAndGrad(a, labels, { ...none, out: two, gradOutput: two })).toThrow(
      "out is the same HeapArray as gradOutput",
    );
    expect(() => s.crossEntropy.valueAndGrad(a.view, labels, { gradOut: b, weight: b.view.subarray(0, 3) })).toThrow(
      "gradOut is the same HeapArray as weight",
    );
    expect(() => s.softmax.valueAndGrad(a, { out: b, gradOut: b })).toThrow("gradOut is the same array as out");
    expect(() => s.softmax.valueAndGrad(a, { gradOut: a })).toThrow("gradOut is the same HeapArray as logits");
    const row = s.heap.float32([1, 1], [3]);
    expect(() => s.logSumExp(row, { out: row })).toThrow("out is the same HeapArray as logits");
  });
});
