// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { BrowserContextOptions, Page } from "playwright-core";
import { afterEach, expect } from "vitest";

import { newVisitor } from "./browser.ts";
import { complaintsOf } from "./complaints.ts";
import type { Site } from "./site.ts";

export interface OpenedPages {
  /** Opens the page, or another one of the site, in a context of its own. */
  readonly open: (options?: BrowserContextOptions, address?: string) => Promise<Page>;
  /** Forgets what the console of the last page has had to say: the test knows of it. */
  readonly excuse: () => void;
}

/** For the tests of the file that calls it: opens `file` of the site. After each test its console must be empty. */
export function openedPages(site: () => Site, file: string): OpenedPages {
  const opened: { readonly page: Page; readonly complaints: string[] }[] = [];

  afterEach(async () => {
    const pages = opened.splice(0);
    for (const { page } of pages) await page.context().close();
    expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  return {
    async open(options = {}, address = file) {
      const context = await newVisitor(site().browser, options);
      const page = await context.newPage();
      opened.push({ page, complaints: complaintsOf(page) });
      await page.goto(site().server.url + address);
      return page;
    },
    excuse() {
      opened.at(-1)?.complaints.splice(0);
    },
  };
}
