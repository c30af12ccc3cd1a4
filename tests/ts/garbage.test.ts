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

test("a hundred thousand calls leave nothing behind", async () => {
  const code = `
    const s = await load({ variant: "simd" });
    const logits = s.heap.float32([2, 3], [2, 1, 0.5, 0, 3, 1]);
    const labels = s.heap.int32(2, [0, 1]);
    const gradOut = s.heap.float32([2, 3]);
    const run = () => { for (let i = 0; i < 1e5; i++) s.crossEntropy.valueAndGrad(logits, labels, { gradOut }); };
    run();
    gc();
    const before = process.memoryUsage().heapUsed;
    run();
    gc();
    print(process.memoryUsage().heapUsed - before);
  `;
  expect(await inNode(flags, code)).toBeLessThan(100_000);
});
