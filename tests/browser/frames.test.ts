// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The page's own thread while its worker trains.

import { expect, test } from "vitest";

import { useSite } from "./site.ts";

const site = useSite();

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** A frame that takes longer is seen. */
const FRAME_MS = 50;

test("no task of the page takes longer than a frame may, at full speed, with all it can show", async () => {
  const train = await site().open("?pace=full&epochs=0");
  const { page } = train;
  const { browser } = site();
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  // From the first step on: the chart is made then, too.
  await train.play();
  await train.steps(100);
  await page.getByRole("button", { name: "Pin this run" }).click();
  await page.locator("#curve-table summary").click();
  await page.getByLabel("Start from a test digit").selectOption({ label: "7" });

  const { steps } = await train.numbers();
  await train.steps(steps + 400);
  await page.waitForTimeout(1000);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  // The processor's time, not the clock's: on a busy machine a task waits without doing anything.
  const tasks = traceEvents
    .filter(({ name, ph, pid, tid }) => name.includes("RunTask") && ph === "X" && threads.has(`${pid}:${tid}`))
    .map(({ tdur }) => (tdur ?? NaN) / 1000);
  expect(tasks.length).toBeGreaterThan(50);
  // A NaN would be a trace without processor times.
  expect(tasks.every(Number.isFinite)).toBe(true);
  // All of them, with the garbage that the engine collects now and then.
  expect(tasks.filter((milliseconds) => milliseconds >= FRAME_MS)).toEqual([]);
});
