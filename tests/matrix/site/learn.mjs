// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect } from "vitest";

export const page = "learn.html";

/** A handle by its keys, and a switch. */
export async function walk({ until, press, evaluate, click }) {
  await until(() => [...document.querySelectorAll("figure")].every(({ ariaBusy }) => ariaBusy === "false"));
  await evaluate(() => document.querySelector("#figure-surprisal .plot-handle").focus());
  for (const key of ["Home", "PageUp", "PageUp", "PageUp", "PageUp", "PageUp", "ArrowLeft"]) await press(key);
  await click("#figure-surprisal .choice-options label:last-child");
  const bits = () => Number(document.querySelector('#figure-surprisal [data-name="surprise"]').value);
  await until(() => Number(document.querySelector('#figure-surprisal [data-name="surprise"]').value) === 1);
  expect(await evaluate(bits)).toBe(1);
  // Formulas are the engine's own MathML.
  expect(await evaluate(() => document.querySelector("math").getBoundingClientRect().width)).toBeGreaterThan(0);
  await until(() => location.search.includes("at=0.5") && location.search.includes("unit=bits"));
}
