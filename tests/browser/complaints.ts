// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Page } from "playwright-core";

/**
 * Everything that a page's console, its errors and its failed requests will have had to say. A request that is given up
 * since its page is left or closed has not failed: how many there are depends on how slow the machine is. (A file that is
 * missing is told by the console.)
 */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    const { errorText = "" } = request.failure() ?? {};
    if (errorText !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()} (${errorText})`);
  });
  return complaints;
}
