// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What calls leave behind for the engine to collect: their results, and nothing else.

import { expect, test } from "vitest";

import { inNode } from "./support/node.ts";

// On one thread, so that what gets compiled, and when, does not depend on how busy the machine is.
const flags = ["--expose-gc", "--predictable"];

// Bytes of one call. A number takes 16, { value, grad } 40, an array of three floats some 200.
const measure = `
  const s = await load({ variant: "simd" });
  const logits = Float32Array.of(2, 1, 0.5, 0, 3, 1);
  const labels = Int32Array.of(0, 1);
  const heapLogits = s.heap.float32([2, 3], logits);
  const heapLabels = s.heap.int32(2, labels);
  const gradOut = s.heap.float32([2, 3]);
  const options = { gradOut, labelSmoothing: 0.1 };
  const over = { out: heapLogits };
  const own = { gradOut: new Float32Array(6) };
  const tensors = [{ data: logits, dims: [2, 3] }, { data: labels, dims: [2] }];
  const nested = [[2, 1, 0.5], [0, 3, 1]];
  const calls = {
    "ordinary": () => s.crossEntropy(logits, labels),
    "in place": () => s.crossEntropy(heapLogits, heapLabels),
    "tensors": () => s.crossEntropy(...tensors),
    "nested": () => s.crossEntropy(nested, [0, 1]),
    "gradient in place": () => s.crossEntropy.valueAndGrad(heapLogits, heapLabels, options).value,
    "softmax in place": () => s.softmax(heapLogits, over).length,
    "gradient into an array": () => s.crossEntropy.valueAndGrad(logits, labels, own).value,
  };
  let sink = 0;
  const bytesOf = (call) => {
    const batch = 2000;
    for (let i = 0; i < 20 * batch; i++) sink += call();
    let least = Infinity;
    for (let attempt = 0; attempt < 5; attempt++) {
      gc();
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < batch; i++) sink += call();
      least = Math.min(least, (process.memoryUsage().heapUsed - before) / batch);
    }
    return least;
  };
  print(Object.fromEntries(Object.entries(calls).map(([kind, call]) => [kind, bytesOf(call)])));
`;

test("a call leaves no garbage but its result", async () => {
  const bytes = (await inNode(flags, measure)) as Record<string, number>;
  expect(Object.keys(bytes)).toHaveLength(7);
  for (const [kind, each] of Object.entries(bytes)) expect(each, kind).toBeLessThan(128);
});

test("a million calls leave both heaps flat", async () => {
  // Of all kinds, failing ones among them; the memory that they warm up is all that they ever need.
  const code = `
    const s = await load({ variant: "simd" });
    const logits = Float32Array.of(2, 1, 0.5, 0, 3, 1);
    const labels = Int32Array.of(0, 1);
    const heapLogits = s.heap.float32([2, 3], logits);
    const heapLabels = s.heap.int32(2, labels);
    const gradOut = s.heap.float32([2, 3]);
    const scorer = s.scorer({ classes: 3 });
    const failing = { weight: Float32Array.of(1, 1, -1) };
    const attempt = (call) => {
      try {
        call();
      } catch {
        return;
      }
      throw new Error("it should have failed");
    };
    const calls = [
      [24_000, () => s.crossEntropy.valueAndGrad(heapLogits, heapLabels, { gradOut })],
      [8000, () => s.crossEntropy.valueAndGrad(logits, labels, { reduction: "none" })],
      [8000, () => s.crossEntropy([[2, 1, 0.5], [0, 3, 1]], [0, 1])],
      [4000, () => s.mseLoss(logits, logits)],
      [4000, () => s.softmax({ data: logits, dims: [2, 3] })],
      [1000, () => s.accuracy(logits, labels)],
      [500, () => scorer.update(logits, labels)],
      [400, () => s.heap.float32(1000).dispose()],
      [100, () => attempt(() => s.crossEntropy(logits, labels, failing))],
    ];
    const run = (rounds) => {
      let count = 0;
      for (let round = 0; round < rounds; round++) {
        for (const [times, call] of calls) for (let i = 0; i < times; i++, count++) call();
      }
      return count;
    };
    const sizes = () => {
      gc();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return { heap: heapUsed, arrays: arrayBuffers, wasm: gradOut.view.buffer.byteLength };
    };
    // By then the engine has compiled what it will compile.
    run(8);
    const before = sizes();
    const count = run(20);
    const after = sizes();
    print([count, after.wasm - before.wasm, after.heap - before.heap, after.arrays - before.arrays]);
  `;
  const [count, wasm, heap, arrays] = (await inNode(flags, code)) as [number, number, number, number];
  expect([count, wasm]).toEqual([1e6, 0]);
  // A tenth of a byte a call.
  expect(heap).toBeLessThan(100_000);
  expect(arrays).toBeLessThan(100_000);
}, 60_000);
