// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The engines, each driven by what drives it. All pages write their answer into the body, as data-answer.

import { launchChromium } from "../../browser/browser.ts";
import { peer } from "./peers.mjs";
import { launchWebKit } from "./webkit.mjs";

const patience = 60_000;

async function chromium({ flags = [] } = {}) {
  const browser = await launchChromium(...flags);
  return {
    async open(url) {
      const page = await browser.newPage();
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      try {
        await page.goto(url);
        const body = page.locator("body[data-answer]");
        await body.waitFor({ state: "attached", timeout: patience }).catch((error) => {
          throw new Error([error.message, ...complaints].join("\n"));
        });
        return { answer: JSON.parse(await body.getAttribute("data-answer")), complaints };
      } finally {
        await page.close();
      }
    },
    close: () => browser.close(),
  };
}

async function firefox() {
  const puppeteer = await peer("fast", "puppeteer-core");
  const executablePath = process.env.SURPRISAL_FIREFOX ?? "/usr/bin/firefox-esr";
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  return {
    async open(url) {
      const page = await browser.newPage();
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      try {
        await page.goto(url);
        const body = await page.waitForSelector("body[data-answer]", { timeout: patience }).catch((error) => {
          throw new Error([error.message, ...complaints].join("\n"));
        });
        return { answer: JSON.parse(await body.evaluate((element) => element.dataset.answer)), complaints };
      } finally {
        await page.close();
      }
    },
    close: () => browser.close(),
  };
}

export const browsers = { chromium, firefox, webkit: () => launchWebKit(patience) };
