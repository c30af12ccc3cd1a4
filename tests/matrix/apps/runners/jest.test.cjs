// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// As Jest takes it without any configuration: CommonJS.

const { load } = require("surprisal");

const { logits, labels, ...rest } = require("./golden_case.json");

test("surprisal", async () => {
  const s = await load();
  const { shape, weight, ignoreIndex, labelSmoothing, gradOutput } = rest;
  const options = { shape, weight, ignoreIndex, labelSmoothing, gradOutput: gradOutput ?? 1 };
  const both = s.crossEntropy.valueAndGrad(Float32Array.from(logits), Int32Array.from(labels), options);
  const answer = { variant: s.variant, value: both.value, grad: Array.from(both.grad) };
  console.log(`answer ${JSON.stringify(answer)} ${typeof document}`);
  expect(both.grad.length).toBe(logits.length);
});
