// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { beforeAll, describe, expect, test } from "vitest";

import { launchChromium } from "./browser.ts";
import { siteFolder, sitePolicy, useSite } from "./site.ts";
import { serveFolder } from "./static_server.ts";
import { type Numbers, TrainPage } from "./train_page.ts";

const site = useSite();

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
    const train = await TrainPage.ready(site().browser, site().server.url);
    expect(await variant(train)).toBe("simd");
    expect(await train.page.locator("#notice").isVisible()).toBe(false);
    usual = await firstSteps(train);
    await train.close();
  });

  test("SIMD it trains to the same bits", async () => {
    const lesser = await launchChromium("--js-flags=--no-enable-sse4-1");
    try {
      const train = await TrainPage.ready(lesser, site().server.url);
      expect(await variant(train)).toBe("baseline");
      expect(await train.page.locator("#notice").textContent()).toMatch(/no SIMD/);
      expect(await firstSteps(train)).toEqual(usual);
      expect(train.complaints).toEqual([]);
    } finally {
      await lesser.close();
    }
  });

  test("eval and inline code, which its policy never allows, it works", () => {
    expect(sitePolicy).toContain("default-src 'none'");
    expect(sitePolicy).toMatch(/script-src [^;]*'wasm-unsafe-eval'/);
    expect(sitePolicy).not.toMatch(/'unsafe-|data:|blob:|https?:|\*/);
  });

  test("permission for WebAssembly it trains to the same bits", async () => {
    const strict = await serveFolder(siteFolder, "/", sitePolicy.replace("'wasm-unsafe-eval'", ""));
    const train = await TrainPage.ready(site().browser, strict.url);
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
      const train = await TrainPage.open(bare, site().server.url);
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
