// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Two apps, bundled by each bundler: one as it comes, without a word of configuration for this package, and one that trains
// in a worker.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect } from "vitest";

import { browsers } from "./support/browsers.mjs";
import { esbuildBuild, parcelBuild, rollupBuild, viteBuild, viteDev, webpackBuild } from "./support/bundlers.mjs";
import { cell } from "./support/cell.mjs";
import { expectAnswer, expectTrained } from "./support/golden_case.mjs";
import { makeApp, packageFolder } from "./support/peers.mjs";
import { serve } from "./support/server.mjs";

let chromium;
beforeAll(async () => {
  chromium = await browsers.chromium();
}, 60_000);
afterAll(() => chromium.close());

/** Opens a built page, by default under the strictest policy that WebAssembly runs under. */
async function check(out, headers, expectOf) {
  const server = await serve(out, headers);
  try {
    const { answer, complaints } = await chromium.open(server.url);
    expectOf(answer);
    expect(complaints).toEqual([]);
    return server.requests;
  } finally {
    await server.close();
  }
}

function inViteDev(set, name, fixture, expectOf) {
  return async () => {
    const server = await viteDev(set, name, makeApp(set, fixture, `${fixture} ${name} dev`));
    try {
      // Vite reloads the page once it has found out what it imports.
      const { answer } = await chromium.open(server.url);
      expectOf(answer);
    } finally {
      await server.close();
    }
  };
}

const builds = [
  ["Vite 8, build", "fast", viteBuild("fast", "vite")],
  ["Vite 5, build", "full", viteBuild("full", "vite-5")],
  ["webpack 5", "fast", webpackBuild("fast", "webpack")],
  ["Rspack", "full", webpackBuild("full", "@rspack/core")],
  ["Rollup", "full", rollupBuild()],
  ["esbuild", "fast", esbuildBuild()],
  // Parcel finds its chunks by an import map, written into the page, which that policy forbids.
  ["Parcel 2", "full", parcelBuild, {}],
];

describe("bundlers", () => {
  for (const [name, set, build, headers] of builds) {
    cell(
      name,
      async () => {
        const folder = makeApp(set, "web", name);
        const out = path.join(folder, "out");
        await build(folder, out);
        // What is not wanted is not fetched: no other variant than the one that runs.
        const requests = await check(out, headers, expectAnswer);
        const bytes = requests.reduce(
          (sum, file) => sum + readFileSync(path.join(out, file === "/" ? "index.html" : file)).length,
          0,
        );
        expect(bytes).toBeLessThan(900_000);
      },
      { fast: set === "fast" },
    );
  }

  cell("Vite 8, dev", inViteDev("fast", "vite", "web", expectAnswer), { fast: true });
  cell("Vite 5, dev", inViteDev("full", "vite-5", "web", expectAnswer));

  for (const engine of ["chromium", "firefox"]) {
    cell(
      `none: an import map, ${engine}`,
      async () => {
        const folder = makeApp("fast", "web", `import map ${engine}`);
        cpSync(path.join(packageFolder("fast"), "dist/standalone.js"), path.join(folder, "surprisal.js"));
        const map = '<script type="importmap">{ "imports": { "surprisal": "./surprisal.js" } }</script>';
        const page = path.join(folder, "index.html");
        writeFileSync(page, readFileSync(page, "utf8").replace("<script", `${map}\n    <script`));
        const browser = engine === "chromium" ? chromium : await browsers[engine]();
        const server = await serve(folder, {});
        try {
          const { answer } = await browser.open(server.url);
          expectAnswer(answer);
          expect(server.requests).toHaveLength(5);
        } finally {
          await server.close();
          if (browser !== chromium) await browser.close();
        }
      },
      { fast: true },
    );
  }
});

describe("a classifier in a worker", () => {
  // As docs/install.md has it: some have to be told of the worker's script, or how to build one.
  const script = { "worker-script": "surprisal/worker-script" };
  for (const [name, set, build] of [
    ["Vite 8, build", "fast", viteBuild("fast", "vite")],
    ["Vite 5, build", "full", viteBuild("full", "vite-5", { worker: { format: "es" } })],
    ["webpack 5", "fast", webpackBuild("fast", "webpack")],
    ["Rspack", "full", webpackBuild("full", "@rspack/core")],
    ["Rollup", "full", rollupBuild(script)],
    ["esbuild", "fast", esbuildBuild(script)],
  ]) {
    cell(
      name,
      async () => {
        const folder = makeApp(set, "worker", `worker ${name}`);
        const out = path.join(folder, "out");
        await build(folder, out);
        await check(out, undefined, expectTrained);
      },
      { fast: set === "fast" },
    );
  }

  cell("Vite 8, dev", inViteDev("fast", "vite", "worker", expectTrained));
});
