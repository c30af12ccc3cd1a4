// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect } from "vitest";

import { exemplaryCase } from "../../ts/support/golden.ts";

/** What each cell is asked. */
export const goldenCase = exemplaryCase();

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

/** What the app "worker" says. */
export function expectTrained(got) {
  expect(got).toEqual({ reason: "epochs", handedOver: true, predicted: [1] });
}
