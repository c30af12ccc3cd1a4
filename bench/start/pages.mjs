// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Starts in a browser: each in a page of a context of its own, which has nothing cached.

import path from "node:path";

import { bundlePage } from "../browser/bundle.mjs";
import { launchBrowser } from "../browser/drive.mjs";
import { servePage } from "../browser/server.mjs";

/** @param {{ browser: string, dist: string }} options */
export async function openPages({ browser: name, dist }) {
  // As an application would have all of them: bundled and minified.
  const own = (file) => path.resolve(dist, file);
  const alias = { "surprisal/simd": own("simd.js"), surprisal: own("index.js") };
  await bundlePage("start/in_page.mjs", { alias, minify: true });
  const server = await servePage({ dist, index: "start/index.html" });
  const browser = await launchBrowser(name);
  return {
    engine: await browser.version(),
    conditions: ["", "settled"],
    async start(peer, condition) {
      const context = await browser.createBrowserContext();
      try {
        const page = await context.newPage();
        await page.goto(`${server.url}#${peer},${condition}`);
        return await page.evaluate("result");
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
