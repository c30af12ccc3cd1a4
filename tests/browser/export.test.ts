// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What a visitor can take away: pictures, numbers, weights, and the program that repeats the run.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { writeFloat, writeList, writeLiteral } from "../../web/src/train/export/literal.ts";
import { writeCurve } from "../../web/src/train/export/tables.ts";
import { useSite } from "./site.ts";

const site = useSite();
const root = fileURLToPath(new URL("../..", import.meta.url));

/** In the package's own folder, so that the program's import finds it by its name. */
let folder = "";

beforeAll(() => {
  mkdirSync(path.join(root, "build"), { recursive: true });
  folder = mkdtempSync(path.join(root, "build/export-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The content of the file that this button saves. */
async function saved(page: Page, button: string): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

/** What the program prints: the loss of the last batch, and of the validation split. */
async function runProgram(code: string): Promise<{ batch: number; validation: number }> {
  const file = path.join(folder, "run.mjs");
  writeFileSync(file, code);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 120_000 });
  const found = /last batch: (\S+) nats\s+validation: \{ loss: (\S+),/.exec(stdout);
  return { batch: Number(found?.[1]), validation: Number(found?.[2]) };
}

describe("the code", () => {
  test("repeats a run on the digits, with its changes of the learning rate", async () => {
    const train = await site().open("?pace=full&epochs=1&batch=500&seed=5&momentum=0.8&l2=0.001&lr=0.1,20:0.03");
    const { page } = train;
    await train.play();
    await train.status(/^Finished/);
    await train.settled();
    const { name, content } = await saved(page, "Code as file");
    expect(name).toBe("run.mjs");
    const code = content.toString();
    expect(code).toContain('import { load } from "surprisal";');
    const shown = await train.numbers();
    const ran = await runProgram(code);
    // The same bits. The page adds up its validation in parts.
    expect(ran.batch).toBe(shown.batchLoss);
    expect(ran.validation).toBeCloseTo(shown.validation, 6);
    await page.locator("#export-details summary").click();
    await expect.poll(() => page.locator("#export-code").inputValue()).toBe(code);
  });

  test("is that of the run in sight, while it can be seen", async () => {
    const train = await site().open("?data=iris&seed=5");
    const { page } = train;
    const code = page.locator("#export-code");
    await page.locator("#export-details summary").click();
    await expect.poll(() => code.inputValue()).toMatch(/classes: 3,[^]*step < 0;/);
    await train.step();
    await expect.poll(() => code.inputValue()).toMatch(/classes: 3,[^]*step < 1;/);
    await page.getByRole("radio", { name: "Points" }).check();
    await train.status(/^Ready/);
    await expect.poll(() => code.inputValue()).toMatch(/classes: 2,[^]*step < 0;/);
    await page.getByRole("radio", { name: "Your table" }).check();
    await train.status(/^Choose a table/);
    expect(await code.inputValue()).toBe("");
  });

  test("repeats a run on digits that were made imbalanced", async () => {
    const train = await site().open("?imbalance=10&batch=500");
    await train.step();
    await train.step();
    const shown = await train.numbers();
    const ran = await runProgram((await saved(train.page, "Code as file")).content.toString());
    expect(ran.batch).toBe(shown.batchLoss);
    expect(ran.validation).toBeCloseTo(shown.validation, 6);
  });

  test("brings along the data that are no file, and every setting, and can be copied", async () => {
    const train = await site().open(
      "?data=iris&pace=full&epochs=20&optimizer=adam&loss=focal&weights=balanced&schedule=cosine&imbalance=3",
      {
        permissions: ["clipboard-read", "clipboard-write"],
      },
    );
    const { page } = train;
    await train.play();
    await train.status(/^Finished/);
    await train.settled();
    await page.getByRole("button", { name: "Copy code" }).click();
    await page.locator("#export-status", { hasText: "copied" }).waitFor();
    const code = await page.evaluate(() => navigator.clipboard.readText());
    const shown = await train.numbers();
    const ran = await runProgram(code);
    expect(ran.batch).toBe(shown.batchLoss);
    expect(ran.validation).toBeCloseTo(shown.validation, 6);
  });
});

describe("the files", () => {
  test("are pictures, the curve and the weights", async () => {
    const train = await site().open("?data=iris&pace=full&epochs=10");
    const { page } = train;
    await train.play();
    await train.status(/^Finished/);
    await train.settled();
    await page.getByRole("button", { name: "Pin this run" }).click();

    const png = await saved(page, "Chart as PNG");
    expect(png.name).toBe("curve.png");
    expect([...png.content.subarray(1, 4)].map((code) => String.fromCharCode(code)).join("")).toBe("PNG");
    const [width, height] = [png.content.readUInt32BE(16), png.content.readUInt32BE(20)];
    const chart = await page.locator("#chart canvas").boundingBox();
    expect(width).toBe(Math.round(chart?.width ?? 0));
    expect(height).toBeGreaterThan(chart?.height ?? 0);

    const svg = (await saved(page, "Chart as SVG")).content.toString();
    const drawn = await page.evaluate((text) => {
      const picture = new DOMParser().parseFromString(text, "image/svg+xml");
      const lines = Array.from(
        picture.querySelectorAll("polyline"),
        (line) => (line.getAttribute("points") ?? "").split(" ").length,
      );
      return {
        broken: picture.querySelector("parsererror") !== null,
        lines,
        text: picture.documentElement.textContent,
      };
    }, svg);
    expect(drawn.broken).toBe(false);
    // Training and validation, of the pinned run and of this one.
    expect(drawn.lines).toHaveLength(4);
    expect(drawn.lines.slice(0, 2)).toEqual(drawn.lines.slice(2));
    expect(drawn.text).toContain("uniform guess: ln 3 ≈ 1.099");
    expect(drawn.text).toContain("A: ");

    const csv = (await saved(page, "Curve as CSV")).content.toString();
    const { steps, validation, accuracy, batchLoss } = await train.numbers();
    const last = csv.trimEnd().split("\r\n").at(-1)?.split(",").map(Number);
    expect(last).toEqual([steps, batchLoss, await train.value("training"), validation, accuracy]);

    const model = JSON.parse((await saved(page, "Weights as JSON")).content.toString()) as {
      weights: number[][];
      bias: number[];
      classNames: string[];
      steps: number;
    };
    expect(model.weights.map((row) => row.length)).toEqual([3, 3, 3, 3]);
    expect(model.bias).toHaveLength(3);
    expect(model.steps).toBe(steps);
    const shown = await page.locator("#coefficients tbody tr").first().locator("td").allTextContents();
    expect(model.weights[0]?.map((weight) => weight.toFixed(3).replace("-", "−"))).toEqual(shown);
  });
});

describe("literals", () => {
  test("float32 numbers are short, and themselves again", () => {
    const values = Float32Array.of(0.1, 1 / 3, 1e-30, -12345.678, 0, 3.4028234663852886e38);
    for (const value of values) expect(Math.fround(Number(writeFloat(value)))).toBe(value);
    expect(writeFloat(Math.fround(0.1))).toBe("0.1");
  });

  test("lists and objects", () => {
    expect(writeLiteral({ a: 1, b: [1, "x"], c: undefined, d: { e: true }, f: Float32Array.of(0.1) })).toBe(
      '{ a: 1, b: [1, "x"], d: { e: true }, f: Float32Array.of(0.1) }',
    );
    expect(writeList(["1", "2"], "  ")).toBe("  1, 2,");
  });

  test("a curve has empty fields for gaps", () => {
    const curve = { steps: [0, 1], batch: [null, 2], training: [null, 2], validation: [2.3, null] };
    const rows = [{ step: 0, epoch: 0, validation: 2.3, training: null, accuracy: 0.1 }];
    expect(writeCurve(curve, rows).split("\r\n").slice(1)).toEqual(["0,,,2.3,0.1", "1,2,2,,", ""]);
  });
});
