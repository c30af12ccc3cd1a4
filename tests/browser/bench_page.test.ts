// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The Bench page: that it measures what it says, and says what it measured. How fast anything is, is no test's affair.

import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { type Surprisal, load } from "surprisal";
import { describe, expect, test } from "vitest";

import {
  CASES,
  type Contender,
  disagreement,
  libraryContender,
  makeInputs,
  plainContender,
} from "../../web/src/bench/cases.ts";
import { measure, summarize } from "../../web/src/bench/measure.ts";
import { type Measured, linesOf, toJson, toText } from "../../web/src/bench/summary.ts";
import { violationsOn } from "./axe.ts";
import { openedPages } from "./opened_pages.ts";
import { useSite } from "./site.ts";

const site = useSite();

const { open, excuse } = openedPages(site, "bench.html");

async function start(page: Page): Promise<void> {
  await page.getByLabel("How long").selectOption("quick");
  await page.getByRole("button", { name: "Start" }).click();
}

const firstCase = (page: Page): Promise<void> => page.locator("#charts figure").first().waitFor({ timeout: 60_000 });

describe("what is measured", () => {
  /** Takes one unit of the clock for each call. */
  const contender = (name: string, units: number, log: string[], clock: { now: number }): Contender => ({
    name,
    out: null,
    call: () => {
      log.push(name);
      clock.now += units;
      return 0;
    },
  });

  test("takes turns, back and forth, and counts what a call takes", () => {
    const clock = { now: 0 };
    const log: string[] = [];
    const contenders = [contender("a", 1, log, clock), contender("b", 4, log, clock)];
    const rounds: number[] = [];
    const pace = { rounds: 4, sampleMs: 8 };
    const timings = measure(
      contenders,
      pace,
      (round) => rounds.push(round),
      () => clock.now,
    );
    expect(timings).toEqual([
      { name: "a", milliseconds: [1, 1, 1, 1] },
      { name: "b", milliseconds: [4, 4, 4, 4] },
    ]);
    expect(rounds).toEqual([0, 1, 2, 3]);
    // Neighbours of two rounds run into one turn; before the rounds, both warm up.
    expect(log.filter((name, i) => name !== log[i - 1]).join("")).toBe("abababa");
  });

  test("outlasts a coarse clock, though the machine paused when warming up", () => {
    let calls = 0;
    const call = (): number => ++calls;
    // A tenth of a millisecond a call but for the first, and a clock that shows whole ones.
    const now = (): number => Math.floor(calls === 0 ? 0 : 50 + calls / 10);
    const [timing] = measure([{ name: "a", out: null, call }], { rounds: 3, sampleMs: 8 }, () => undefined, now);
    expect(timing?.milliseconds).toHaveLength(3);
    for (const ms of timing?.milliseconds ?? []) expect(Math.abs(ms - 0.1)).toBeLessThan(0.05);
  });

  test("is summed up by quartiles", () => {
    expect(summarize([5, 1, 3, 2, 4])).toEqual({ lower: 2, median: 3, upper: 4 });
    expect(summarize([1, 2])).toEqual({ lower: 1.25, median: 1.5, upper: 1.75 });
  });

  test("agrees with plain loops, and is found out where it does not", async () => {
    const s: Surprisal = await load();
    for (const of of CASES) {
      const inputs = makeInputs(of);
      const plain = plainContender(of, inputs);
      const library = libraryContender(s, of, inputs);
      expect(disagreement(library, plain)).toBeNull();
      const wrong = { ...library, call: () => library.call() * 1.001 };
      if (of.kernel !== "softmax") expect(disagreement(wrong, plain)).toMatch(/^it gives/);
      const { out } = library;
      if (out === null) continue;
      const spoilt = {
        ...library,
        call() {
          const value = library.call();
          out[7] = 0.5;
          return value;
        },
      };
      expect(disagreement(spoilt, plain)).toMatch(/^number 7 is 0\.5, not/);
    }
  });

  test("is written as text and as JSON", () => {
    const of = { kernel: "softmax", rows: 10, classes: 100 } as const;
    const timings = [
      { name: "simd", milliseconds: [0.001, 0.002, 0.004] },
      { name: "plain JS", milliseconds: [0.01, 0.02, 0.02] },
    ];
    const measured: Measured = {
      device: "a device",
      version: "1.2.3",
      when: "now",
      pace: "3 rounds",
      absent: [{ name: "relaxed", why: "because" }],
      results: [{ of, timings, wrong: [{ name: "js", why: "it gives 7" }] }],
    };
    const [simd, plain] = linesOf(measured.results[0]!);
    // 1000 elements in 2 µs; and the ratios of the rounds are 10, 10, 5.
    expect(simd).toMatchObject({ name: "simd", speed: { median: 0.5 }, ratio: 10 });
    expect(plain).toMatchObject({ name: "plain JS", ratio: null });
    const text = toText(measured);
    expect(text).toMatch(/^ {2}simd +0\.500 {2}\[0\.375, 0\.750\] +10\.0 ×$/m);
    expect(text).toContain("relaxed does not run here: because");
    expect(text).toContain("js        not timed: it gives 7");
    expect(JSON.parse(toJson(measured))).toMatchObject({ library: "1.2.3", results: [{ of, timings }] });
  });
});

describe("the page", () => {
  test("measures every case with every build, and hands it over", async () => {
    const page = await open();
    expect(await page.locator("#device").innerText()).toMatch(/^Chromium \d+ on Linux, \d+ logical cores?$/);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await start(page);
    await page.locator("#status", { hasText: /^Done: 9 cases/ }).waitFor({ timeout: 150_000 });
    expect(await page.getByRole("alert").isVisible()).toBe(false);
    expect(await page.locator("#wrong").isVisible()).toBe(false);
    expect(await page.locator("#charts figure").count()).toBe(9);
    await page.getByText("All of it as a table").click();
    const names = await page.locator("#table td:nth-child(2)").allInnerTexts();
    expect(names).toEqual(Array.from({ length: 9 }, () => ["relaxed", "simd", "baseline", "js", "plain JS"]).flat());
    const speeds = (await page.locator("#table td:nth-child(3)").allInnerTexts()).map(Number);
    expect(speeds.every((speed) => speed > 0 && Number.isFinite(speed))).toBe(true);

    await page.getByRole("button", { name: "Copy as text" }).click();
    await page.locator("#status", { hasText: /^Copied/ }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^surprisal \d.*\nChromium/);
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save JSON" }).click();
    const report = JSON.parse(readFileSync(await (await waiting).path(), "utf8")) as {
      results: { timings: unknown[] }[];
    };
    expect(report.results.map(({ timings }) => timings.length)).toEqual(new Array(9).fill(5));
    expect(await violationsOn(page)).toEqual([]);
  });

  test("takes as long as the address says, which says it if it is not as usual", async () => {
    const page = await open({}, "bench.html?pace=quick");
    const pace = page.getByLabel("How long");
    expect(await pace.inputValue()).toBe("quick");
    await pace.selectOption("long");
    expect(new URL(page.url()).search).toBe("?pace=long");
    await pace.selectOption("usual");
    expect(new URL(page.url()).search).toBe("");
    const other = await open({}, "bench.html?pace=__proto__");
    expect(await other.getByLabel("How long").inputValue()).toBe("usual");
  });

  test("is cancelled by keyboard, answers meanwhile, and keeps what there is", async () => {
    const page = await open({ colorScheme: "dark", viewport: { width: 320, height: 800 } });
    await start(page);
    await firstCase(page);
    // The page is not kept waiting by what its worker does.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("cancel");
    await page.keyboard.press("Enter");
    await page.locator("#status", { hasText: /^Cancelled after \d case/ }).waitFor();
    expect(await page.locator("#charts figure").count()).toBeGreaterThan(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("start");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await violationsOn(page)).toEqual([]);
  });

  test("says it in words when its worker is missing", async () => {
    site().server.broken.set("worker", 404);
    try {
      const page = await open();
      await start(page);
      await page
        .getByRole("alert")
        .filter({ hasText: /could not be loaded/ })
        .waitFor();
      expect(await page.getByRole("button", { name: "Start" }).isEnabled()).toBe(true);
      // The browser's own word about the file.
      excuse();
    } finally {
      site().server.broken.clear();
    }
  });
});
