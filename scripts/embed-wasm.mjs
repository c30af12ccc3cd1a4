// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Writes build/embedded/<variant>.js: Emscripten's glue and the bytes it wants, in one module without any file or URL.
// Sources import it as "#wasm/<variant>", which the "imports" of package.json map here: the one mechanism that tsc,
// Rolldown, Vite and Node all know. "#wasm/glue" is the glue by itself, which is one for all that is WebAssembly.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";

import { buildDir, root, variants } from "./lib/paths.mjs";
import { runMain } from "./lib/report.mjs";

const embeddedDir = path.join(buildDir, "embedded");

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

/** Deflated first: base64 hides from the compression of a server what could be compressed. */
function embedded(variant) {
  if (variant === "js") return null;
  const bytes = readFileSync(path.join(moduleDir(variant), "surprisal.wasm"));
  return { deflated: deflateRawSync(bytes, { level: 9 }).toString("base64"), length: bytes.length };
}

function writeIfChanged(file, text) {
  try {
    if (readFileSync(file, "utf8") === text) return;
  } catch {
    // It is not there yet.
  }
  writeFileSync(file, text);
}

function glueOf(variant) {
  const file = path.join(moduleDir(variant), "surprisal.mjs");
  return { text: readFileSync(file, "utf8"), specifier: path.relative(embeddedDir, file).replaceAll("\\", "/") };
}

function embedGlue(version) {
  const [glue, ...others] = variants.filter((variant) => variant !== "js").map(glueOf);
  if (others.some(({ text }) => text !== glue.text)) throw new Error("the glue of the variants differs");
  const code = `export { default as createModule } from "${glue.specifier}";\nexport const version = ${JSON.stringify(version)};\n`;
  writeIfChanged(path.join(embeddedDir, "glue.js"), code);
  writeIfChanged(path.join(embeddedDir, "glue.d.ts"), glueTypes);
}

export function embedWasm() {
  mkdirSync(embeddedDir, { recursive: true });
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  embedGlue(version);
  for (const variant of variants) {
    const glue = path.relative(embeddedDir, path.join(moduleDir(variant), "surprisal.mjs")).replaceAll("\\", "/");
    const code = [
      `export { default as createModule } from "${glue}";`,
      `export const wasm = ${JSON.stringify(embedded(variant))};`,
      `export const version = ${JSON.stringify(version)};`,
      "",
    ].join("\n");
    writeIfChanged(path.join(embeddedDir, `${variant}.js`), code);
    writeIfChanged(path.join(embeddedDir, `${variant}.d.ts`), types);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(embedWasm);
