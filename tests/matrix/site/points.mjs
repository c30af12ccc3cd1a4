// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect } from "vitest";

export const page = "index.html?data=points&shape=rings&map=squares&noise=0.05&seed=1&pace=full&epochs=20";

/** Rings come apart by a circle, and the plane shows it. */
export async function walk({ until, press, evaluate }) {
  await until(() => document.querySelector("#status").textContent.startsWith("Ready"));
  await press("p");
  await until(() => document.querySelector("#status").textContent.startsWith("Finished 20 epochs"));
  await until(() => document.querySelector("#numbers").ariaBusy === "false");
  expect(await evaluate(() => document.querySelector("#accuracy").value)).toBe("1");
  const [middle, corner] = await evaluate(() => {
    const plane = document.querySelector("#plane");
    const at = (place) => [...plane.getContext("2d").getImageData(place, place, 1, 1).data].slice(0, 3).join(" ");
    return [at(Math.round(plane.width / 2)), at(Math.round(plane.width / 50))];
  });
  expect(middle).not.toBe(corner);
}
