// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The types of the package: one set, which all entries have in common, and those of the entries for workers.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { root } from "./paths.mjs";
import { run } from "./process.mjs";

// For `require`: where TypeScript takes it for an error that CommonJS names an ES module, types may all the same.
const forRequire = (load) => `import type * as api from "./index.js" with { "resolution-mode": "import" };
export type * from "./index.js" with { "resolution-mode": "import" };
${load}
export declare const load: typeof api.load;
export declare const SurprisalError: typeof api.SurprisalError;
export type SurprisalError = api.SurprisalError;
`;

/** What older compilers can't read, in words that they can. */
function forOlderCompilers(text) {
  return (
    text
      // Sources name each other with .ts, which is not followed from one .d.ts to another.
      .replace(/(["'])(\.{1,2}\/[^"']*)\.ts\1/g, "$1$2.js$1")
      // Before 5.7, typed arrays have no type argument. What their constructor's \`of\` gives is Float32Array there, and
      // Float32Array<ArrayBuffer> since.
      .replace(/\b(\w+Array)<ArrayBuffer>/g, 'ReturnType<$1Constructor["of"]>')
      // What it is without being asked for.
      .replace(/\b(\w+Array)<ArrayBufferLike>/g, "$1")
  );
}

/** Emits the types into a folder, and drops those that nothing public refers to. */
export async function emitTypes(folder, log) {
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
    const text = forOlderCompilers(readFileSync(file, "utf8"));
    writeFileSync(file, text);
    for (const [, , specifier] of text.matchAll(/(["'])(\.{1,2}\/[^"']*)\.js\1/g)) {
      visit(path.resolve(path.dirname(file), `${specifier}.d.ts`));
    }
  };
  for (const entry of ["index", "entries/worker", "entries/worker_script"]) visit(path.join(folder, `${entry}.d.ts`));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !reached.has(file)) rmSync(file);
  }
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const subfolder = path.join(folder, entry.name);
    if (entry.isDirectory() && readdirSync(subfolder).length === 0) rmSync(subfolder, { recursive: true });
  }
  // Editors show the documentation of the declaration that they find.
  const [documentation] = /\/\*\*[\s\S]*?\*\//.exec(readFileSync(path.join(folder, "load.d.ts"), "utf8"));
  writeFileSync(path.join(folder, "index.d.cts"), forRequire(documentation));
}
