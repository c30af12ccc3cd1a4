// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The site in a visitor's own colours ("high contrast"), where backgrounds, shadows and most colours of its own are gone.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { violationsOn } from "./axe.ts";
import { openedPages } from "./opened_pages.ts";
import { showBench, showLearn, showScore, showTrain } from "./shown.ts";
import { useSite } from "./site.ts";

const site = useSite();
const { open } = openedPages(site, "");

interface Visit {
  readonly file: string;
  /** Resolves when all is there that the page can show. */
  readonly show: (page: Page) => Promise<void>;
  /** How many things a key reaches, at least. */
  readonly reachable: number;
  /** What can be on or off. */
  readonly states?: readonly (readonly [selector: string, attribute: "checked" | "aria-pressed"])[];
}

const visits: readonly Visit[] = [
  {
    file: "index.html?data=points&axes=log-loss",
    show: showTrain,
    reachable: 50,
    states: [
      ["#log-loss", "aria-pressed"],
      ["#data-iris", "checked"],
      ["#pen-1", "checked"],
      ["#shortcuts", "checked"],
    ],
  },
  { file: "learn.html", show: showLearn, reachable: 25 },
  {
    file: "score.html",
    show: showScore,
    reachable: 15,
  },
  { file: "bench.html", show: showBench, reachable: 5 },
];

/** What a key reaches, each with whether it can be told from what is around it when it has the focus, and when not. */
function reached(page: Page): Promise<{ name: string; focus: boolean; shown: boolean }[]> {
  return page.evaluate(() => {
    const candidates = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const isOutlined = (element: Element | null): boolean => {
      if (element === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    /** By words, a border, or a drawing of its own; the browser's own controls have all that they need. */
    const isShown = (element: Element): boolean => {
      const { borderTopStyle, borderTopWidth, appearance } = getComputedStyle(element);
      const hasBorder = borderTopStyle !== "none" && parseFloat(borderTopWidth) >= 1;
      const hasWords = element.textContent.trim() !== "" || (element.closest("label")?.textContent.trim() ?? "") !== "";
      return hasBorder || hasWords || appearance !== "none" || element.querySelector("canvas, svg") !== null;
    };
    return [...document.querySelectorAll<HTMLElement | SVGElement>(candidates)]
      .filter((element) => element.checkVisibility() && !element.matches(":disabled, [tabindex='-1']"))
      .map((element) => {
        element.focus({ focusVisible: true });
        const marked = [element, element.closest("label"), element.nextElementSibling];
        return {
          name: element.id || element.outerHTML.slice(0, 80),
          focus: document.activeElement === element && marked.some(isOutlined),
          shown: isShown(element),
        };
      });
  });
}

/** Whether the page looks otherwise there when `attribute` of what `selector` names is turned over. */
async function showsIt(page: Page, selector: string, attribute: "checked" | "aria-pressed"): Promise<boolean> {
  const shown = page.locator(selector);
  const around = attribute === "checked" ? shown.locator("xpath=..") : shown;
  const picture = async (): Promise<string> => (await around.screenshot()).toString("base64");
  const before = await picture();
  await shown.evaluate((element, name) => {
    if (name === "checked") (element as HTMLInputElement).checked = !(element as HTMLInputElement).checked;
    else element.setAttribute(name, String(element.getAttribute(name) === "false"));
  }, attribute);
  return (await picture()) !== before;
}

/** The colours of the chart's canvas, each of at least so many pixels: of all that is drawn but its blurred edges. */
function coloursOf(page: Page): Promise<number> {
  return page.locator("#chart canvas").evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return 0;
    const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    const counts = new Map<string, number>();
    for (let i = 0; i + 3 < data.length; i += 4) {
      const colour = [data[i], data[i + 1], data[i + 2], data[i + 3]].join();
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts.values()].filter((count) => count >= 20).length;
  });
}

test.each(visits)(
  "in a visitor's own colours, $file has all its controls, and shows where the focus is",
  async (visit) => {
    const page = await open({ forcedColors: "active", colorScheme: "dark" }, visit.file);
    await visit.show(page);
    expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
    const found = await reached(page);
    expect(found.length).toBeGreaterThanOrEqual(visit.reachable);
    expect(found.filter(({ focus, shown }) => !focus || !shown)).toEqual([]);
    for (const [selector, attribute] of visit.states ?? []) {
      expect([selector, await showsIt(page, selector, attribute)]).toEqual([selector, true]);
    }
    if (visit.file.startsWith("index")) expect(await coloursOf(page)).toBeGreaterThan(3);
    // Contrast is the visitor's own affair: axe would measure the colours that are not used here.
    const obstacles = (await violationsOn(page)).filter((violation) =>
      /^(serious|critical): (?!color-contrast)/.test(violation),
    );
    expect(obstacles).toEqual([]);
  },
);
