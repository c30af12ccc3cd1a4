// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What stands in a visitor's way, as `impact: rule: where`; in a part of the page, if it is named by selectors. */
export async function violationsOn(page: Page, within: readonly string[] = ["html"]): Promise<string[]> {
  // Through the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  return page.evaluate(async (include) => {
    const { axe: runner } = window as unknown as { axe: { run(context: object): Promise<AxeResults> } };
    const { violations } = await runner.run({ include, exclude: ["math"] });
    return violations.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  }, within);
}
