// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Makes dist/, all that is published: bundled modules, their types, the .wasm files, notices.

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { moduleDir } from "./embed-wasm.mjs";
import { thirdPartyNotices } from "./lib/notices.mjs";
import { buildDir, distDir, root, variants } from "./lib/paths.mjs";
import { run } from "./lib/process.mjs";
import { runMain } from "./lib/report.mjs";

// Entries of the package, by the name of their file in dist/; package.json's "exports" says what they are called.
const entries = { index: "bindings/ts/index.ts" };

async function bundle(folder) {
  // Imported here, since node_modules may have been missing when this file was.
  const { build } = await import("rolldown");
  const { minifySync } = await import("rolldown/utils");
  // Readers and other bundlers get the API as it was written; nobody reads the compiled variants.
  const minifyOptions = { module: true, compress: true, mangle: true, codegen: { removeWhitespace: true } };
  const minifyVariants = {
    name: "minify-variants",
    renderChunk(code, chunk) {
      return chunk.isEntry ? null : minifySync(chunk.fileName, code, minifyOptions).code;
    },
  };
  await build({
    cwd: root,
    input: entries,
    platform: "neutral",
    plugins: [minifyVariants],
    resolve: { mainFields: ["module", "main"], conditionNames: ["import", "default"] },
    transform: { target: "es2022" },
    // A warning here is a defect of what would be published: an import left unresolved, a cycle, an eval.
    onwarn(warning) {
      // That a busy machine is slow is none.
      if (warning.code === "PLUGIN_TIMINGS") return;
      throw new Error(`rolldown: ${warning.message}`);
    },
    output: {
      dir: folder,
      format: "esm",
      // The variants are imported when needed, hence chunks.
      chunkFileNames: "[name].js",
      minify: false,
    },
  });
}

/** Emits the types, and drops those that nothing public refers to. */
async function emitTypes(folder, log) {
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const options = [
    "--noEmit",
    "false",
    "--incremental",
    "false",
    "--declaration",
    "--emitDeclarationOnly",
    "--stripInternal",
  ];
  const folders = ["--outDir", folder, "--rootDir", path.join(root, "bindings/ts")];
  await run(process.execPath, [tsc, "-p", path.join(root, "tsconfig.bindings.json"), ...options, ...folders], { log });

  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    // Sources name each other with .ts, which older compilers do not follow from one .d.ts to another.
    const text = readFileSync(file, "utf8").replace(/(["'])(\.{1,2}\/[^"']*)\.ts\1/g, "$1$2.js$1");
    writeFileSync(file, text);
    for (const [, , specifier] of text.matchAll(/(["'])(\.{1,2}\/[^"']*)\.js\1/g)) {
      visit(path.resolve(path.dirname(file), `${specifier}.d.ts`));
    }
  };
  for (const name of Object.keys(entries)) visit(path.join(folder, `${name}.d.ts`));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && file.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
  }
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const subfolder = path.join(folder, entry.name);
    if (entry.isDirectory() && readdirSync(subfolder).length === 0) rmSync(subfolder, { recursive: true });
  }
}

export async function buildPackage(log) {
  // Made beside its place and renamed, so that nobody sees half of a package.
  const folder = path.join(buildDir, "dist-partial");
  rmSync(folder, { recursive: true, force: true });
  await Promise.all([bundle(folder), emitTypes(folder, log)]);
  mkdirSync(path.join(folder, "wasm"));
  for (const variant of variants) {
    const wasm = path.join(moduleDir(variant), "surprisal.wasm");
    if (variant !== "js" && existsSync(wasm)) copyFileSync(wasm, path.join(folder, `wasm/surprisal-${variant}.wasm`));
  }
  writeFileSync(path.join(folder, "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices());
  rmSync(distDir, { recursive: true, force: true });
  renameSync(folder, distDir);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(() => buildPackage());
