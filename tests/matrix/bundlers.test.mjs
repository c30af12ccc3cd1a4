// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// One app, bundled by each bundler as it comes, without a word of configuration for this package.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect } from "vitest";

import { browsers } from "./support/browsers.mjs";
import { cell } from "./support/cell.mjs";
import { expectAnswer } from "./support/golden_case.mjs";
import { isFull, makeApp, packageFolder, peer, peerFile } from "./support/peers.mjs";
import { runProgram } from "./support/programs.mjs";
import { serve } from "./support/server.mjs";

let chromium;
beforeAll(async () => {
  chromium = await browsers.chromium();
}, 60_000);
afterAll(() => chromium.close());

/** The app's page, for bundlers that make scripts alone. */
function copyPage(folder, out) {
  cpSync(path.join(folder, "index.html"), path.join(out, "index.html"));
}

/** Opens a built page, by default under the strictest policy that WebAssembly runs under. */
async function check(out, headers) {
  const server = await serve(out, headers);
  try {
    const { answer, complaints } = await chromium.open(server.url);
    expectAnswer(answer);
    expect(complaints).toEqual([]);
    return server.requests;
  } finally {
    await server.close();
  }
}

function viteBuild(set, name) {
  return async (folder, out) => {
    const { build } = name === "vite" ? await import("vite") : await peer(set, name);
    await build({ root: folder, configFile: false, logLevel: "silent", build: { outDir: out } });
  };
}

function viteDev(set, name) {
  return async () => {
    const { createServer } = name === "vite" ? await import("vite") : await peer(set, name);
    const folder = makeApp(set, "web", `${name} dev`);
    const server = await createServer({ root: folder, configFile: false, logLevel: "silent", server: { port: 0 } });
    try {
      await server.listen();
      // Vite reloads the page once it has found out what it imports.
      const { answer } = await chromium.open(server.resolvedUrls.local[0]);
      expectAnswer(answer);
    } finally {
      await server.close();
    }
  };
}

/** webpack's API, which Rspack shares. */
function webpackBuild(set, name) {
  return async (folder, out) => {
    const module = await peer(set, name);
    const pack = module.rspack ?? module;
    const config = {
      mode: "production",
      context: folder,
      entry: "./main.js",
      output: { path: out, filename: "main.js" },
      // Terser takes half a minute for the variants.
      optimization: { minimize: isFull },
    };
    await new Promise((resolve, reject) => {
      pack(config, (error, stats) => {
        if (error ?? stats.hasErrors()) reject(error ?? new Error(stats.toString()));
        else resolve();
      });
    });
    copyPage(folder, out);
  };
}

async function esbuildBuild(folder, out) {
  const { build } = await peer("fast", "esbuild");
  const options = { bundle: true, format: "esm", splitting: true, minify: true, logLevel: "silent" };
  await build({ ...options, entryPoints: [path.join(folder, "main.js")], outdir: out });
  copyPage(folder, out);
}

async function rollupBuild(folder, out) {
  const { rollup } = await peer("full", "rollup");
  const nodeResolve = await peer("full", "@rollup/plugin-node-resolve");
  const bundle = await rollup({ input: path.join(folder, "main.js"), plugins: [nodeResolve()] });
  await bundle.write({ dir: out, format: "es" });
  copyPage(folder, out);
}

async function parcelBuild(folder, out) {
  const options = ["--dist-dir", out, "--no-cache", "--no-source-maps"];
  const parcel = peerFile("full", "parcel/lib/bin.js");
  // It reads "main" and "module" of a package, and "exports" only where it is told to.
  await runProgram(process.execPath, [parcel, "build", "index.html", ...options], { cwd: folder });
}

const builds = [
  ["Vite 8, build", "fast", viteBuild("fast", "vite")],
  ["Vite 5, build", "full", viteBuild("full", "vite-5")],
  ["webpack 5", "fast", webpackBuild("fast", "webpack")],
  ["Rspack", "full", webpackBuild("full", "@rspack/core")],
  ["Rollup", "full", rollupBuild],
  ["esbuild", "fast", esbuildBuild],
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
        const requests = await check(out, headers);
        const bytes = requests.reduce(
          (sum, file) => sum + readFileSync(path.join(out, file === "/" ? "index.html" : file)).length,
          0,
        );
        expect(bytes).toBeLessThan(900_000);
      },
      { fast: set === "fast" },
    );
  }

  cell("Vite 8, dev", viteDev("fast", "vite"), { fast: true });
  cell("Vite 5, dev", viteDev("full", "vite-5"));

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
