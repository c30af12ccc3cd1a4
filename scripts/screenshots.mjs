// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Makes the README's picture of the site, docs/train.png.
//
//   node scripts/screenshots.mjs

import { mkdirSync, statSync } from "node:fs";
import path from "node:path";

import { buildAll, prepare } from "./build.mjs";
import { root } from "./lib/paths.mjs";
import { runMain, say, step, UserError } from "./lib/report.mjs";
import { serveSite } from "./lib/serve-site.mjs";
import { ensureTestTools } from "./lib/test-tools.mjs";

const picture = path.join(root, "docs/train.png");
const maxBytes = 150_000;

// The same run on every machine: only the speed that it shows, and the fonts, may differ.
const query = "?lr=0.05&momentum=0.9&l2=0&batch=128&seed=1&pace=full&epochs=6";

async function photograph(url, executablePath) {
  const { chromium } = await import("playwright-core");
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args: ["--disable-gpu", ...sandbox] });
  try {
    const page = await browser.newPage({ viewport: { width: 1120, height: 1200 }, colorScheme: "light" });
    await page.goto(url + query);
    await page.locator("#status", { hasText: /^Ready/ }).waitFor();
    await page.getByRole("button", { name: "Play" }).click();
    await page.locator("#status", { hasText: /^Finished/ }).waitFor({ timeout: 120_000 });
    await page.locator("#numbers[aria-busy=false]").waitFor();
    // Off the buttons, and the chart's last frame drawn.
    await page.mouse.move(0, 0);
    await page.waitForTimeout(300);
    const { y, height } = await page.locator(".stage").boundingBox();
    await page.screenshot({ path: picture, clip: { x: 16, y: y - 16, width: 1120 - 32, height: height + 32 } });
  } finally {
    await browser.close();
  }
}

await runMain(async () => {
  await buildAll(await prepare());
  const { SURPRISAL_CHROMIUM: chromium } = await ensureTestTools([{ name: "browser" }]);
  const { server, address } = await serveSite(0);
  mkdirSync(path.dirname(picture), { recursive: true });
  try {
    await step("taking the picture", () => photograph(address, chromium));
  } finally {
    await server.close();
  }
  const { size } = statSync(picture);
  if (size > maxBytes) throw new UserError(`docs/train.png has ${size} bytes, more than ${maxBytes}`);
  say(`docs/train.png: ${size} bytes`);
});
