// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

import { newVisitor } from "./browser.ts";
import { complaintsOf } from "./complaints.ts";

/** The exact numbers that the page shows, rounded, to people. */
export interface Numbers {
  readonly steps: number;
  readonly epoch: number;
  readonly batchLoss: number;
  readonly training: number;
  readonly validation: number;
  readonly accuracy: number;
}

/** The *Train* page, open in a context of its own. */
export class TrainPage {
  /** Everything the console, the page's own errors and failed requests had to say. */
  readonly complaints: string[];

  readonly page: Page;
  readonly context: BrowserContext;

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.context = context;
    this.complaints = complaintsOf(page);
  }

  /** Opens the page without waiting until it can train. */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<TrainPage> {
    const context = await newVisitor(browser, options);
    const opened = new TrainPage(await context.newPage(), context);
    await opened.page.goto(url);
    return opened;
  }

  /** Opens the page; resolves when it can train. */
  static async ready(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<TrainPage> {
    const opened = await TrainPage.open(browser, url, options);
    await opened.status(/^Ready/);
    await opened.settled();
    return opened;
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  /** Resolves when the status line matches. */
  async status(pattern: RegExp, timeout = 30_000): Promise<void> {
    await this.page.locator("#status", { hasText: pattern }).waitFor({ timeout });
  }

  /** Resolves when the numbers have caught up with a model that stands still. */
  async settled(): Promise<void> {
    await this.page.locator("#numbers[aria-busy=false]").waitFor({ timeout: 30_000 });
  }

  async play(): Promise<void> {
    await this.page.getByRole("button", { name: "Play" }).click();
  }

  async pause(): Promise<void> {
    await this.page.getByRole("button", { name: "Pause" }).click();
    await this.status(/^Paused/);
    await this.settled();
  }

  async step(): Promise<void> {
    const { steps } = await this.numbers();
    await this.page.getByRole("button", { name: "Step", exact: true }).click();
    await this.steps(steps + 1);
    await this.settled();
  }

  async reset(): Promise<void> {
    await this.page.getByRole("button", { name: "Reset" }).click();
    await this.status(/^Reset/);
    await this.settled();
  }

  /** Resolves when at least so many steps are shown. */
  async steps(count: number, timeout = 30_000): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => {
        const text = document.querySelector<HTMLDataElement>("#steps")?.value ?? "";
        return text !== "" && Number(text) >= wanted;
      },
      count,
      { timeout },
    );
  }

  async value(id: string): Promise<number> {
    const text = await this.page.locator(`#${id}`).getAttribute("value");
    return text === null || text === "" ? NaN : Number(text);
  }

  /** All at one moment. */
  async numbers(): Promise<Numbers> {
    return this.page.evaluate(() => {
      const read = (id: string): number => {
        const text = document.querySelector<HTMLDataElement>(`#${id}`)?.value ?? "";
        return text === "" ? NaN : Number(text);
      };
      return {
        steps: read("steps"),
        epoch: read("epoch"),
        batchLoss: read("batch-loss"),
        training: read("training"),
        validation: read("validation"),
        accuracy: read("accuracy"),
      };
    });
  }

  /** The rows of the curve's table, as text. */
  async table(): Promise<string[]> {
    await this.page.locator("#curve-table").evaluate((details) => {
      if (details instanceof HTMLDetailsElement) details.open = true;
    });
    await this.page.locator("#curve-rows tr").first().waitFor();
    return this.page.locator("#curve-rows tr").allInnerTexts();
  }

  /** What the page's address says now. */
  query(): string {
    return new URL(this.page.url()).search;
  }
}
