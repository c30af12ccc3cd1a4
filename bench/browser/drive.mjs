// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Runs the bench page in a real browser and waits for its result.

import { packageVersions } from "../host/node.mjs";
import { bundlePage } from "./bundle.mjs";
import { servePage } from "./server.mjs";

const launchOptions = {
  chromium: {
    browser: "chrome",
    // As root there is no sandbox; a page in the background must not be slowed down.
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-renderer-backgrounding"],
      "--js-flags=--expose-gc",
    ],
  },
  firefox: {
    browser: "firefox",
    // Clocks are coarse by default, against spies.
    extraPrefsFirefox: { "privacy.reduceTimerPrecision": false },
  },
};

/** The browser of this name that scripts/bench.mjs has found. */
export async function launchBrowser(name) {
  const { default: puppeteer } = await import("puppeteer-core");
  return puppeteer.launch({
    ...launchOptions[name],
    executablePath: process.env.SURPRISAL_BENCH_BROWSER,
    headless: true,
  });
}

/** Chromium's clock ticks ten times a millisecond. */
const shortestSample = 0.01;

/**
 * @param {ReturnType<typeof import("../options.mjs").readOptions> & { dist: string, peers: string[] }} options
 * @param {import("../host/programs.mjs").Programs} programs
 * @param {(text: string) => void} tell
 */
export async function runInBrowser(options, programs, tell) {
  await bundlePage("browser/page.mjs");
  let finish;
  const finished = new Promise((resolve, reject) => {
    finish = ({ failure, ...result }) => (failure ? reject(new Error(failure)) : resolve(result));
  });
  const { filter, quick, peers, dist } = options;
  const pace = { ...options.pace, sampleSeconds: Math.max(options.pace.sampleSeconds, shortestSample) };
  const answers = {
    settings: async () => ({ pace, filter, quick, peers, versions: packageVersions() }),
    tell: async ({ text }) => tell(text),
    result: async (result) => finish(result),
  };
  const answer = (name, body) =>
    name.startsWith("call/") ? programs.call(name.slice("call/".length), body) : answers[name](body);

  const server = await servePage({ dist, answer });
  const browser = await launchBrowser(options.browser);
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => finish({ failure: String(error) }));
    await page.goto(server.url);
    browser.on("disconnected", () => finish({ failure: `${options.browser} has ended` }));
    const engine = await browser.version();
    return { ...(await finished), engine };
  } finally {
    await browser.close();
    server.close();
  }
}
