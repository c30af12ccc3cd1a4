// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What a first visit of each page fetches until the page can be used, and that using it needs no more than is said here.

import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { LearnPage } from "./learn_page.ts";
import { openedPages } from "./opened_pages.ts";
import { siteFolder, useSite } from "./site.ts";

const site = useSite();
const { open } = openedPages(site, "");

/** Of all that comes before data, compressed. */
const MAX_BYTES = 150_000;

interface Visit {
  readonly file: string;
  /** Resolves when the page can be used. */
  readonly ready: (page: Page) => Promise<void>;
  /** Uses it. */
  readonly use: (page: Page) => Promise<void>;
  /** The parts of the site that are fetched by that: those that not every visit needs. */
  readonly parts?: readonly string[];
}

const status = (page: Page, words: RegExp): Promise<void> => page.locator("#status", { hasText: words }).waitFor();

/** One update of the model, and back. */
async function stepAndReset(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await page.locator("#chart canvas").waitFor();
  await page.locator("#numbers[aria-busy=false]").waitFor();
  await page.getByRole("button", { name: "Reset" }).click();
  await status(page, /^Reset/);
}

/** What draws the chart. */
const chartParts = ["plot.css", "plot.js", "ticks.js"];

/** The *Train* page with these data, ready when `shown` is to be seen as well. */
const training = (query: string, shown: string, parts: readonly string[]): Visit => ({
  file: `index.html${query}`,
  async ready(page) {
    await status(page, /^Ready/);
    await page.locator("#numbers[aria-busy=false]").waitFor();
    await page.locator(shown).waitFor();
  },
  use: stepAndReset,
  parts,
});

const visits: readonly Visit[] = [
  training("", "#draw-pad", chartParts),
  training("?data=iris", "#coefficients", chartParts),
  training("?data=points", "#plane", chartParts),
  {
    file: "index.html?data=csv",
    ready: (page) => status(page, /^Choose a table/),
    async use(page) {
      await page.getByRole("button", { name: "Try a sample" }).click();
      await status(page, /^Ready/);
      await stepAndReset(page);
    },
    parts: chartParts,
  },
  {
    file: "learn.html",
    ready: (page) => page.locator("#figure-calibration[aria-busy=false]").waitFor(),
    async use(page) {
      const learn = new LearnPage(page);
      await learn.slider("Focus γ").press("Home");
      expect((await learn.numbers("focal")).loss).toBeCloseTo(0.239, 3);
      await page.waitForURL(/gamma=0/);
    },
  },
  {
    file: "learn.html?embed=kl",
    ready: (page) => page.locator("#figure-kl[aria-busy=false]").waitFor(),
    use: () => Promise.resolve(),
  },
  {
    file: "score.html",
    ready: (page) => page.locator("#version", { hasText: /simd/ }).waitFor({ state: "attached" }),
    async use(page) {
      await page.getByRole("button", { name: "Try a sample" }).click();
      await status(page, /^Scored/);
    },
  },
  {
    file: "bench.html",
    ready: (page) => page.locator("#device", { hasText: /Chrom/ }).waitFor(),
    // It fetches every build of the library, when it is asked to.
    use: () => Promise.resolve(),
  },
  {
    file: "reference.html",
    ready: (page) => page.locator("#filter:not([hidden])").waitFor(),
    async use(page) {
      await page.locator("#query").fill("focal");
      await page.locator("#matches", { hasText: /\d/ }).waitFor();
    },
  },
];

/** A browser fetches the icon when it likes. */
const withoutIcon = (asked: readonly string[]): string[] => asked.filter((file) => !file.endsWith("/favicon.svg"));

/** What the server was asked for since it had answered so many requests. */
const askedSince = (count: number): string[] => withoutIcon(site().server.requests.slice(count));

test.each(visits)("$file is there with less than 150 kB, all its own, and then asks nobody else", async (visit) => {
  const before = site().server.requests.length;
  const page = await open({}, visit.file);
  await visit.ready(page);
  const files = askedSince(before);
  expect(files.length).toBeGreaterThan(4);
  expect(files.filter((asked) => !asked.startsWith("/some/where/"))).toEqual([]);
  const code = files.filter((asked) => !asked.endsWith(".bin"));
  const bytes = code.map((asked) => {
    return gzipSync(readFileSync(path.join(siteFolder, asked.replace("/some/where/", "")))).length;
  });
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_BYTES);

  const loaded = site().server.requests.length;
  // Whoever it asks: this server is not all there is.
  const asked: string[] = [];
  page.context().on("request", (request) => asked.push(request.url()));
  await visit.use(page);
  const parts = askedSince(loaded).map((file) => file.replace("/some/where/assets/", "").replace(/-[\w-]{8}\./, "."));
  expect(parts.sort()).toEqual(visit.parts ?? []);
  expect(withoutIcon(asked).filter((address) => !address.startsWith(site().server.url))).toEqual([]);
});
