// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Every page as it is seen, in both lights and at three widths: no words over others, none cut off, nothing beyond the
// edge, and no place that stays in the other light.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { openedPages } from "./opened_pages.ts";
import { showBench, showLearn, showScore, showTrain, status } from "./shown.ts";
import { useSite } from "./site.ts";

const site = useSite();
const { open } = openedPages(site, "");

const visits: readonly (readonly [file: string, show: (page: Page) => Promise<void>])[] = [
  ["index.html", showTrain],
  ["index.html?data=iris", showTrain],
  ["index.html?data=points", showTrain],
  ["learn.html", showLearn],
  ["score.html", showScore],
  ["bench.html", showBench],
  ["reference.html", (page) => page.locator("#cross-entropy").waitFor()],
];

/** What is wrong with where words stand, each with the words. */
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Line {
      readonly words: string;
      readonly node: Text;
      readonly box: DOMRect;
    }
    const shownWords = (node: Text): string => node.data.trim().replace(/\s+/g, " ").slice(0, 40);
    /** What shows only a part of what is in it, and whether there is a way to the rest; nothing for what only ears get. */
    const frameOf = (element: Element): { box: DOMRect; scrolls: boolean } | null | undefined => {
      for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
        const { overflowX, overflowY, clipPath, textOverflow } = getComputedStyle(at);
        const box = at.getBoundingClientRect();
        const hides = overflowX !== "visible" || overflowY !== "visible";
        if (clipPath !== "none" || (hides && Math.min(box.width, box.height) < 2)) return undefined;
        const scrolls = [overflowX, overflowY].some((value) => value === "auto" || value === "scroll");
        if (hides) return { box, scrolls: scrolls || textOverflow === "ellipsis" };
      }
      return null;
    };
    const lines: Line[] = [];
    const faults: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode() as Text | null; node !== null; node = walker.nextNode() as Text | null) {
      const parent = node.parentElement;
      const words = shownWords(node);
      // Formulas and drawings place their signs by rules of their own.
      if (parent === null || words === "" || parent.closest("math, svg, script, style, option") !== null) continue;
      if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const frame = frameOf(parent);
      if (frame === undefined) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width < 1 || box.height < 1) continue;
        const within = frame?.box ?? new DOMRect(0, -Infinity, Infinity, Infinity);
        const middle = (box.top + box.bottom) / 2;
        const isSeen = middle > within.top && middle < within.bottom;
        const isInside = box.left >= within.left - 1.5 && box.right <= within.right + 1.5;
        if (!isSeen || (frame?.scrolls === true && !isInside)) continue;
        if (!isInside) faults.push(`cut off: ${words}`);
        lines.push({ words, node, box });
      }
    }
    lines.sort((a, b) => a.box.top - b.box.top);
    lines.forEach((a, index) => {
      for (const b of lines.slice(index + 1)) {
        if (b.box.top >= a.box.bottom) break;
        if (a.node === b.node) continue;
        const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const high = Math.min(a.box.bottom, b.box.bottom) - b.box.top;
        // Boxes of lines are higher than what is written in them.
        if (wide > 2 && high > 0.4 * Math.min(a.box.height, b.box.height)) faults.push(`"${a.words}" and "${b.words}"`);
      }
    });
    return [...new Set(faults)];
  });
}

/** Large parts of the page whose background is of the other light. */
function inTheOtherLight(page: Page, light: "light" | "dark"): Promise<string[]> {
  return page.evaluate((wanted) => {
    const large = 20_000;
    return [...document.querySelectorAll("body, body *")]
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        const [red = 0, green = 0, blue = 0, alpha = 1] =
          /[\d.]+(?:, ?[\d.]+)*/.exec(getComputedStyle(element).backgroundColor)?.[0].split(",").map(Number) ?? [];
        if (width * height < large || alpha < 0.5) return false;
        const luminance = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
        return wanted === "light" ? luminance < 0.5 : luminance > 0.5;
      })
      .map((element) => element.id || element.className || element.tagName);
  }, light);
}

test.each(visits.flatMap(([file, show]) => (["light", "dark"] as const).map((light) => ({ file, show, light }))))(
  "$file in $light has every word in its place",
  async ({ file, show, light }) => {
    const page = await open({ colorScheme: light, reducedMotion: "reduce" }, file);
    await show(page);
    for (const width of [1280, 720, 360]) {
      await page.setViewportSize({ width, height: 900 });
      // Charts follow in the next frame.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect.soft(await misplaced(page), `${width} pixels wide`).toEqual([]);
      const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(overhang, `${width} pixels wide`).toBeLessThanOrEqual(0);
    }
    expect.soft(await inTheOtherLight(page, light)).toEqual([]);
  },
);

test("Train judges nothing while there is no table to judge by", async () => {
  const page = await open({}, "index.html?data=csv");
  await status(page, /^Choose a table/);
  const judgements = () => page.locator("#judge, #worst-card, #gallery-card, #weights-card").locator("visible=true");
  expect(await judgements().count()).toBe(0);
  await page.getByRole("button", { name: "Try a sample" }).click();
  await status(page, /^Ready/);
  expect(await judgements().count()).toBe(2);
});
