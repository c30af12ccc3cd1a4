// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

import { launchChromium } from "./browser.ts";
import { type StaticServer, serveFolder } from "./static_server.ts";
import { TrainPage } from "./train_page.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The built site. */
export const siteFolder = path.join(root, "build/site");

const html = readFileSync(path.join(siteFolder, "index.html"), "utf8");
const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
if (policy === undefined) throw new Error("the site states no Content-Security-Policy");

/** The Content-Security-Policy that the site asks for. */
export const sitePolicy = policy;

export interface Site {
  readonly browser: Browser;
  readonly server: StaticServer;
  /** Opens the *Train* page with this query; resolves when it can train. */
  open(query?: string, options?: BrowserContextOptions): Promise<TrainPage>;
}

/**
 * For the tests of the file that calls it: one browser, and the site served under a sub-path, its policy in force for
 * the worker too. After each test, the pages opened by `open` must have left no word in the console.
 */
export function useSite(): () => Site {
  let site: Site | undefined;
  let opened: TrainPage[] = [];

  beforeAll(async () => {
    const [browser, server] = await Promise.all([
      launchChromium(),
      serveFolder(siteFolder, "/some/where/", sitePolicy),
    ]);
    site = {
      browser,
      server,
      async open(query = "", options = {}) {
        const page = await TrainPage.ready(browser, server.url + query, options);
        opened.push(page);
        return page;
      },
    };
  });

  afterEach(async () => {
    const complaints = opened.flatMap((page) => page.complaints);
    await Promise.all(opened.map((page) => page.close()));
    opened = [];
    expect(complaints).toEqual([]);
  });

  afterAll(async () => {
    await site?.browser.close();
    await site?.server.close();
  });

  return () => {
    if (!site) throw new Error("the site is there while a test runs, not before");
    return site;
  };
}
