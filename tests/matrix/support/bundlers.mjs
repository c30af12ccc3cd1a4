// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The bundlers, as they come: each makes of an app's folder one that can be served.

import { cpSync } from "node:fs";
import path from "node:path";

import { isFull, peer, peerFile } from "./peers.mjs";
import { runProgram } from "./programs.mjs";

/** The app's page, for bundlers that make scripts alone. */
function copyPage(folder, out) {
  cpSync(path.join(folder, "index.html"), path.join(out, "index.html"));
}

export function viteBuild(set, name, config = {}) {
  return async (folder, out) => {
    const { build } = name === "vite" ? await import("vite") : await peer(set, name);
    await build({ root: folder, configFile: false, logLevel: "silent", build: { outDir: out }, ...config });
  };
}

/** Resolves to what serves the app, of which a file may be built when it is asked for. */
export async function viteDev(set, name, folder) {
  const { createServer } = name === "vite" ? await import("vite") : await peer(set, name);
  const server = await createServer({ root: folder, configFile: false, logLevel: "silent", server: { port: 0 } });
  await server.listen();
  return { url: server.resolvedUrls.local[0], close: () => server.close() };
}

/** webpack's API, which Rspack shares. */
export function webpackBuild(set, name) {
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
      performance: false,
    };
    await new Promise((resolve, reject) => {
      pack(config, (error, stats) => {
        // A warning, too, is something that whoever installs the package would have to see to.
        if (error ?? (stats.hasErrors() || stats.hasWarnings())) reject(error ?? new Error(stats.toString()));
        else resolve();
      });
    });
    copyPage(folder, out);
  };
}

/** `more` has entries beside the app's, by the names of their files. */
export function esbuildBuild(more = {}) {
  return async (folder, out) => {
    const { build } = await peer("fast", "esbuild");
    const options = { bundle: true, format: "esm", splitting: true, minify: true, logLevel: "silent" };
    await build({ ...options, absWorkingDir: folder, entryPoints: { main: "./main.js", ...more }, outdir: out });
    copyPage(folder, out);
  };
}

export function rollupBuild(more = {}) {
  return async (folder, out) => {
    const { rollup } = await peer("full", "rollup");
    const nodeResolve = await peer("full", "@rollup/plugin-node-resolve");
    const input = { main: path.join(folder, "main.js"), ...more };
    const bundle = await rollup({ input, plugins: [nodeResolve({ rootDir: folder })] });
    await bundle.write({ dir: out, format: "es" });
    copyPage(folder, out);
  };
}

export async function parcelBuild(folder, out) {
  const options = ["--dist-dir", out, "--no-cache", "--no-source-maps"];
  const parcel = peerFile("full", "parcel/lib/bin.js");
  // It reads "main" and "module" of a package, and "exports" only where it is told to.
  await runProgram(process.execPath, [parcel, "build", "index.html", ...options], { cwd: folder });
}
