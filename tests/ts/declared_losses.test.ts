// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What all declared losses have in common: where inputs come from and results go.

import { expect, test } from "vitest";

import { bitsOf } from "./support/close.ts";
import { randomFloats } from "./support/data.ts";
import { describeVariants } from "./support/variants.ts";

const size = 37;
const input = randomFloats(1, size, -3, 3);
const target = randomFloats(2, size, 0, 1);

describeVariants("declared losses", (s) => {
  test("heap arrays give the bits of ordinary ones", () => {
    const [heapInput, heapTarget] = [s.heap.float32(size, input), s.heap.float32(size, target)];
    const options = { wrt: ["input", "target"] } as const;
    const ordinary = s.binaryCrossEntropyWithLogits.valueAndGrad(input, target, options);
    const resident = s.binaryCrossEntropyWithLogits.valueAndGrad(heapInput, heapTarget, options);
    expect(bitsOf(resident.value)).toBe(bitsOf(ordinary.value));
    expect(bitsOf(resident.grad.input)).toBe(bitsOf(ordinary.grad.input));
    expect(bitsOf(resident.grad.target)).toBe(bitsOf(ordinary.grad.target));
    expect([...heapInput.view]).toEqual([...input]);
    for (const array of [heapInput, heapTarget]) array.dispose();
  });

  test("results go where they were asked to", () => {
    const out = s.heap.float32(size);
    const gradOut = { input: new Float32Array(size), target: s.heap.float32(size) };
    const wanted = s.huberLoss.valueAndGrad(input, target, { reduction: "none", wrt: ["input", "target"] });
    const given = s.huberLoss.valueAndGrad(input, target, {
      reduction: "none",
      wrt: ["input", "target"],
      out,
      gradOut,
    });
    expect(given.value).toBe(out);
    expect(given.grad.input).toBe(gradOut.input);
    expect(given.grad.target).toBe(gradOut.target);
    expect(bitsOf(out.view)).toBe(bitsOf(wanted.value));
    expect(bitsOf(gradOut.input)).toBe(bitsOf(wanted.grad.input));
    expect(bitsOf(gradOut.target.view)).toBe(bitsOf(wanted.grad.target));
    for (const array of [out, gradOut.target]) array.dispose();
  });

  test("a gradient may take its input's place", () => {
    const inPlace = s.heap.float32(size, input);
    const { grad } = s.mseLoss.valueAndGrad(inPlace, target, { gradOut: inPlace });
    expect(grad).toBe(inPlace);
    expect(bitsOf(inPlace.view)).toBe(bitsOf(s.mseLoss.valueAndGrad(input, target).grad));
    inPlace.dispose();
  });

  test("but no other's place, nor a result's", () => {
    const [a, b] = [s.heap.float32(size, input), s.heap.float32(size, target)];
    expect(() => s.mseLoss.valueAndGrad(a, b, { gradOut: b })).toThrow(
      "mseLoss.valueAndGrad: gradOut is the same HeapArray as target",
    );
    expect(() => s.mseLoss(a, b, { reduction: "none", out: a })).toThrow("mseLoss: out is the same HeapArray as input");
    const shared = new Float32Array(size);
    expect(() => s.mseLoss.valueAndGrad(a, b, { reduction: "none", out: shared, gradOut: shared })).toThrow(
      "mseLoss.valueAndGrad: gradOut is the same array as out",
    );
    for (const array of [a, b]) array.dispose();
  });

  test("what one call wanted, the next does not write", () => {
    const kept = s.heap.float32(size);
    const variance = target.map((value) => value + 1);
    s.gaussianNllLoss.valueAndGrad(input, target, variance, { wrt: ["var"], gradOut: { var: kept } });
    const before = bitsOf(kept.view);
    s.marginRankingLoss.valueAndGrad(target, input, target);
    s.mseLoss(input, target);
    expect(bitsOf(kept.view)).toBe(before);
    kept.dispose();
  });

  test("a gradient by name where there are several, else an array", () => {
    expect(s.mseLoss.valueAndGrad([1, 2], [0, 0]).grad).toEqual(Float32Array.of(1, 2));
    expect(s.marginRankingLoss.valueAndGrad([1], [2], [1]).grad).toEqual({
      input1: Float32Array.of(-1),
      input2: Float32Array.of(1),
    });
    expect(s.mseLoss.valueAndGrad([1], [0], { wrt: ["target"] }).grad).toEqual({ target: Float32Array.of(-2) });
  });

  test("shapes come from nesting, tensors, { shape }, or from the other argument", () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const flat = Float32Array.of(1, 2, 3, 4, 5, 6);
    const wanted = s.mseLoss(rows, [1, 1, 1]);
    expect(s.mseLoss({ data: flat, shape: [2, 3] }, [1, 1, 1])).toBe(wanted);
    expect(s.mseLoss({ data: flat, dims: [2, 3] }, [1, 1, 1])).toBe(wanted);
    expect(s.mseLoss(flat, [1, 1, 1], { shape: [2, 3] })).toBe(wanted);
    // As long as the input, and of no shape of its own.
    expect(s.mseLoss(rows, flat)).toBe(0);
    expect(() => s.mseLoss(rows, [1, 1])).toThrow(
      "mseLoss: target has shape [2], which does not broadcast with [2, 3]",
    );
  });

  test("gradOutput multiplies gradients", () => {
    const plain = s.mseLoss.valueAndGrad(input, target).grad;
    const doubled = s.mseLoss.valueAndGrad(input, target, { gradOutput: 2 }).grad;
    expect([...doubled]).toEqual([...plain].map((value) => Math.fround(2 * value)));
    const each = s.mseLoss.valueAndGrad([1, 1], [0, 0], { reduction: "none", gradOutput: [1, 10] }).grad;
    expect(each).toEqual(Float32Array.of(2, 20));
  });
});
