// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect } from "vitest";

export const page = "score.html";

/** The sample, and its temperature. */
export async function walk({ until, click, evaluate }) {
  await click("#sample");
  await until(() => document.querySelector("#status").textContent.startsWith("Scored 3,000 rows"));
  await evaluate(() => document.querySelector("#fit").scrollIntoView({ block: "center" }));
  await click("#fit");
  await until(() => document.querySelector("#status").textContent.startsWith("Fitted"));
  const temperature = await evaluate(() => Number(document.querySelector("#temperature").value));
  // What the sample was made with.
  expect(Math.abs(temperature - 2.5)).toBeLessThan(0.2);
  expect(await evaluate(() => document.querySelectorAll("#diagrams svg").length)).toBe(2);
}
