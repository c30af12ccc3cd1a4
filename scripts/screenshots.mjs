// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Makes the pictures of the site: the README's, docs/train.png, and those of docs/tour.md, in docs/tour/.
//
//   node scripts/screenshots.mjs

import { mkdirSync, statSync } from "node:fs";
import path from "node:path";

import { buildAll, prepare } from "./build.mjs";
import { root } from "./lib/paths.mjs";
import { runMain, say, step, UserError } from "./lib/report.mjs";
import { serveSite } from "./lib/serve-site.mjs";
import { ensureTestTools } from "./lib/test-tools.mjs";
import { tour } from "./lib/tour.mjs";

await runMain(async () => {
  await buildAll(await prepare());
  const { SURPRISAL_CHROMIUM: executablePath } = await ensureTestTools([{ name: "frames" }]);
  const { chromium } = await import("playwright-core");
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args: ["--disable-gpu", ...sandbox] });
  const { server, address } = await serveSite(0);
  try {
    for (const { file, maxBytes, width, height, pose } of tour) {
      const picture = path.join(root, file);
      mkdirSync(path.dirname(picture), { recursive: true });
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme: "light",
        reducedMotion: "reduce",
      });
      await step(file, async () => {
        await page.screenshot({ path: picture, clip: await pose(page, address) });
      });
      await page.close();
      const { size } = statSync(picture);
      if (size > maxBytes) throw new UserError(`${file} has ${size} bytes, more than ${maxBytes}`);
      say(`${file}: ${size} bytes`);
    }
  } finally {
    await browser.close();
    await server.close();
  }
});
