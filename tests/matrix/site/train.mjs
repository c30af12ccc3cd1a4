// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect } from "vitest";

export const page = "index.html?seed=1";

/** One step, by its key. */
export async function walk({ until, press, evaluate }) {
  await until(() => document.querySelector("#status").textContent.startsWith("Ready"));
  await press("s");
  await until(() => document.querySelector("#steps").value === "1");
  const loss = await evaluate(() => Number(document.querySelector("#batch-loss").value));
  // The untrained model guesses evenly.
  expect(loss).toBeCloseTo(Math.log(10), 1);
}
