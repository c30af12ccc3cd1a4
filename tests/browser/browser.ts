// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { existsSync } from "node:fs";
import path from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";

/** The browser that `npm test` found or installed; else the first on PATH. */
function chromiumPath(): string {
  const { SURPRISAL_CHROMIUM: chosen, PATH: folders = "" } = process.env;
  if (chosen) return chosen;
  for (const name of ["chromium", "google-chrome-stable", "google-chrome"]) {
    for (const folder of folders.split(path.delimiter)) {
      const file = path.join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  throw new Error("no Chromium on PATH; SURPRISAL_CHROMIUM may name one");
}

/** `flags` go to Chromium as they are. */
export async function launchChromium(...flags: string[]): Promise<Browser> {
  const quiet = ["--disable-gpu", "--disable-background-networking"];
  // The headless shell takes it from the environment, which may name none that JavaScript knows.
  const language = "--accept-lang=en-US";
  // Chromium's sandbox does not work for root.
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: chromiumPath(), args: [...quiet, language, ...root, ...flags] });
}

/**
 * A context in which the site keeps nothing for when there is no network: each visit is the first one, and the server is
 * asked for what the page itself needs. (Playwright's own option for this says so in the page's console.)
 */
export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, "serviceWorker");
  });
  return context;
}
