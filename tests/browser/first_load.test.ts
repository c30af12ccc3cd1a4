// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What a first visit of each page fetches until the page can be used, and that using it needs no more.

import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

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
}

const status = (page: Page, words: RegExp): Promise<void> => page.locator("#status", { hasText: words }).waitFor();

const visits: readonly Visit[] = [
  {
    file: "learn.html",
    ready: (page) => page.locator("#figure-calibration[aria-busy=false]").waitFor(),
    async use(page) {
      await page.getByRole("slider", { name: "Focus γ" }).press("Home");
      await page.waitForURL(/gamma=0/);
    },
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

/** What the server was asked for since it had answered so many requests. A browser fetches the icon when it likes. */
const askedSince = (count: number): string[] =>
  site()
    .server.requests.slice(count)
    .filter((asked) => !asked.endsWith("/favicon.svg"));

test.each(visits)("$file is there with less than 150 kB, all its own, and then needs nobody", async (visit) => {
  const before = site().server.requests.length;
  const page = await open({}, visit.file);
  await visit.ready(page);
  const files = askedSince(before);
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((asked) => !asked.startsWith("/some/where/"))).toEqual([]);
  const code = files.filter((asked) => !asked.endsWith(".bin"));
  const bytes = code.map((asked) => {
    return gzipSync(readFileSync(path.join(siteFolder, asked.replace("/some/where/", "")))).length;
  });
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_BYTES);

  const loaded = site().server.requests.length;
  await visit.use(page);
  expect(askedSince(loaded)).toEqual([]);
});
