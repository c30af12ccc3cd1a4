// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The engines, each driven by what drives it.
//
// `open(url)` is for pages that write their answer into the body, as data-answer. `visit(url)` is for all others, and gives
// them to the hand (see `visited`).

import { firefox as playwrightFirefox } from "playwright-core";

import { launchChromium } from "../../browser/browser.ts";
import { peer } from "./peers.mjs";
import { visited } from "./visited.mjs";
import { launchWebKit } from "./webkit.mjs";

const patience = 60_000;

/** What both drivers call the same: what a page says when something is wrong. */
function listen(page) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const explain = (error) => {
    throw new Error([error.message, ...complaints].join("\n"));
  };
  return { complaints, explain };
}

/** A browser that Playwright drives. */
const byPlaywright = (browser) => ({
  async open(url) {
    const page = await browser.newPage();
    const { complaints, explain } = listen(page);
    try {
      await page.goto(url);
      const body = page.locator("body[data-answer]");
      await body.waitFor({ state: "attached", timeout: patience }).catch(explain);
      return { answer: JSON.parse(await body.getAttribute("data-answer")), complaints };
    } finally {
      await page.close();
    }
  },
  async visit(url) {
    const page = await browser.newPage();
    const { complaints } = listen(page);
    await page.goto(url);
    return visited({
      complaints,
      run: (source) => page.evaluate(source),
      press: (key) => page.keyboard.press(key),
      click: (selector) => page.click(selector),
      choose: (selector, file) => page.setInputFiles(selector, file),
      close: () => page.close(),
    });
  },
  close: () => browser.close(),
});

const chromium = async ({ flags = [] } = {}) => byPlaywright(await launchChromium(...flags));

async function firefox() {
  const executablePath = process.env.SURPRISAL_FIREFOX ?? "/usr/bin/firefox-esr";
  // Playwright drives a Firefox of its own alone; everybody else's is Puppeteer's.
  if (executablePath === playwrightFirefox.executablePath()) return byPlaywright(await playwrightFirefox.launch());
  const puppeteer = await peer("fast", "puppeteer-core");
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  return {
    async open(url) {
      const page = await browser.newPage();
      const { complaints, explain } = listen(page);
      try {
        await page.goto(url);
        const body = await page.waitForSelector("body[data-answer]", { timeout: patience }).catch(explain);
        return { answer: JSON.parse(await body.evaluate((element) => element.dataset.answer)), complaints };
      } finally {
        await page.close();
      }
    },
    async visit(url) {
      const page = await browser.newPage();
      const { complaints } = listen(page);
      await page.goto(url);
      return visited({
        complaints,
        run: (source) => page.evaluate(source),
        press: (key) => page.keyboard.press(key),
        click: (selector) => page.click(selector),
        choose: async (selector, file) => (await page.$(selector)).uploadFile(file),
        close: () => page.close(),
      });
    },
    close: () => browser.close(),
  };
}

export const browsers = { chromium, firefox, webkit: () => launchWebKit(patience) };
