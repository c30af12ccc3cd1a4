// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

import { packMnist } from "../scripts/pack-mnist.mjs";

const here = (relative) => fileURLToPath(new URL(relative, import.meta.url));

// Each page is an HTML file; a further page is a further line.
const pages = {
  train: here("./index.html"),
};

const data = here("../build/data");

const packData = {
  name: "pack-data",
  buildStart() {
    const { bytes } = packMnist(`${data}/mnist.bin`);
    this.info(`mnist.bin: ${bytes} bytes`);
  },
};

export default defineConfig({
  root: here("."),
  // Relative addresses: the site works from any sub-path.
  base: "./",
  plugins: [packData],
  resolve: { alias: { "@data": data } },
  build: {
    outDir: here("../build/site"),
    emptyOutDir: true,
    target: "es2022",
    // Everything is a file: the Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: pages },
  },
  worker: { format: "es" },
});
