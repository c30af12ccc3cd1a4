// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect } from "vitest";

/** Float32 results against float64 ones: every number within so much of the largest. */
export function expectClose(got, wanted, tolerance = 2e-6) {
  const list = (value) => (typeof value === "number" ? [value] : [...value]);
  const [actual, expected] = [list(got), list(wanted)];
  expect(actual.length).toBe(expected.length);
  const allowed = tolerance * Math.max(...expected.map(Math.abs));
  const furthest = Math.max(...actual.map((number, index) => Math.abs(number - expected[index])));
  // Written so that NaN fails.
  if (!(furthest <= allowed)) expect(actual).toEqual(expected);
}
