// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// The Learn page as a reader meets it: whole, as one figure in another's page, by its address, in every size and light.

import { describe, expect, test } from "vitest";

import { violationsOn } from "./axe.ts";
import { useLearnPage } from "./learn_page.ts";
import { useSite } from "./site.ts";

const site = useSite();
const open = useLearnPage(site);

const figures = [
  "surprisal",
  "cross-entropy",
  "kl",
  "softmax",
  "stability",
  "imbalance",
  "focal",
  "smoothing",
  "calibration",
] as const;

const overflow = () => document.documentElement.scrollWidth - innerWidth;

describe("embedded", () => {
  test.each(figures)("%s is all there is, complete at 320 pixels", async (name) => {
    const colorScheme = figures.indexOf(name) % 2 === 0 ? "light" : "dark";
    const { page } = await open(`?embed=${name}`, { colorScheme, viewport: { width: 320, height: 700 } });
    expect(await page.locator("figure").evaluateAll((all) => all.map(({ id }) => id))).toEqual([`figure-${name}`]);
    expect(await page.locator("header, nav, section").count()).toBe(0);
    await page.locator("summary").click();
    expect(await page.locator("tbody tr").count()).toBeGreaterThan(2);
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect(await violationsOn(page)).toEqual([]);
    const back = page.getByRole("link", { name: /chapter/ });
    expect(await back.getAttribute("href")).toBe(`./learn.html#${name}`);
  });

  test("a figure that there is not is told, and the page is there", async () => {
    const { page } = await open("?embed=toString");
    expect(await page.getByRole("alert").textContent()).toMatch(
      /no figure called “toString”.*surprisal, cross-entropy/,
    );
    expect(await page.locator("figure").count()).toBe(figures.length);
  });
});

describe("the address", () => {
  test("has what was set, no more, and sets it again", async () => {
    const learn = await open("?gamma=3.5&weight=7");
    const { page } = learn;
    await learn.keys(learn.slider("Smoothing ε"), "Home");
    await page.waitForURL(/smoothing/);
    expect(new URL(page.url()).search).toBe("?weight=7&gamma=3.5&smoothing=0");
    const alone = page.locator("#figure-focal").getByRole("link", { name: "This figure alone" });
    expect(await alone.getAttribute("href")).toBe("?embed=focal&gamma=3.5");
    await alone.click();
    await page.waitForURL(/embed=focal/);
    await learn.drawn();
    expect(await page.getByRole("slider", { name: "Focus γ" }).inputValue()).toBe("3.5");
  });

  test("that makes no sense sets nothing", async () => {
    const learn = await open("?embed=cross-entropy&p=1,2,3,4&q=0.5,x,0,0&unit=miles&at=7");
    const rows = await learn.table("cross-entropy");
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ["sun", "50%", "25%"],
      ["cloud", "25%", "25%"],
      ["rain", "15%", "25%"],
      ["snow", "10%", "25%"],
    ]);
  });
});

describe("the page", () => {
  test("is linked from Train", async () => {
    const train = await site().open();
    await train.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Learn" }).click();
    await train.page.locator("#figure-calibration[aria-busy=false]").waitFor();
  });

  test("has its chapters in the contents, and its formulas without JavaScript", async () => {
    const context = await site().browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site().server.url}learn.html`);
    const links = page.getByRole("navigation", { name: "Chapters" }).getByRole("link");
    expect(await links.evaluateAll((all) => all.map((a) => a.getAttribute("href")))).toEqual(
      figures.map((id) => `#${id}`),
    );
    expect(await page.locator("section.lesson").evaluateAll((all) => all.map(({ id }) => id))).toEqual([...figures]);
    expect(await page.locator(".formula math").count()).toBeGreaterThanOrEqual(figures.length);
    expect(await page.locator("main").textContent()).not.toContain("$");
    await context.close();
  });

  test("is moved by a finger, and can be scrolled by one", async () => {
    const learn = await open("?embed=kl", { hasTouch: true, viewport: { width: 360, height: 700 } });
    const bar = learn.slider("q of sun");
    const { x, y, width } = await learn.trackOf(bar);
    await learn.page.touchscreen.tap(x + 0.7 * width, y);
    await learn.numbers("kl");
    expect(await bar.getAttribute("aria-valuetext")).toBe("70%");
    const track = learn.figure("kl").locator(".slider-track").first();
    expect(await track.evaluate((element) => getComputedStyle(element).touchAction)).toBe("pan-y");
    expect((await track.boundingBox())?.height).toBeGreaterThanOrEqual(24);
  });

  test("shows where the focus is, and reaches every slider by Tab", async () => {
    const { page } = await open("?embed=kl");
    const reached: (string | null)[] = [];
    for (let i = 0; i < 8; ++i) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement?.ariaLabel ?? null));
    }
    expect(reached.filter((label) => label?.startsWith("q of"))).toEqual([
      "q of sun",
      "q of cloud",
      "q of rain",
      "q of snow",
    ]);
    await page.locator("[aria-label='q of sun']").press("ArrowLeft");
    const outline = await page
      .locator("[aria-label='q of sun']")
      .evaluate((grip) => getComputedStyle(grip).outlineStyle);
    expect(outline).toBe("solid");
  });

  test.each([
    ["light", 1280],
    ["dark", 320],
  ] as const)("in %s, %i pixels wide, has nothing in a reader's way", async (colorScheme, width) => {
    const { page } = await open("", { colorScheme, reducedMotion: "reduce", viewport: { width, height: 800 } });
    for (const summary of await page.locator("summary").all()) await summary.click();
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    const nav = await page.getByRole("navigation", { name: "Pages" }).getByRole("link").all();
    const tops = await Promise.all(nav.map(async (link) => (await link.boundingBox())?.y));
    expect(new Set(tops).size).toBe(1);
    expect(await violationsOn(page)).toEqual([]);
  });
});
