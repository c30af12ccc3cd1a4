// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import path from "node:path";

import { benchDir, root } from "../host/node.mjs";

export const pageDir = path.join(root, "build/bench-page");

/**
 * Bundles a page's code with the peers it is to load: their packages name each other, and browsers know no such names.
 * @param {string} file in bench/; the page asks for page/ and its name
 * @param {{ alias?: Record<string, string>, minify?: boolean }} [options] packages that are elsewhere
 */
export async function bundlePage(file, { alias = {}, minify = false } = {}) {
  const { build } = await import("rolldown");
  await build({
    input: path.join(benchDir, file),
    platform: "browser",
    resolve: { alias },
    // Peers ask for these where there is a require, which is not here.
    external: [/^node:/, "fs", "path", "os", "util", "url", "crypto", "perf_hooks", "worker_threads"],
    logLevel: "silent",
    output: { dir: pageDir, minify, format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
  });
}
