// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The site's pages in every engine: of each page its main path, which is a file in site/. It exports `page`, the page's
// file and query, and `walk`, which gets the page (support/visited.mjs) and expects.

import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect } from "vitest";

import { browsers } from "./support/browsers.mjs";
import { cell } from "./support/cell.mjs";
import { isFull } from "./support/peers.mjs";
import { serve } from "./support/server.mjs";

const here = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const names = readdirSync(here("./site")).map((file) => path.parse(file).name);
const paths = await Promise.all(names.map((name) => import(`./site/${name}.mjs`)));

// The tests of browser/ are all in Chromium.
const engines = ["firefox", ...(isFull ? ["webkit"] : [])];

let server;
beforeAll(async () => {
  // The pages have a policy of their own.
  server = await serve(here("../../build/site"), {});
});
afterAll(() => server.close());

describe.each(engines)("the site in %s", (engine) => {
  let browser;
  beforeAll(async () => {
    browser = await browsers[engine]();
  });
  afterAll(() => browser?.close());

  for (const { page, walk } of paths) {
    cell(
      page,
      async () => {
        const visited = await browser.visit(server.url + page);
        try {
          await walk(visited);
          expect(visited.complaints).toEqual([]);
        } finally {
          await visited.close();
        }
      },
      { fast: true },
    );
  }
});
