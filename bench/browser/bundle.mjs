// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import path from "node:path";

import { benchDir, root } from "../host/node.mjs";

export const pageDir = path.join(root, "build/bench-page");

/** Bundles the page with the peers it is to load: their packages name each other, and browsers know no such names. */
export async function bundlePage() {
  const { build } = await import("rolldown");
  await build({
    input: { page: path.join(benchDir, "browser/page.mjs") },
    platform: "browser",
    // Peers ask for these where there is a require, which is not here.
    external: [/^node:/, "fs", "path", "os", "util", "url", "crypto", "perf_hooks", "worker_threads"],
    logLevel: "silent",
    output: { dir: pageDir, format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
  });
}
