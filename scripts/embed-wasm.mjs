// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Writes build/embedded/<variant>.js: Emscripten's glue and the bytes it wants, in one module without any file or URL.
// Sources import it as "#wasm/<variant>", which the "imports" of package.json map here: the one mechanism that tsc,
// Rolldown, Vite and Node all know. "#wasm/glue" is the glue by itself, which is one for all that is WebAssembly. What is
// in build/embedded/whole/ takes their place under the condition "whole".

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { deflate } from "./lib/deflate.mjs";
import { buildDir, root, variants } from "./lib/paths.mjs";
import { runMain } from "./lib/report.mjs";

export const embeddedDir = path.join(buildDir, "embedded");

/** The folder with surprisal.mjs and, but for js, surprisal.wasm. */
export function moduleDir(variant) {
  return path.join(buildDir, `wasm-${variant}`, "bindings");
}

const glueTypes = `/** Emscripten's factory. bindings/ts says what the module looks like. */
export declare const createModule: (options?: object) => Promise<unknown>;
/** The version of the package, from package.json. */
export declare const version: string;
`;

const types = `${glueTypes}/** The WebAssembly of this variant, deflated (RFC 1951), in base64, and its length; null where there is none. */
export declare const wasm: { readonly deflated: string; readonly length: number } | null;
`;

/** Ways to embed the bytes, by the folder in build/embedded/. */
const packings = {
  // Deflated first: base64 hides from the compression of a server what could be compressed.
  "": async (bytes) => ({ deflated: (await deflate(bytes)).toString("base64"), length: bytes.length }),
  // For the entries that nobody downloads one by one: nothing has to be inflated when they start.
  whole: (bytes) => ({ base64: bytes.toString("base64") }),
};

function writeIfChanged(file, text) {
  try {
    if (readFileSync(file, "utf8") === text) return;
  } catch {
    // It is not there yet.
  }
  writeFileSync(file, text);
}

const glueFile = (variant) => path.join(moduleDir(variant), "surprisal.mjs");

function embed(folder, name, { variant, types, lines }) {
  const glue = path.relative(folder, glueFile(variant)).replaceAll("\\", "/");
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const code = [
    `export { default as createModule } from "${glue}";`,
    ...lines,
    `export const version = ${JSON.stringify(version)};`,
    "",
  ].join("\n");
  writeIfChanged(path.join(folder, `${name}.js`), code);
  writeIfChanged(path.join(folder, `${name}.d.ts`), types);
}

export async function embedWasm() {
  const compiled = variants.filter((variant) => variant !== "js");
  const glues = new Set(compiled.map((variant) => readFileSync(glueFile(variant), "utf8")));
  if (glues.size > 1) throw new Error("the glue of the variants differs");
  for (const [packing, pack] of Object.entries(packings)) {
    const folder = path.join(embeddedDir, packing);
    mkdirSync(folder, { recursive: true });
    embed(folder, "glue", { variant: compiled[0], types: glueTypes, lines: [] });
    for (const variant of variants) {
      const wasm = variant === "js" ? null : await pack(readFileSync(path.join(moduleDir(variant), "surprisal.wasm")));
      embed(folder, variant, { variant, types, lines: [`export const wasm = ${JSON.stringify(wasm)};`] });
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(embedWasm);
