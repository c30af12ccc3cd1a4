// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The reference as a reader meets it: without JavaScript too, by keyboard, in every size and light.

import type { BrowserContextOptions, Page } from "playwright-core";
import { afterEach, describe, expect, test } from "vitest";

import { violationsOn } from "./axe.ts";
import { newVisitor } from "./browser.ts";
import { complaintsOf } from "./complaints.ts";
import { useSite } from "./site.ts";

const site = useSite();

const opened: { page: Page; complaints: string[] }[] = [];

async function open(options: BrowserContextOptions = {}, anchor = ""): Promise<Page> {
  const context = await newVisitor(site().browser, options);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  // Without scripts, theirs are asked for and given up.
  opened.push({ page, complaints: options.javaScriptEnabled === false ? [] : complaints });
  await page.goto(`${site().server.url}reference.html${anchor}`);
  return page;
}

afterEach(async () => {
  const pages = opened.splice(0);
  for (const { page } of pages) await page.context().close();
  expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
});

const titles = (page: Page) => page.locator(".index-list li:visible").allTextContents();

describe("the reference", () => {
  test("is linked from the Train page, which it leads back to", async () => {
    const train = await site().open();
    const pages = train.page.getByRole("navigation", { name: "Pages" });
    await pages.getByRole("link", { name: "Reference" }).click();
    await train.page.locator("#cross-entropy").waitFor();
    await pages.getByRole("link", { name: "Train" }).click();
    await train.status(/^Ready/);
  });

  test("is all there without JavaScript, and every link of the page leads somewhere", async () => {
    const page = await open({ javaScriptEnabled: false });
    expect(await page.locator("#filter").isVisible()).toBe(false);
    const anchors = await page.locator('a[href^="#"]').evaluateAll((links) => links.map((a) => a.getAttribute("href")));
    const ids = await page.locator("[id]").evaluateAll((elements) => elements.map(({ id }) => id));
    expect(anchors.length).toBeGreaterThan(200);
    expect(new Set(ids).size).toBe(ids.length);
    expect(anchors.filter((anchor) => !ids.includes(anchor?.slice(1) ?? ""))).toEqual([]);

    const entries = await page.locator("article.entry").evaluateAll((articles) => articles.map(({ id }) => id));
    const listed = await page
      .locator(".index-list li a")
      .evaluateAll((links) => links.map((a) => a.getAttribute("href")));
    expect(listed).toEqual(entries.map((id) => `#${id}`));
    expect(entries).toEqual(expect.arrayContaining(["cross-entropy", "information-entropy", "type-scorer", "load"]));
  });

  test("shows of a function what its contract has", async () => {
    const page = await open({}, "#cross-entropy");
    const entry = page.locator("#cross-entropy");
    expect(await entry.evaluate((article) => article.getBoundingClientRect().top)).toBeLessThan(200);
    const headings = await entry.locator("h4").allTextContents();
    expect(headings).toEqual(["Inputs", "Options", "Errors", "Edge cases", "Accuracy", "Source"]);
    expect(await entry.locator("math").count()).toBeGreaterThan(10);
    expect(await entry.locator(".code").first().textContent()).toContain("target: number | FloatInput | LabelInput");
    expect(await page.locator("#dispose .code").first().textContent()).toBe("s.dispose(): void");
    await entry.getByText("6 options, with types").click();
    expect(await entry.locator(".members").first().textContent()).toContain("How much of the target’s mass");
  });
});

describe("the index", () => {
  test("shows which entry is being read, and keeps it in sight", async () => {
    const page = await open();
    for (const [id, name] of [
      ["roc-auc", "rocAuc"],
      ["cross-entropy", "crossEntropy"],
    ] as const) {
      await page.locator(`#${id}`).evaluate((entry) => {
        entry.scrollIntoView();
      });
      const link = page.locator("#index-list a[aria-current]", { hasText: new RegExp(`^${name}$`) });
      await link.waitFor();
      const isInSight = await link.evaluate((a) => {
        const list = a.closest("#index-list")?.getBoundingClientRect();
        const { top, bottom } = a.getBoundingClientRect();
        return list !== undefined && top >= list.top && bottom <= list.bottom;
      });
      expect(isInSight).toBe(true);
      expect(await page.locator("#index-list a[aria-current]").count()).toBe(1);
    }
  });
});

describe("the filter", () => {
  test("keeps what has all words, and says how much that is", async () => {
    const page = await open();
    const all = await titles(page);
    await page.keyboard.press("/");
    await page.keyboard.type("focal loss");
    expect(await titles(page)).toEqual(["softmaxFocalLoss", "sigmoidFocalLoss"]);
    expect(await page.getByRole("status").textContent()).toBe(`2 of ${all.length}`);
    await page.keyboard.press("Escape");
    expect(await titles(page)).toEqual(all);
  });

  test("is moved through by the arrow keys", async () => {
    const page = await open();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    await page.getByRole("textbox", { name: "Filter" }).fill("focal");
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("softmaxFocalLoss");
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("sigmoidFocalLoss");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#sigmoid-focal-loss$/);
    await page.keyboard.press("/");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#softmax-focal-loss$/);
  });
});

describe("the look", () => {
  const openAll = async (page: Page) => {
    for (const summary of await page.locator("#cross-entropy summary, #heap-float32 summary").all())
      await summary.click();
  };

  test.each([320, 480, 768, 1280])("%i pixels wide, nothing sticks out", async (width) => {
    const page = await open({ viewport: { width, height: 800 } });
    await openAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  // Of hundreds of entries alike, one of each kind, where not all are looked at.
  const parts = ["header", ".hero", "#index", "#cross-entropy", "#heap-float32", "#type-scorer", "footer"];

  test.each([
    ["light", 1280, ["html"]],
    ["dark", 320, parts],
  ] as const)("in %s, %i pixels wide, nothing is in a reader's way", async (colorScheme, width, within) => {
    const page = await open({ colorScheme, viewport: { width, height: 800 } });
    await openAll(page);
    expect(await violationsOn(page, within)).toEqual([]);
  });
});
