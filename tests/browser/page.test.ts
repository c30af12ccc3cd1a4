// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The page as a visitor meets it: by keyboard, in every size and light, and when something is missing.

import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { violationsOn } from "./axe.ts";
import { useSite } from "./site.ts";
import { TrainPage } from "./train_page.ts";

const site = useSite();

describe("a file that is missing", () => {
  test.each([
    ["mnist", /server answered 404/],
    ["worker", /could not be loaded/],
  ])("of the kind %s is told in words", async (file, words) => {
    site().server.broken.set(file, 404);
    const train = await TrainPage.open(site().browser, site().server.url);
    try {
      await train.page.getByRole("alert").filter({ hasText: words }).waitFor();
      expect(await train.page.getByRole("button", { name: "Play" }).isDisabled()).toBe(true);
    } finally {
      site().server.broken.clear();
      await train.close();
    }
  });

  interface Part {
    readonly file: string;
    /** Where the page says that it is missing. */
    readonly told: string;
    readonly need: (page: Page) => Promise<void>;
    /** What there is with it. */
    readonly there: string;
    /** To ask for it once more. */
    readonly again?: (page: Page) => Promise<void>;
  }
  const press = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click();
  const turnTo = (name: string) => (page: Page) => page.getByRole("radio", { name }).check();
  const parts: readonly Part[] = [
    { file: "plot-", told: "#chart-note", need: press("Step"), there: "#chart canvas", again: press("Zoom in") },
    { file: "files-", told: "#export-status", need: press("Curve as CSV"), there: "#export-status:text('saved')" },
    {
      file: "plane_panel-",
      told: "#data-words",
      need: turnTo("Points"),
      there: "#plane",
      async again(page) {
        await turnTo("Iris")(page);
        await turnTo("Points")(page);
      },
    },
    {
      file: "draw_view-",
      told: "#notice",
      need: turnTo("Digits"),
      there: "#draw-pad",
      async again(page) {
        await turnTo("Iris")(page);
        await turnTo("Digits")(page);
      },
    },
    {
      file: "table_dataset-",
      told: "#status",
      need: turnTo("Your table"),
      there: "#table-summary:text('Sample table')",
      again: press("Try a sample"),
    },
  ];

  test.each(parts)("with a part of the page, $file, is told, and not missed when it is there again", async (part) => {
    const train = await TrainPage.ready(site().browser, `${site().server.url}?data=iris`);
    try {
      site().server.broken.set(part.file, 404);
      await part.need(train.page);
      await train.page.locator(part.told, { hasText: "could not be fetched" }).waitFor();
      site().server.broken.clear();
      await (part.again ?? part.need)(train.page);
      await train.page.locator(part.there).waitFor();
    } finally {
      site().server.broken.clear();
      await train.close();
    }
  });
});

describe("before the data are there", () => {
  /** Opens the page; the digits come when the second of the two says so. */
  async function openWaiting(): Promise<[train: TrainPage, release: () => void]> {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const train = await TrainPage.open(site().browser, "about:blank");
    await train.page.route("**/mnist*.bin", async (route) => {
      await held;
      await route.continue();
    });
    await train.page.goto(site().server.url);
    await train.status(/^Loading/);
    return [train, release];
  }

  test("Play can be pressed, and taken back; training begins when they are", async () => {
    const [train, release] = await openWaiting();
    const { page } = train;
    await train.play();
    await train.status(/^Training begins as soon as/);
    await page.keyboard.press("p");
    await train.status(/^Loading/);
    await train.play();
    release();
    await train.steps(1);
    await train.status(/^Training…/);
    await train.pause();
    expect(train.complaints).toEqual([]);
    await train.close();
  });

  test("what a visitor types stays when they come", async () => {
    const [train, release] = await openWaiting();
    const { page } = train;
    // Not left yet, so not asked for yet.
    const typed = { rate: "0.07", seed: "12", imbalance: "3", "table-text": "height,ki" };
    const fields = (values: Record<string, string> | null): Promise<string[]> =>
      page.evaluate(
        ([ids, texts]) =>
          ids.map((id) => {
            const field = document.getElementById(id);
            if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return "no field";
            if (texts) field.value = texts[id] ?? "";
            return field.value;
          }),
        [Object.keys(typed), values] as const,
      );
    await fields(typed);
    release();
    await train.status(/^Ready/);
    await train.settled();
    expect(await fields(null)).toEqual(Object.values(typed));
    await train.close();
  });
});

describe("the keyboard", () => {
  test("reaches and works every control", async () => {
    const train = await site().open();
    const { page } = train;
    const reached: string[] = [];
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement?.id ?? ""));
    }
    const controls = ["play", "step", "reset", "copy", "rate-slider", "rate", "momentum", "l2", "batch", "seed"];
    expect(reached).toEqual(expect.arrayContaining([...controls, "pace", "epochs", "shortcuts"]));

    await page.locator("#play").focus();
    await page.keyboard.press("Enter");
    await train.status(/^Training/);
    // A rate that is changed before the first step is the one that the run begins with.
    await train.steps(1);
    await page.keyboard.press("Space");
    await train.status(/^Paused/);
    await page.locator("#rate-slider").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => /lr=0\.05,\d+:0\.1&/.test(location.search));
    expect(await page.locator("#rate").inputValue()).toBe("0.1");
  });

  test("has shortcuts, which rest in fields and can be switched off", async () => {
    const train = await site().open();
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
  test.each([
    ["light", 320],
    ["light", 1280],
    ["dark", 320],
    ["dark", 1280],
  ] as const)("in %s, %i pixels wide: complete, and nothing in a visitor's way", async (colorScheme, width) => {
    const train = await site().open("", { colorScheme, viewport: { width, height: 800 } });
    await train.play();
    await train.steps(30);
    await train.pause();
    await train.table();
    const overflow = await train.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const found = await violationsOn(train.page);
    expect(found.filter((violation) => /^(serious|critical)/.test(violation))).toEqual([]);
  });

  test("turns dark, calm and narrow while it trains", async () => {
    const train = await site().open();
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
