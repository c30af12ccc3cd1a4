// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Writes build/embedded/<variant>.js: Emscripten's glue and the bytes it wants, in one module without any file or URL.
// Sources import it as "#wasm/<variant>", which the "imports" of package.json map here: the one mechanism that tsc,
// Rolldown, Vite and Node all know. "#wasm/glue" is the glue by itself, which is one for all that is WebAssembly. What is
// in build/embedded/disk/ takes their place under the condition "disk".

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { deflate } from "./lib/deflate.mjs";
import { buildDir, programDir, root, variants } from "./lib/paths.mjs";
import { runMain } from "./lib/report.mjs";
import { withOrigin } from "./lib/wasm-origin.mjs";

export const embeddedDir = path.join(buildDir, "embedded");

/** The folder with surprisal.mjs and, but for js, surprisal.wasm. */
export function moduleDir(variant) {
  return programDir(variant, "bindings");
}

const packageVersion = () => JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version;

/** The name of the file in dist/wasm/. */
export const wasmFile = (variant) => `surprisal-${variant}.wasm`;

const glueTypes = `/** Emscripten's factory. bindings/ts says what the module looks like. */
export declare const createModule: (options?: object) => Promise<unknown>;
/** The version of the package, from package.json. */
export declare const version: string;
`;

const types = `${glueTypes}/** The WebAssembly of this variant, deflated (RFC 1951), in base64, and its length; null where there is none. */
export declare const wasm: { readonly deflated: string; readonly length: number } | null;
`;

/** The file of dist/wasm/ as the package has it: with a section that says what it is. */
export function packagedWasm(variant) {
  const bytes = readFileSync(path.join(moduleDir(variant), "surprisal.wasm"));
  return withOrigin(bytes, { version: packageVersion(), variant });
}

/** How modules come by the bytes of a variant, as an expression, by their folder in build/embedded/. */
const sources = {
  // Deflated first: base64 hides from the compression of a server what could be compressed.
  "": async (variant) => {
    const bytes = readFileSync(path.join(moduleDir(variant), "surprisal.wasm"));
    return JSON.stringify({ deflated: (await deflate(bytes)).toString("base64"), length: bytes.length });
  },
  // For the entries that are read from a disk, where the package's files are, too. A bundle may leave those behind, hence
  // the other way.
  disk: (variant) => {
    const { length } = packagedWasm(variant);
    return `{ file: "${wasmFile(variant)}", length: ${length}, embedded: () => import("../${variant}.js") }`;
  },
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
  const code = [
    `export { default as createModule } from "${glue}";`,
    ...lines,
    `export const version = ${JSON.stringify(packageVersion())};`,
    "",
  ].join("\n");
  writeIfChanged(path.join(folder, `${name}.js`), code);
  writeIfChanged(path.join(folder, `${name}.d.ts`), types);
}

export async function embedWasm() {
  const compiled = variants.filter((variant) => variant !== "js");
  const glues = new Set(compiled.map((variant) => readFileSync(glueFile(variant), "utf8")));
  // Its bits are one then, in the package as well.
  if (glues.size > 1) throw new Error("the glue of the variants differs");
  for (const [subfolder, source] of Object.entries(sources)) {
    const folder = path.join(embeddedDir, subfolder);
    mkdirSync(folder, { recursive: true });
    embed(folder, "glue", { variant: compiled[0], types: glueTypes, lines: [] });
    for (const variant of variants) {
      const wasm = variant === "js" ? "null" : await source(variant);
      embed(folder, variant, {
        variant: variant === "js" ? "js" : compiled[0],
        types,
        lines: [`export const wasm = ${wasm};`],
      });
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(embedWasm);
