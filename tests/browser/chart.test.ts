// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The chart's tools, and runs that are pinned beside each other.

import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { useSite } from "./site.ts";

const site = useSite();

/** What the chart looks like. */
function pictureOf(page: Page): Promise<string> {
  return page.locator("#chart canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** Whether a pixel of this colour is in the chart. */
function hasColour(page: Page, wanted: readonly [number, number, number]): Promise<boolean> {
  return page.locator("#chart canvas").evaluate((chart, [red, green, blue]) => {
    // A copy is read: Chromium warns in the console of a canvas that is read more than once.
    const canvas = Object.assign(document.createElement("canvas"), { width: 1000, height: 600 });
    const context = canvas.getContext("2d");
    context?.drawImage(chart as HTMLCanvasElement, 0, 0);
    const data = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    for (let i = 0; i + 3 < data.length; i += 4) {
      if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) return true;
    }
    return false;
  }, wanted);
}

/** The colour of run A's pin, `--pin-1`. */
const FIRST_PIN = [0x7a, 0x3e, 0x9d] as const;

describe("the chart", () => {
  test("has the axes of the address, which has those that it was given", async () => {
    const train = await site().open("?axes=log-loss");
    const { page } = train;
    await train.step();
    await page.locator("#chart canvas").waitFor();
    const kinds = async (shown: Page): Promise<(string | null)[]> =>
      Promise.all(["#log-steps", "#log-loss"].map((id) => shown.locator(id).getAttribute("aria-pressed")));
    expect(await kinds(page)).toEqual(["false", "true"]);
    const logLoss = await pictureOf(page);
    await page.getByRole("button", { name: "Log steps" }).click();
    await page.waitForURL(/axes=log-both/);
    await page.getByRole("button", { name: "Log loss" }).click();
    await page.waitForURL(/axes=log-steps/);
    // As by a reload, but of a page that may still be fetching its icon.
    const again = await site().open(train.query());
    expect(await kinds(again.page)).toEqual(["true", "false"]);
    await again.step();
    await again.page.locator("#chart canvas").waitFor();
    const logSteps = await pictureOf(again.page);
    await again.page.getByRole("button", { name: "Log steps" }).click();
    await again.page.waitForURL(/axes=linear/);
    expect(new Set([logLoss, logSteps, await pictureOf(again.page)]).size).toBe(3);
  });

  test("has no line of a uniform guess while there are no data", async () => {
    const train = await site().open("?data=iris");
    const { page } = train;
    await train.step();
    await page.locator("#chart canvas").waitFor();
    const pictures: string[] = [];
    for (const classes of [3, 2]) {
      await page.locator("#guess-loss", { hasText: `ln ${classes} ` }).waitFor();
      await page.getByRole("radio", { name: "Your table" }).check();
      await train.status(/^Choose a table/);
      pictures.push(await pictureOf(page));
      await page.getByRole("radio", { name: "Points" }).check();
      await train.status(/^Ready/);
      pictures.push(await pictureOf(page));
    }
    const [afterIris, ofPoints, afterPoints] = pictures;
    expect(afterIris).toBe(afterPoints);
    expect(afterIris).not.toBe(ofPoints);
  });

  test("has the zoom of the address, until there is another run", async () => {
    const train = await site().open("?zoom=0:4");
    const { page } = train;
    const all = page.getByRole("button", { name: "Show all" });
    expect(await all.getAttribute("aria-disabled")).toBe("false");
    expect(train.query()).toContain("zoom=0:4");
    await train.step();
    await page.locator("#chart canvas").waitFor();
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.waitForURL(/zoom=1:3/);
    await all.click();
    await page.waitForURL((address) => !address.search.includes("zoom"));
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.waitForURL(/zoom=/);
    await page.getByRole("button", { name: "Reset" }).click();
    await page.waitForURL((address) => !address.search.includes("zoom"));
    expect(await all.getAttribute("aria-disabled")).toBe("true");
  });

  test("has logarithmic axes, zooms by drag and by button, and shows all again", async () => {
    const train = await site().open("?pace=full&epochs=1&batch=250");
    const { page } = train;
    await train.play();
    await train.status(/^Finished/);
    await train.settled();
    const whole = await pictureOf(page);

    await page.getByRole("button", { name: "Log steps" }).click();
    const logSteps = await pictureOf(page);
    await page.getByRole("button", { name: "Log loss" }).click();
    const logBoth = await pictureOf(page);
    expect(new Set([whole, logSteps, logBoth]).size).toBe(3);
    await page.getByRole("button", { name: "Log steps" }).click();
    await page.getByRole("button", { name: "Log loss" }).click();
    await page.mouse.move(0, 0);
    await expect.poll(() => pictureOf(page)).toBe(whole);

    const all = page.getByRole("button", { name: "Show all" });
    expect(await all.getAttribute("aria-disabled")).toBe("true");
    const box = await page.locator("#chart .u-over").boundingBox();
    if (!box) throw new Error("the chart has no plot");
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 45, { steps: 4 });
    await page.mouse.up();
    expect(await all.getAttribute("aria-disabled")).toBe("false");
    expect(await pictureOf(page)).not.toBe(whole);
    await page.mouse.dblclick(box.x + box.width * 0.5, box.y + 40);
    expect(await all.getAttribute("aria-disabled")).toBe("true");
    await expect.poll(() => pictureOf(page)).toBe(whole);

    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.getByRole("button", { name: "Zoom in" }).click();
    expect(await pictureOf(page)).not.toBe(whole);
    await page.getByRole("button", { name: "Zoom out" }).click();
    expect(await all.getAttribute("aria-disabled")).toBe("false");
    await all.click();
    await expect.poll(() => pictureOf(page)).toBe(whole);
  });

  test("is read by arrow keys, through a live region that does not chatter", async () => {
    const train = await site().open("?pace=full&epochs=1&batch=250");
    const { page } = train;
    await train.play();
    await train.status(/^Finished/);
    await train.settled();
    const rows = await train.table();
    const reading = page.locator("#chart-reading");
    await page.locator("#chart").focus();

    await page.keyboard.press("End");
    const last = (rows.at(-1) ?? "").split("\t");
    await reading.filter({ hasText: `Step ${last[0] ?? "?"}:` }).waitFor();
    const text = (await reading.textContent()) ?? "";
    for (const value of last.slice(2)) expect(text).toContain(value);
    expect(await page.locator("#legend-at").textContent()).toBe(`at step ${last[0] ?? "?"}`);

    await page.evaluate(() => {
      const region = document.querySelector("#chart-reading");
      const spoken: string[] = [];
      Object.assign(window, { spoken });
      new MutationObserver(() => spoken.push(region?.textContent ?? "")).observe(region as Node, { childList: true });
    });
    for (let i = 0; i < 8; ++i) await page.keyboard.press("ArrowLeft");
    const ninth = rows.at(-9)?.split("\t")[0] ?? "?";
    await reading.filter({ hasText: `Step ${ninth}:` }).waitFor();
    const spoken = await page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
    expect(spoken.length).toBeLessThan(6);

    await page.keyboard.press("Home");
    await reading.filter({ hasText: "Step 0:" }).waitFor();
    await page.keyboard.press("+");
    await reading.filter({ hasText: /^steps 0 to/ }).waitFor();
    await page.keyboard.press("0");
    await reading.filter({ hasText: /^The whole run/ }).waitFor();
  });
});

describe("pinned runs", () => {
  test("stay in the chart and in the table across a reset, and can be hidden and removed", async () => {
    const train = await site().open("?pace=full&epochs=1&batch=250&lr=0.01");
    const { page } = train;
    const pin = page.getByRole("button", { name: "Pin this run" });
    expect(await pin.getAttribute("aria-disabled")).toBe("true");
    await train.play();
    await train.status(/^Finished/);
    await train.settled();
    const first = await train.numbers();
    await pin.click();
    await train.reset();
    await page.locator("#momentum").selectOption("0");
    await train.settled();
    const rows = page.locator("#pin-rows tr");
    expect(await rows.count()).toBe(2);
    const shown = (await rows.nth(1).innerText()).split(/\t|\n/).map((text) => text.trim());
    expect(shown).toEqual(
      expect.arrayContaining([String(first.steps), first.training.toFixed(4), first.validation.toFixed(4)]),
    );
    expect(shown.join(" ")).toContain("rate 0.01, momentum 0.9");
    expect(await hasColour(page, FIRST_PIN)).toBe(true);

    await page.getByLabel("Show run A in the chart").uncheck();
    expect(await hasColour(page, FIRST_PIN)).toBe(false);
    await page.getByLabel("Show run A in the chart").check();
    expect(await hasColour(page, FIRST_PIN)).toBe(true);

    await train.step();
    await pin.click();
    expect(await rows.count()).toBe(3);
    await page.getByRole("button", { name: "Remove run A" }).click();
    expect(await rows.count()).toBe(2);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Remove run B");
    await page.getByRole("button", { name: "Remove run B" }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("pin");
    expect(await page.locator("#pins").isHidden()).toBe(true);
  });
});
