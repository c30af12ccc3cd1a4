// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

import { packIris } from "../scripts/pack-iris.mjs";
import { packMnist } from "../scripts/pack-mnist.mjs";
import { offline } from "./offline/plugin.ts";
import { formulas } from "./reference/formula/plugin.ts";
import { reference } from "./reference/plugin.ts";
import { earlyScripts } from "./shell/early.ts";
import { pageInputs, shell } from "./shell/plugin.ts";

const here = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const data = here("../build/data");

const packData = {
  name: "pack-data",
  buildStart() {
    packIris(`${data}/iris.csv`);
    const { bytes } = packMnist(`${data}/mnist.bin`);
    this.info(`mnist.bin: ${bytes} bytes`);
  },
};

// Vite collects the terms of what the page itself bundles; those of what is inside the package come with the package.
const libraryLicenses = {
  name: "library-licenses",
  generateBundle() {
    const source = readFileSync(here("../dist/THIRD-PARTY-NOTICES.txt"));
    this.emitFile({ type: "asset", fileName: "licenses-library.txt", source });
  },
};

// Vite leaves out the terms of what workers bundle.
const workerLicenses = {
  name: "worker-licenses",
  generateBundle() {
    const terms = ["papaparse", "@streamparser/json"].map((name) => {
      return `## ${name}\n\n${readFileSync(here(`../node_modules/${name}/LICENSE`), "utf8").trim()}\n`;
    });
    this.emitFile({ type: "asset", fileName: "licenses-workers.txt", source: terms.join("\n") });
  },
};

const library = /[/\\]dist[/\\](index|chunks[/\\](lazy_load|common|rolldown-runtime|instantiate|glue|start))\.js$/;

export default defineConfig({
  root: here("."),
  // Relative addresses: the site works from any sub-path.
  base: "./",
  plugins: [
    shell(),
    earlyScripts(here(".")),
    formulas,
    packData,
    libraryLicenses,
    workerLicenses,
    reference(here("..").replace(/[/\\]$/, "")),
    offline(here("./src/offline")),
  ],
  resolve: { alias: { "@data": data } },
  build: {
    outDir: here("../build/site"),
    emptyOutDir: true,
    target: "es2022",
    // Everything is a file: the Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.txt" },
    rolldownOptions: { input: pageInputs(here(".")) },
  },
  worker: {
    format: "es",
    // Each worker is a build of its own. With the library apart from what is theirs, its files come out the same, and are
    // one file; and of the library all that every variant needs, or it would be fetched file after file.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: "surprisal", test: library }] },
      },
    },
  },
});
