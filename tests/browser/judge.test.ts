// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the model makes of examples: those of the validation split, and a digit drawn by hand.

import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { useSite } from "./site.ts";

const site = useSite();

/** The numbers in the cells of a table, row by row. */
async function cellsOf(page: Page, table: string): Promise<number[][]> {
  return page
    .locator(`${table} tbody tr`)
    .evaluateAll((rows) =>
      rows.map((row) =>
        Array.from((row as HTMLTableRowElement).querySelectorAll("td"), (cell) =>
          Number(cell.textContent.replace(",", "")),
        ),
      ),
    );
}

/** The exact shares that bars show; NaN where there is none. */
async function sharesOf(page: Page, list: string): Promise<number[]> {
  return page
    .locator(`${list} data`)
    .evaluateAll((bars) =>
      bars.map((bar) => ((bar as HTMLDataElement).value === "" ? NaN : Number((bar as HTMLDataElement).value))),
    );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("the judgement of the validation split", () => {
  test("counts every image once, and says the same in the matrix and in the bars", async () => {
    const train = await site().open("?pace=full&epochs=1&batch=250");
    const { page } = train;
    await train.play();
    await train.status(/^Finished/);
    await train.settled();
    const counts = await cellsOf(page, "#confusion");
    expect(counts).toHaveLength(10);
    expect(sum(counts.map(sum))).toBe(2500);
    const right = sum(counts.map((row, i) => row[i] ?? 0));
    expect(right / 2500).toBeGreaterThan(0.8);
    const shares = await sharesOf(page, "#class-accuracy");
    counts.forEach((row, i) => {
      expect(shares[i]).toBeCloseTo((row[i] ?? 0) / sum(row), 12);
    });

    const worst = await page.locator("#worst .detail").allTextContents();
    expect(worst.length).toBe(12);
    const nats = worst.map(Number);
    expect(nats).toEqual([...nats].sort((a, b) => b - a));
    expect(nats[0]).toBeGreaterThan(3);
    expect(await page.locator("#worst li").first().locator("canvas").getAttribute("aria-label")).toMatch(
      /^A \d, taken for a \d$/,
    );
  });

  test("of a table shows rows and weights instead of pictures", async () => {
    const train = await site().open("?data=iris&pace=full&epochs=10");
    const { page } = train;
    await train.play();
    await train.status(/^Finished/);
    await train.settled();
    expect(await page.locator("#draw").isHidden()).toBe(true);
    expect(await page.locator("#worst").isHidden()).toBe(true);
    expect(await cellsOf(page, "#confusion")).toHaveLength(3);
    const rows = await cellsOf(page, "#worst-table");
    expect(rows.length).toBeGreaterThan(0);
    // A surprisal and four measurements of a flower, in centimetres.
    for (const row of rows) {
      expect(row).toHaveLength(5);
      for (const value of row.slice(1)) expect(value).toBeGreaterThan(0);
      for (const value of row.slice(1)) expect(value).toBeLessThan(9);
    }
    const weights = await cellsOf(page, "#coefficients");
    // Four features and the bias, for three classes.
    expect(weights.map((row) => row.length)).toEqual([3, 3, 3, 3, 3]);
  });
});

describe("a drawn digit", () => {
  test("is judged stroke by stroke, by pointer and by key", async () => {
    const train = await site().open("?pace=full&epochs=1&batch=250");
    const { page } = train;
    await train.play();
    await train.status(/^Finished/);
    await train.settled();
    expect(await sharesOf(page, "#draw-probs")).toEqual(new Array(10).fill(NaN));
    const reading = page.locator("#draw-reading");
    const most = async (): Promise<number> => {
      const shares = await sharesOf(page, "#draw-probs");
      expect(sum(shares)).toBeCloseTo(1, 5);
      return shares.indexOf(Math.max(...shares));
    };

    // A 0 by mouse.
    const pad = page.locator("#draw-pad");
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (!box) throw new Error("there is no sheet to draw on");
    for (let i = 0; i <= 24; ++i) {
      const angle = (i / 24) * 2 * Math.PI;
      const [x, y] = [0.5 + 0.25 * Math.sin(angle), 0.5 - 0.35 * Math.cos(angle)];
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
      if (i === 0) await page.mouse.down();
    }
    await page.mouse.up();
    await reading.filter({ hasText: /^Most likely 0/ }).waitFor();
    expect(await most()).toBe(0);

    // The same sheet, empty again, and a 1 by keys.
    await pad.focus();
    await page.keyboard.press("Delete");
    await reading.filter({ hasText: "The sheet is empty." }).waitFor();
    expect(await sharesOf(page, "#draw-probs")).toEqual(new Array(10).fill(NaN));
    // What is said of a dot stays when the pen is put up.
    await page.keyboard.press("Space");
    await reading.filter({ hasText: /^Most likely \d/ }).waitFor();
    await page.keyboard.press("Escape");
    await reading.filter({ hasText: /^Pen up: arrow keys move it\. Most likely \d/ }).waitFor();
    await page.keyboard.press("Delete");
    await reading.filter({ hasText: "The sheet is empty." }).waitFor();
    for (let i = 0; i < 9; ++i) await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Space");
    await reading.filter({ hasText: /^Most likely/ }).waitFor();
    const dot = await sharesOf(page, "#draw-probs");
    for (let i = 0; i < 18; ++i) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await reading.filter({ hasText: /Most likely 1/ }).waitFor();
    expect(await most()).toBe(1);
    expect(await sharesOf(page, "#draw-probs")).not.toEqual(dot);

    // Undo takes it back; a test digit is judged as in the gallery.
    await page.getByRole("button", { name: "Undo" }).click();
    await reading.filter({ hasText: "The sheet is empty." }).waitFor();
    await page.getByLabel("Start from a test digit").selectOption({ label: "7" });
    await reading.filter({ hasText: /^Most likely 7/ }).waitFor();
    expect(await most()).toBe(7);

    // The same drawing, another model: the untrained one.
    await train.reset();
    await expect.poll(async () => Math.max(...(await sharesOf(page, "#draw-probs")))).toBeLessThan(0.9);
  });
});
