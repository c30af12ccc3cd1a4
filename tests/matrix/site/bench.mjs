// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect } from "vitest";

export const page = "bench.html";

/** The first case, then away: how long they take is the machine's affair. */
export async function walk({ until, click, evaluate }) {
  await evaluate(() => {
    document.querySelector("#pace").value = "quick";
  });
  await click("#start");
  await until(() => document.querySelectorAll("#table tbody tr").length > 0);
  const names = await evaluate(() =>
    [...document.querySelectorAll("#table td:nth-child(2)")].map((td) => td.textContent),
  );
  expect(names).toEqual(expect.arrayContaining(["simd", "baseline", "js", "plain JS"]));
  expect(await evaluate(() => document.querySelector("#wrong").hidden)).toBe(true);
  await evaluate(() => document.querySelector("#cancel").click());
  await until(() => !document.querySelector("#start").disabled);
}
