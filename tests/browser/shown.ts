// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Brings a page to where all is there that it can show.

import type { Page } from "playwright-core";

export const status = (page: Page, words: RegExp): Promise<void> =>
  page.locator("#status", { hasText: words }).waitFor();

/** Train, after one step. */
export async function showTrain(page: Page): Promise<void> {
  await status(page, /^Ready/);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await page.locator("#chart canvas").waitFor();
  await page.locator("#numbers[aria-busy=false]").waitFor();
}

export const showLearn = (page: Page): Promise<void> => page.locator("#figure-calibration[aria-busy=false]").waitFor();

/** Score, with its sample. */
export async function showScore(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Try a sample" }).click();
  await status(page, /^Scored/);
}

export const showBench = (page: Page): Promise<void> => page.locator("#device", { hasText: /Chrom/ }).waitFor();
