// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterEach, expect } from "vitest";

import { newVisitor } from "./browser.ts";
import { complaintsOf } from "./complaints.ts";
import type { Site } from "./site.ts";

/** The *Learn* page, open in a context of its own. */
export class LearnPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  slider(name: string): Locator {
    return this.page.getByRole("slider", { name, exact: true });
  }

  figure(name: string): Locator {
    return this.page.locator(`#figure-${name}`);
  }

  /** Waits until every figure is drawn, with what the address has set. */
  async drawn(): Promise<void> {
    await this.page.waitForFunction(() => {
      const figures = [...document.querySelectorAll("figure")];
      return figures.length > 0 && figures.every((figure) => figure.ariaBusy === "false");
    });
  }

  /** The exact numbers of a figure, once what was done to it is drawn. */
  async numbers(name: string): Promise<Record<string, number>> {
    await this.frames();
    return this.figure(name).evaluate((figure) => {
      const cells = [...figure.querySelectorAll<HTMLDataElement>("data[data-name]")];
      return Object.fromEntries(cells.map((cell) => [cell.dataset.name ?? "", Number(cell.value)]));
    });
  }

  /** The rows of a figure's table, as text. */
  async table(name: string): Promise<string[][]> {
    await this.numbers(name);
    const rows = await this.figure(name).locator("tbody tr").all();
    return Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
  }

  /** Presses keys on a slider, one after the other, until what they did is drawn. */
  async keys(slider: Locator, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) await slider.press(key);
    await this.frames();
  }

  /** Drags a slider from where it is to a share of its width, until what that did is drawn. */
  async drag(slider: Locator, share: number): Promise<void> {
    const { x, y, width } = await this.trackOf(slider);
    const from = await slider.boundingBox();
    await this.page.mouse.move((from?.x ?? x) + (from?.width ?? 0) / 2, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + width / 3, y, { steps: 2 });
    await this.page.mouse.move(x + share * width, y);
    await this.page.mouse.up();
    await this.frames();
  }

  /** Figures are drawn in the frame after what was done to them, sliders with them. */
  private async frames(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let frame = 0; frame < 2; ++frame) await new Promise(requestAnimationFrame);
    });
  }

  /** Where a slider's track is: its left end, its middle's height, its width. */
  async trackOf(slider: Locator): Promise<{ x: number; y: number; width: number }> {
    await slider.scrollIntoViewIfNeeded();
    return slider.evaluate((element) => {
      const track = element.closest(".slider-track") ?? element.parentElement?.querySelector(".slider-track");
      const { left, top, width, height } = (track ?? element).getBoundingClientRect();
      return { x: left, y: top + height / 2, width };
    });
  }
}

/**
 * Opens the page with a query, when it is drawn. After each test of the file that calls this, what was opened must have
 * left no word in the console.
 */
export function useLearnPage(
  site: () => Site,
): (query?: string, options?: BrowserContextOptions) => Promise<LearnPage> {
  const opened: { readonly page: Page; readonly complaints: string[] }[] = [];

  afterEach(async () => {
    const pages = opened.splice(0);
    await Promise.all(pages.map(({ page }) => page.context().close()));
    expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  return async (query = "", options = {}) => {
    const context = await newVisitor(site().browser, options);
    const page = await context.newPage();
    opened.push({ page, complaints: complaintsOf(page) });
    await page.goto(`${site().server.url}learn.html${query}`);
    const learn = new LearnPage(page);
    await learn.drawn();
    return learn;
  };
}
