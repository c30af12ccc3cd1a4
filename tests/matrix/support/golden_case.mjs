// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { readFileSync } from "node:fs";

import { expect } from "vitest";

const file = new URL("../../golden/cross_entropy_labels.json", import.meta.url);

/** A golden case of more than one row and vector, with everything in it: what each cell has to answer. */
export const goldenCase = JSON.parse(readFileSync(file, "utf8")).cases.find(
  ({ shape, reduction, weight, labelSmoothing, value }) =>
    shape.length === 2 && shape[1] > 4 && shape[0] > 1 && reduction === "mean" && weight && labelSmoothing && value,
);

/** What answerOf gives, on one of these variants. */
export function expectAnswer(got, variants = ["simd"]) {
  expect(got).not.toHaveProperty("error");
  expect(variants).toContain(got.variant);
  expect(Math.abs(got.value - goldenCase.value)).toBeLessThanOrEqual(1e-6 * Math.abs(goldenCase.value));
  expect(got.grad).toHaveLength(goldenCase.grad.length);
  const largest = Math.max(...goldenCase.grad.map(Math.abs));
  const furthest = Math.max(...got.grad.map((entry, index) => Math.abs(entry - goldenCase.grad[index])));
  expect(furthest).toBeLessThanOrEqual(2e-6 * largest);
}
