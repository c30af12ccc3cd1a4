// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import path from "node:path";

import { siteDir } from "../build.mjs";
import { root } from "./paths.mjs";

/** Serves the built site on localhost; a taken port gets the next free one. Resolves to Vite's server and its address. */
export async function serveSite(port) {
  // Not before it is needed: on a fresh clone it is not installed when the script starts.
  const { preview } = await import("vite");
  const server = await preview({
    root: path.join(root, "web"),
    configFile: false,
    logLevel: "silent",
    build: { outDir: siteDir },
    preview: { host: "localhost", port, strictPort: false },
  });
  return { server, address: server.resolvedUrls.local[0] };
}
