// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The built site in a real browser, served under a sub-path, its Content-Security-Policy in force for the worker too.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { launchChromium } from "./browser.ts";
import { type StaticServer, serveFolder } from "./static_server.ts";
import { type Numbers, TrainPage } from "./train_page.ts";

const site = path.join(fileURLToPath(new URL("../..", import.meta.url)), "build/site");
const html = readFileSync(path.join(site, "index.html"), "utf8");
const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1] ?? "";

let browser: Browser;
let server: StaticServer;
let opened: TrainPage[] = [];

async function openReady(query = "", options: BrowserContextOptions = {}): Promise<TrainPage> {
  const page = await TrainPage.ready(browser, server.url + query, options);
  opened.push(page);
  return page;
}

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveFolder(site, "/some/where/", policy)]);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

// No test leaves a word in the console; those that break something on purpose open their page themselves.
afterEach(async () => {
  const complaints = opened.flatMap((page) => page.complaints);
  await Promise.all(opened.map((page) => page.close()));
  opened = [];
  expect(complaints).toEqual([]);
});

describe("training", () => {
  test("the curve falls, and the accuracy passes 91 % within a minute", async () => {
    const train = await openReady();
    const before = await train.numbers();
    // An untrained model is about as surprised as a uniform guess.
    expect(before.validation).toBeGreaterThan(2);
    expect(before.validation).toBeLessThan(2.7);
    expect(before.accuracy).toBeLessThan(0.35);

    await train.play();
    await train.page.waitForFunction(
      () => Number(document.querySelector<HTMLDataElement>("#accuracy")?.value) >= 0.91,
      null,
      { timeout: 60_000 },
    );
    await train.pause();
    const after = await train.numbers();
    expect(after.validation).toBeLessThan(0.4);
    expect(after.training).toBeLessThan(0.45);
    expect(after.epoch).toBeGreaterThan(0.5);
    // The chart has ink in more than one colour, not just a frame.
    const colours = await train.page.locator("#chart canvas").evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return 0;
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return new Set(Array.from({ length: data.length / 4 }, (_, i) => `${data[4 * i]},${data[4 * i + 1]}`)).size;
    });
    expect(colours).toBeGreaterThan(10);
    // Its text says the same.
    const summary = (await train.page.locator("#chart-summary").textContent()) ?? "";
    expect(summary).toContain(`After ${after.steps.toLocaleString("en")} steps`);
    const rows = await train.table();
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.at(-1)).toContain((await train.page.locator("#validation").textContent()) ?? "?");
  });

  test("at full speed the page still answers at once", async () => {
    const train = await openReady("?pace=full&epochs=0");
    await train.play();
    await train.steps(200);
    const slowest = await train.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let last = performance.now();
          let longest = 0;
          let frames = 0;
          const frame = (now: number): void => {
            longest = Math.max(longest, now - last);
            last = now;
            if (++frames < 60) requestAnimationFrame(frame);
            else resolve(longest);
          };
          requestAnimationFrame(frame);
        }),
    );
    expect(slowest).toBeLessThan(400);
    const from = performance.now();
    await train.pause();
    expect(performance.now() - from).toBeLessThan(2000);
  });

  test("pause holds, a step is one update, reset begins anew", async () => {
    const train = await openReady();
    const untrained = await train.numbers();
    await train.play();
    await train.steps(50);
    await train.pause();
    const paused = await train.numbers();
    await train.page.waitForTimeout(400);
    expect(await train.numbers()).toEqual(paused);

    await train.step();
    const stepped = await train.numbers();
    expect(stepped.steps).toBe(paused.steps + 1);
    expect(stepped.validation).not.toBe(paused.validation);

    await train.reset();
    expect(await train.numbers()).toEqual(untrained);
    expect(await train.table()).toHaveLength(1);
  });

  test("it stops after the epochs asked for, and goes on when told to", async () => {
    const train = await openReady("?epochs=1&pace=full&batch=500");
    await train.play();
    await train.status(/^Finished 1 epoch/);
    await train.settled();
    expect(await train.numbers()).toMatchObject({ epoch: 1, steps: 40 });
    await train.play();
    await train.status(/^Finished 2 epochs/);
    await train.settled();
    expect(await train.numbers()).toMatchObject({ epoch: 2, steps: 80 });
  });

  test("a learning rate that is too large is called so", async () => {
    const train = await openReady("?lr=10&momentum=0.999&l2=1&pace=full&epochs=0");
    await train.play();
    await train.status(/no longer a number/);
    await train.reset();
  });

  test("it pauses while the tab is hidden, and says so", async () => {
    const train = await openReady();
    const setHidden = (hidden: boolean): Promise<void> =>
      train.page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await train.play();
    await train.steps(20);
    await setHidden(true);
    await train.status(/tab is hidden/);
    expect(await train.page.title()).toMatch(/^Paused/);
    const { steps } = await train.numbers();
    await train.page.waitForTimeout(300);
    expect((await train.numbers()).steps).toBe(steps);
    await setHidden(false);
    await train.status(/Training again/);
    await train.steps(steps + 20);
    expect(await train.page.title()).not.toMatch(/Paused/);
  });
});

describe("the address", () => {
  test("restores a run value for value, however it was paused and steered", async () => {
    const first = await openReady("?seed=7&momentum=0.5&l2=0.001&batch=250&epochs=1&lr=0.2");
    await first.play();
    await first.steps(15);
    await first.pause();
    await first.page.getByRole("spinbutton", { name: "Learning rate" }).fill("0.03");
    await first.page.keyboard.press("Enter");
    await first.page.waitForFunction(() => /lr=0\.2,\d+:0\.03/.test(location.search));
    await first.step();
    await first.step();
    await first.page.getByLabel("Speed").selectOption("full");
    await first.play();
    await first.status(/^Finished 1 epoch/);
    await first.settled();

    const second = await openReady(first.query());
    await second.play();
    await second.status(/^Finished 1 epoch/);
    await second.settled();

    expect(await second.numbers()).toEqual(await first.numbers());
    // The first was evaluated more often, where it was paused: the curve of the second is all in the first's.
    const losses = (rows: string[]): string[] => rows.map((row) => row.split("\t").slice(0, 4).join(" "));
    expect(losses(await first.table())).toEqual(expect.arrayContaining(losses(await second.table())));
  });

  test("another seed is another run", async () => {
    const losses: number[] = [];
    for (const seed of [1, 2]) {
      const train = await openReady(`?seed=${seed}`);
      await train.step();
      losses.push((await train.numbers()).batchLoss);
    }
    expect(losses[0]).not.toBe(losses[1]);
  });

  test("hostile settings are clamped", async () => {
    const train = await openReady("?lr=1e999,5:NaN,x&momentum=9&l2=-1&batch=1e9&seed=-2&epochs=1e9&pace=%3Cscript%3E");
    expect(train.query()).toBe("?lr=10&momentum=0.999&l2=0&batch=2000&seed=0&epochs=1000&pace=steady");
    await train.step();
    expect(Number.isFinite((await train.numbers()).batchLoss)).toBe(true);
  });

  test("follows the settings, and the link can be copied", async () => {
    const train = await openReady("", { permissions: ["clipboard-read", "clipboard-write"] });
    await train.page.getByLabel("Batch size").selectOption("32");
    await train.page.getByLabel("Seed").fill("99");
    await train.page.keyboard.press("Tab");
    await train.page.waitForFunction(() => location.search.includes("batch=32&seed=99"));
    await train.page.getByRole("button", { name: "Copy link" }).click();
    await train.status(/^Link copied/);
    expect(await train.page.evaluate(() => navigator.clipboard.readText())).toBe(train.page.url());
  });
});

describe("the network", () => {
  test("is not needed once the page has loaded", async () => {
    const train = await openReady();
    const asked = server.requests.length;
    await train.context.setOffline(true);
    await train.play();
    await train.steps(200);
    await train.pause();
    await train.reset();
    expect(server.requests.slice(asked)).toEqual([]);
  });

  test("every file is in the site's own folder", () => {
    expect(server.requests.length).toBeGreaterThan(4);
    expect(server.requests.filter((asked) => !asked.startsWith("/some/where/"))).toEqual([]);
  });

  test.each([
    ["mnist", /server answered 404/],
    ["worker", /could not be loaded/],
  ])("a missing file of the kind %s is told in words", async (file, words) => {
    server.broken.set(file, 404);
    const train = await TrainPage.open(browser, server.url);
    try {
      await train.page.getByRole("alert").filter({ hasText: words }).waitFor();
      expect(await train.page.getByRole("button", { name: "Play" }).isDisabled()).toBe(true);
    } finally {
      server.broken.clear();
      await train.close();
    }
  });
});

describe("the keyboard", () => {
  test("reaches and works every control", async () => {
    const train = await openReady();
    const { page } = train;
    const reached: string[] = [];
    for (let i = 0; i < 20; ++i) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement?.id ?? ""));
    }
    const controls = ["play", "step", "reset", "copy", "rate-slider", "rate", "momentum", "l2", "batch", "seed"];
    expect(reached).toEqual(expect.arrayContaining([...controls, "pace", "epochs", "shortcuts"]));

    await page.locator("#play").focus();
    await page.keyboard.press("Enter");
    await train.status(/^Training/);
    await page.keyboard.press("Space");
    await train.status(/^Paused/);
    await page.locator("#rate-slider").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => /lr=0\.05,\d+:0\.1&/.test(location.search));
    expect(await page.locator("#rate").inputValue()).toBe("0.1");
  });

  test("has shortcuts, which rest in fields and can be switched off", async () => {
    const train = await openReady();
    const { page } = train;
    await page.keyboard.press("s");
    await train.steps(1);
    await page.keyboard.press("p");
    await train.status(/^Training/);
    await page.keyboard.press("P");
    await train.status(/^Paused/);
    await page.keyboard.press("r");
    await train.status(/^Reset/);
    await train.settled();
    expect((await train.numbers()).steps).toBe(0);

    await page.locator("#rate").focus();
    await page.keyboard.press("s");
    await page.keyboard.press("Control+s");
    await page.locator("#shortcuts").uncheck();
    await page.keyboard.press("s");
    await page.waitForTimeout(300);
    expect((await train.numbers()).steps).toBe(0);
    await page.locator("#shortcuts").check();
    await page.keyboard.press("s");
    await train.steps(1);
  });
});

describe("the look", () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

  test.each([
    ["light", 320],
    ["light", 1280],
    ["dark", 320],
    ["dark", 1280],
  ] as const)("in %s, %i pixels wide: complete, and nothing in a visitor's way", async (colorScheme, width) => {
    const train = await openReady("", { colorScheme, viewport: { width, height: 800 } });
    await train.play();
    await train.steps(30);
    await train.pause();
    await train.table();
    const overflow = await train.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    // Through the debugger, which the page's policy does not bind.
    await train.page.evaluate(axe);
    const found = await train.page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run();
      return violations.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    expect(found.filter((violation) => /^(serious|critical)/.test(violation))).toEqual([]);
  });

  test("turns dark, calm and narrow while it trains", async () => {
    const train = await openReady();
    const canvas = train.page.locator("#chart canvas");
    await train.play();
    await train.steps(20);
    await train.page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await train.page.setViewportSize({ width: 400, height: 800 });
    await train.steps(200);
    await train.pause();
    const box = await canvas.boundingBox();
    expect(box?.width).toBeLessThanOrEqual(400);
    // The corner of the chart is see-through, the card behind it dark.
    const background = await train.page.locator(".stage").evaluate((card) => getComputedStyle(card).backgroundColor);
    expect(background).toBe("rgb(24, 30, 39)");
  });
});

// The same settings where something is lacking: the same numbers, and the page says what it runs on.
describe("without", () => {
  const firstSteps = async (train: TrainPage): Promise<Numbers[]> => {
    const seen: Numbers[] = [];
    for (let i = 0; i < 3; ++i) {
      await train.step();
      seen.push(await train.numbers());
    }
    return seen;
  };
  const variant = (train: TrainPage): Promise<string | null> => train.page.locator("#variant").getAttribute("value");

  let usual: Numbers[] = [];

  beforeAll(async () => {
    const train = await TrainPage.ready(browser, server.url);
    expect(await variant(train)).toBe("simd");
    expect(await train.page.locator("#notice").isVisible()).toBe(false);
    usual = await firstSteps(train);
    await train.close();
  });

  test("SIMD it trains to the same bits", async () => {
    const lesser = await launchChromium("--js-flags=--no-enable-sse4-1");
    try {
      const train = await TrainPage.ready(lesser, server.url);
      expect(await variant(train)).toBe("baseline");
      expect(await train.page.locator("#notice").textContent()).toMatch(/no SIMD/);
      expect(await firstSteps(train)).toEqual(usual);
      expect(train.complaints).toEqual([]);
    } finally {
      await lesser.close();
    }
  });

  test("permission for WebAssembly it trains to the same bits", async () => {
    const strict = await serveFolder(site, "/", policy.replace("'wasm-unsafe-eval'", ""));
    const train = await TrainPage.ready(browser, strict.url);
    try {
      expect(await variant(train)).toBe("js");
      expect(await train.page.locator("#notice").textContent()).toMatch(/WebAssembly is missing or switched off/);
      expect(await firstSteps(train)).toEqual(usual);
      expect(train.complaints).toEqual([]);
    } finally {
      await train.close();
      await strict.close();
    }
  });

  test("WebAssembly it says so, and answers at once", async () => {
    // Without a compiler either, as in a browser's strictest mode: hundreds of times slower.
    const bare = await launchChromium("--js-flags=--jitless");
    try {
      const train = await TrainPage.open(bare, server.url);
      await train.status(/^Ready/);
      expect(await variant(train)).toBe("js");
      expect(await train.page.locator("#notice").textContent()).toMatch(/WebAssembly is missing or switched off/);
      // While the untrained model is still being evaluated.
      await train.page.getByRole("button", { name: "Step", exact: true }).click();
      await train.steps(1);
      expect((await train.numbers()).batchLoss).toBe(usual[0]?.batchLoss);
      expect(train.complaints).toEqual([]);
    } finally {
      await bare.close();
    }
  });
});
