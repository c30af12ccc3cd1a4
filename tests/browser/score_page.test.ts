// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The Score page as a visitor meets it.

import { readFileSync } from "node:fs";

import type { Download, Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { sampleFile } from "../../web/src/score/sample.ts";
import { readSettings, writeSettings } from "../../web/src/score/settings.ts";
import { violationsOn } from "./axe.ts";
import { npyFile } from "./npy_file.ts";
import { openedPages } from "./opened_pages.ts";
import { float64Scores, madeUpRows } from "./score_reference.ts";
import { useSite } from "./site.ts";

const site = useSite();

const { open, excuse } = openedPages(site, "score.html");

const status = (page: Page, words: RegExp): Promise<void> =>
  page.locator("#status", { hasText: words }).waitFor({ timeout: 30_000 });

const figure = (page: Page, name: string): Promise<string> =>
  page
    .locator("#figures div", { has: page.getByText(name, { exact: true }) })
    .locator("dd")
    .innerText();

const alertText = (page: Page): Promise<string> => page.getByRole("alert").innerText();

async function choose(page: Page, ...files: File[]): Promise<void> {
  const buffers = files.map(async (file) => ({
    name: file.name,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(await file.arrayBuffer()),
  }));
  await page.locator("#choose").setInputFiles(await Promise.all(buffers));
}

async function sampleScored(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Try a sample" }).click();
  await status(page, /^Scored 3,000 rows/);
}

async function sampleRows(): Promise<{ logits: number[][]; labels: number[] }> {
  const [head = "", ...lines] = (await sampleFile().text()).trim().split("\n");
  const names = head.split(",").map((name) => name.replace("logit_", ""));
  const cells = lines.map((line) => line.split(","));
  return {
    logits: cells.map((row) => row.slice(0, -1).map(Number)),
    labels: cells.map((row) => names.indexOf(row.at(-1) ?? "")),
  };
}

const { logits, labels } = madeUpRows(400, 3);
const scoresFile = (): File => npyFile("z.npy", "<f4", [400, 3], logits.flat());
const labelsFile = (): File => npyFile("y.npy", "<i8", [400], labels);
const wanted = float64Scores(logits, labels);

describe("the sample", () => {
  test("is scored as float64 scores it, and a temperature straightens it", async () => {
    const page = await open();
    await sampleScored(page);
    const rows = await sampleRows();
    const before = float64Scores(rows.logits, rows.labels);
    expect(Number(await figure(page, "Log loss, nats"))).toBeCloseTo(before.logLoss, 4);
    expect(Number(await figure(page, "Perplexity"))).toBeCloseTo(Math.exp(before.logLoss), 3);
    expect(Number(await figure(page, "Brier score"))).toBeCloseTo(before.brierScore, 4);
    expect(Number(await figure(page, "ECE"))).toBeCloseTo(before.ece, 4);
    expect(await figure(page, "Accuracy")).toBe(`${(100 * before.accuracy).toFixed(2)}%`);
    expect(await page.locator("#confusion td").allInnerTexts()).toEqual(before.confusion.map(String));
    const [worst] = before.byLoss;
    expect(await page.locator("#worst tbody tr").first().innerText()).toMatch(
      new RegExp(`^line ${(worst?.[0] ?? NaN) + 2}\\s`),
    );
    expect(await page.locator("#diagrams svg").count()).toBe(1);

    await page.getByRole("button", { name: "Fit a temperature" }).click();
    await status(page, /^Fitted/);
    const temperature = Number(await page.locator("#temperature").getAttribute("value"));
    // What the sample was made with.
    expect(temperature).toBeGreaterThan(2.3);
    expect(temperature).toBeLessThan(2.7);
    const after = float64Scores(rows.logits, rows.labels, { temperature });
    expect(after.ece).toBeLessThan(before.ece / 5);
    const ece = await page.locator("#fit-table tr", { hasText: "ECE" }).locator("td").allInnerTexts();
    expect(Number(ece[0])).toBeCloseTo(before.ece, 4);
    expect(Number(ece[1])).toBeCloseTo(after.ece, 4);
    expect(await page.getByRole("img", { name: /^At T = .*Expected calibration error/ }).count()).toBe(1);

    await page.getByText("The diagram as a table").click();
    const counts = await page.locator("#bins-table tbody tr td:nth-child(2)").allInnerTexts();
    expect(counts.map((text) => Number(text.replace(",", "")))).toEqual(before.binCounts);
    await page.getByText("Precision and recall of each class").click();
    expect(await page.locator("#classes tbody tr").count()).toBe(5);
  });

  test("and what came out can be saved", async () => {
    const page = await open();
    await sampleScored(page);
    const saved = async (name: string | RegExp): Promise<[name: string, text: string]> => {
      const waiting: Promise<Download> = page.waitForEvent("download");
      await page.getByRole("button", { name }).click();
      const download = await waiting;
      return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
    };
    const [jsonName, json] = await saved("Report (JSON)");
    const report = JSON.parse(json) as {
      scores: { logLoss: number; count: number };
      names: string[];
      isComplete: boolean;
    };
    expect(jsonName).toBe("scores.json");
    expect(report).toMatchObject({
      type: "surprisal.score-report",
      isComplete: true,
      names: ["cat", "dog", "fox", "hen", "owl"],
    });
    expect(report.scores.logLoss.toFixed(4)).toBe(await figure(page, "Log loss, nats"));
    const [markdownName, markdown] = await saved("Report (Markdown)");
    expect(markdownName).toBe("scores.md");
    expect(markdown).toContain(`| Log loss, nats | ${report.scores.logLoss.toFixed(4)} |`);
    await page.getByText("What files may look like").click();
    const [sampleName, sample] = await saved("Save it as a file");
    expect(sampleName).toBe("sample.csv");
    expect(sample).toBe(await sampleFile().text());
  });
});

describe("files", () => {
  test("may come one after the other, and go", async () => {
    const page = await open();
    await choose(page, scoresFile());
    await status(page, /^The scores are here\. Now add a file with the labels\.$/);
    await choose(page, labelsFile());
    await status(page, /^Scored 400 rows/);
    expect(Number(await figure(page, "Log loss, nats"))).toBeCloseTo(wanted.logLoss, 4);
    expect(await page.locator("#file-list").innerText()).toContain("shape [400, 3], type <f4: scores");
    await page.getByRole("button", { name: "Remove z.npy" }).click();
    await status(page, /^The labels are here\. Now add a file with the scores\.$/);
    expect(await page.locator("#results").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Remove y.npy" }).click();
    await status(page, /^Ready/);
  });

  test("may be dropped anywhere, and pasted", async () => {
    const page = await open();
    const text = JSON.stringify({ logits, labels });
    await page.evaluate((content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], "dropped.json"));
      document
        .querySelector("h1")
        ?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, text);
    await status(page, /^Scored 400 rows/);
    expect(await page.locator("#file-list").innerText()).toContain("dropped.json");
    await page.getByText("Paste text instead").click();
    await page.getByLabel("CSV or JSON", { exact: true }).fill("2,0.5,0\n0.1,1.7,1\n1,0,1");
    await page.getByRole("button", { name: "Score this text" }).click();
    await status(page, /^Scored 3 rows/);
    expect(await figure(page, "Accuracy")).toBe("66.67%");
  });

  test("that are bad are told by line, nothing is lost, and the rest can be scored", async () => {
    const page = await open();
    await choose(page, new File(["a,b,label\n2,0,0\n1,x,1\n0,3,1\n0,3,7\n"], "bad.csv"));
    await status(page, /^Ended by a problem/);
    expect(await alertText(page)).toBe('bad.csv, line 3: column 2 ("b") is "x", not a number');
    await page.getByLabel("Bad rows").selectOption("leave");
    await status(page, /^Scored 2 rows/);
    expect(await page.getByRole("alert").isVisible()).toBe(false);
    expect(await page.locator("#problems").innerText()).toMatch(
      /2 bad rows left out:[^]*line 3[^]*line 5: the label is 7, outside 0\.\.1/,
    );
    await choose(page, new File(["PK\u0003\u0004"], "a.npz"));
    await page.getByRole("alert").waitFor();
    expect(await alertText(page)).toMatch(/^a\.npz, byte 0: a zip archive/);
  });

  test("of 50 MB are read in pieces, and let go in the middle", async () => {
    const page = await open();
    await page.evaluate(() => {
      const row = `${Array.from({ length: 50 }, (_, i) => ((i * 37) % 11) / 7).join()},3\n`;
      const piece = row.repeat(Math.ceil(1e6 / row.length));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(new Array<string>(50).fill(piece), "large.csv"));
      document.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page.locator("#reading-text", { hasText: /rows so far: log loss/ }).waitFor({ timeout: 30_000 });
    await page.locator("#cancel").focus();
    await page.keyboard.press("Enter");
    await status(page, /^Cancelled\. The numbers are of the [\d,]+ rows before that\.$/);
    expect(await page.locator("#reading").isVisible()).toBe(false);
    expect(await page.locator("#numbers-note").innerText()).toMatch(/^Of the rows before the reading ended/);
    expect(await page.getByRole("button", { name: "Fit a temperature" }).isDisabled()).toBe(true);
  });
});

describe("settings", () => {
  test("change what is read, at once", async () => {
    const page = await open();
    const lines = logits.map((row, i) => [...row, labels[i], (labels[i] ?? 0) + 1].join());
    await choose(page, new File([["a", "b", "c", "first", "id"].join(), "\n", lines.join("\n")], "z.csv"));
    await status(page, /^Scored 400 rows/);
    const logLoss = async (): Promise<number> => Number(await figure(page, "Log loss, nats"));
    expect(await logLoss()).toBeCloseTo(wanted.logLoss, 4);
    // Among the first three of three classes is every label.
    expect(await page.getByLabel("Top k", { exact: true }).inputValue()).toBe("3");
    expect(await page.locator("#figures").innerText()).not.toMatch(/Top-/);

    // Then the former labels are scores of a fourth class.
    await page.getByLabel("Labels are in").selectOption("id");
    await page.locator("#classes tbody tr:nth-child(4)").waitFor({ state: "attached" });
    expect(await figure(page, "Classes")).toBe("4");
    await page.getByLabel("Labels are in").selectOption("auto");
    await page.locator("#classes tbody tr:nth-child(3):last-child").waitFor({ state: "attached" });

    await page.getByLabel("Top k", { exact: true }).fill("2");
    await page.getByLabel("Top k", { exact: true }).press("Tab");
    await page.getByText("Top-2 accuracy", { exact: true }).waitFor();
    const top2 = float64Scores(logits, labels, { topK: 2 }).topKAccuracy;
    expect(await figure(page, "Top-2 accuracy")).toBe(`${(100 * top2).toFixed(2)}%`);

    await page.getByLabel("Bins", { exact: true }).fill("4");
    await page.getByLabel("Bins", { exact: true }).press("Tab");
    await page.locator("#bins-table tbody tr:nth-child(4):last-child").waitFor({ state: "attached" });
    expect(Number(await figure(page, "ECE"))).toBeCloseTo(float64Scores(logits, labels, { bins: 4 }).ece, 4);

    await page.getByLabel("Scores are").selectOption("probs");
    await page.getByRole("alert").waitFor();
    expect(await alertText(page)).toMatch(/^z\.csv, line 2: score \d is .*, no probability: they are in 0\.\.1$/);
  });

  test("are in the address, with the sample and its temperature", async () => {
    const page = await open();
    expect(new URL(page.url()).search).toBe("");
    await page.getByLabel("Top k").fill("2");
    await page.getByLabel("Bins").fill("7");
    await page.getByLabel("Scores are").selectOption("logits");
    await page.locator("#bad-rows").selectOption("leave");
    await sampleScored(page);
    await page.getByRole("button", { name: "Fit a temperature" }).click();
    await status(page, /^Fitted/);
    expect(new URL(page.url()).search).toBe("?sample&fit&scores=logits&bad=leave&k=2&bins=7");
    const table = await page.locator("#fit-table").innerText();
    expect(table).toMatch(/Top-2 accuracy/);

    await page.reload();
    await status(page, /^Fitted/);
    expect(await page.locator("#fit-table").innerText()).toBe(table);
    expect(await page.locator("#bins-table tbody tr").count()).toBe(7);
    expect(await page.locator("#bad-rows").inputValue()).toBe("leave");

    // Another file is the visitor's own: it is in no address.
    await choose(page, scoresFile());
    await status(page, /add a file with the labels/);
    expect(new URL(page.url()).search).toBe("?scores=logits&bad=leave&k=2&bins=7");
  });

  test.each([
    ["?scores=magic&first=7&bad=&k=&bins=x&fit", ""],
    ["?k=1e9&bins=-3&first=1&utm=elsewhere", "?first=1&k=1000&bins=1"],
  ])("that make no sense are not taken: %s", (query, meant) => {
    expect(writeSettings({ ...readSettings(query), isFitted: false })).toBe(meant);
    expect(readSettings(meant)).toEqual({ ...readSettings(query), isFitted: false });
  });

  test("of labels from 1", async () => {
    const page = await open();
    await choose(page, new File([logits.map((row, i) => [...row, (labels[i] ?? 0) + 1].join()).join("\n")], "z.csv"));
    await page.getByRole("alert").waitFor();
    expect(await alertText(page)).toMatch(/do labels start at 1\?$/);
    await page.getByLabel("Labels start at").selectOption("1");
    await status(page, /^Scored 400 rows/);
    expect(Number(await figure(page, "Log loss, nats"))).toBeCloseTo(wanted.logLoss, 4);
    expect(await page.locator("#confusion thead th").allInnerTexts()).toEqual(["label ↓ predicted →", "1", "2", "3"]);
  });
});

describe("the page", () => {
  test("says it in words when its worker is missing", async () => {
    site().server.broken.set("worker", 404);
    try {
      const page = await open();
      await page
        .getByRole("alert", { name: "" })
        .filter({ hasText: /could not be loaded/ })
        .waitFor();
      // The browser's own word about the file.
      excuse();
    } finally {
      site().server.broken.clear();
    }
  });

  test("is worked by keyboard alone", async () => {
    const page = await open();
    const reached: string[] = [];
    for (let i = 0; i < 20; ++i) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement?.id ?? ""));
      if (reached.at(-1) === "choose") {
        const outline = await page.locator(".file-button").evaluate((label) => getComputedStyle(label).outlineStyle);
        expect(outline).toBe("solid");
      }
    }
    const controls = ["choose", "sample", "kind", "label-column", "first-label", "bad-rows", "top-k", "bins"];
    expect(reached).toEqual(expect.arrayContaining(controls));
    await page.locator("#sample").focus();
    await page.keyboard.press("Enter");
    await status(page, /^Scored/);
    await page.locator("#fit").focus();
    await page.keyboard.press("Space");
    await status(page, /^Fitted/);
  });

  test.each([
    ["light", 1280],
    ["dark", 320],
  ] as const)("in %s, %i pixels wide, has nothing in a visitor's way", async (colorScheme, width) => {
    const page = await open({ colorScheme, viewport: { width, height: 800 } });
    const overhang = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await page.getByText("Paste text instead").click();
    await page.getByText("What files may look like").click();
    expect(await overhang()).toBeLessThanOrEqual(0);
    await sampleScored(page);
    await page.getByRole("button", { name: "Fit a temperature" }).click();
    await status(page, /^Fitted/);
    await page.getByText("The diagram as a table").click();
    await page.getByText("Precision and recall of each class").click();
    expect(await overhang()).toBeLessThanOrEqual(0);
    expect(await violationsOn(page)).toEqual([]);
  });
});
