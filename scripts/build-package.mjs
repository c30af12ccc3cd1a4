// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Makes dist/, all that is published: bundled modules, their types, the .wasm files, notices.

import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { packagedWasm, wasmFile } from "./embed-wasm.mjs";
import { minify } from "./lib/minify.mjs";
import { thirdPartyNotices } from "./lib/notices.mjs";
import { emitTypes } from "./lib/package-types.mjs";
import { buildDir, distDir, root, variants } from "./lib/paths.mjs";
import { runMain } from "./lib/report.mjs";

const sourceDir = path.join(root, "bindings/ts");

// Entries of the package, by the name of their file in dist/; "exports" of package.json says who gets which.
const entries = {
  index: "index.ts",
  simd: "entries/simd.ts",
  baseline: "entries/baseline.ts",
  js: "entries/js.ts",
  relaxed: "entries/relaxed.ts",
  external: "entries/external.ts",
  workerd: "entries/workerd.ts",
  worker: "entries/worker.ts",
  "worker-script": "entries/worker_script.ts",
};

// By itself, so that it shares no chunk with the others.
const standalone = { standalone: "entries/standalone.ts" };

/** ES modules alone: CommonJS has no way to say where a worker's script is that bundlers know. */
const esmEntries = ["workerd", "worker", "worker-script"];

/** The entries that Node has, too. It runs CommonJS for both `require` and `import`, so that both get one instance. */
const nodeEntries = Object.keys(entries).filter((name) => !esmEntries.includes(name));

const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name]]));

/** Has the worker's script import dist/index.js, instead of splitting that for the sake of what the two share. */
const publishedIndex = {
  name: "published-index",
  resolveId: (source, importer) =>
    importer === path.join(sourceDir, entries["worker-script"]) && source === "../index.ts"
      ? { id: "./index.js", external: true }
      : undefined,
};

/** Bundles entries into a folder. Only what `isMinified` says of its chunk is minified; `conditions` choose imports. */
async function bundle(input, folder, output, isMinified, conditions = []) {
  // Imported here, since node_modules may have been missing when this file was.
  const { build } = await import("rolldown");
  await build({
    cwd: root,
    input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, path.join(sourceDir, file)])),
    platform: "neutral",
    external: /\.wasm$/,
    plugins: [
      {
        name: "minify",
        renderChunk: (code, chunk) => (isMinified(chunk) ? minify(chunk.fileName, code) : undefined),
      },
      publishedIndex,
    ],
    resolve: { mainFields: ["module", "main"], conditionNames: [...conditions, "import", "default"] },
    transform: { target: "es2022" },
    // A warning here is a defect of what would be published: an import left unresolved, a cycle, an eval.
    onwarn(warning) {
      // That a busy machine is slow is none.
      if (warning.code === "PLUGIN_TIMINGS") return;
      throw new Error(`rolldown: ${warning.message}`);
    },
    // The types carry the documentation: in the code it would be a quarter of what a page downloads.
    output: { dir: folder, minify: false, comments: { jsdoc: false }, ...output },
  });
}

async function bundleAll(folder) {
  // Readers and other bundlers get the API as it was written; nobody reads the compiled variants or what gets them started, and
  // CommonJS is there to be run: Node takes as long to parse it as it is long.
  const starters = /[\\/]bindings[\\/]ts[\\/](instantiate|given)\.ts$/;
  const isUnread = (chunk) => Object.keys(chunk.modules).some((id) => id.startsWith(buildDir) || starters.test(id));
  // Apart from the bytes of a variant, for those who bring their own.
  const glue = {
    name: "glue",
    test: /[\\/](embedded[\\/]glue|wasm-simd[\\/]bindings[\\/]surprisal|bindings[\\/]ts[\\/]start)\.m?[jt]s$/,
  };
  // What "surprisal/worker" has in common with the others: one chunk, not one for each module.
  const common = {
    name: "common",
    test: /[\\/]bindings[\\/]ts[\\/](errors|classifier[\\/]abort_signal|core[\\/]safety_net)\.ts$/,
  };
  const esm = { codeSplitting: { groups: [glue, common] }, format: "esm", chunkFileNames: "chunks/[name].js" };
  // All that a variant needs to start is one file to look for, and what says where its bytes are is as good as nothing.
  const starting = {
    name: "start",
    test: /[\\/](bindings[\\/]ts[\\/](instantiate_from_disk|start|node_globals)\.ts|embedded[\\/]disk[\\/](glue|simd|baseline|relaxed)\.js|wasm-simd[\\/]bindings[\\/]surprisal\.mjs)$/,
  };
  const embedded = {
    debugName: "embedded",
    name: (id) => `${path.basename(id, ".js")}_embedded`,
    test: /[\\/]embedded[\\/](simd|baseline|relaxed)\.js$/,
  };
  const cjs = {
    codeSplitting: { groups: [starting, embedded] },
    format: "cjs",
    entryFileNames: "[name].cjs",
    chunkFileNames: "chunks/[name].cjs",
    exports: "named",
  };
  await bundle(entries, folder, esm, isUnread);
  await bundle(pick(entries, nodeEntries), path.join(folder, "cjs"), cjs, () => true, ["disk"]);
  await bundle(standalone, folder, { format: "esm" }, () => true);
  for (const name of nodeEntries) {
    const code = `import api from "./${name}.cjs";\nexport const { load, SurprisalError } = api;\n`;
    writeFileSync(path.join(folder, `cjs/${name}.mjs`), code);
  }
}

/** The .wasm files, for those who want them as files, and what load()'s `integrity` holds them to. */
function copyWasm(folder) {
  const hashes = {};
  mkdirSync(folder);
  for (const variant of variants.filter((name) => name !== "js")) {
    const name = wasmFile(variant);
    const wasm = packagedWasm(variant);
    writeFileSync(path.join(folder, name), wasm);
    hashes[name] = `sha256-${createHash("sha256").update(wasm).digest("base64")}`;
  }
  writeFileSync(path.join(folder, "integrity.json"), `${JSON.stringify(hashes, null, 2)}\n`);
}

export async function buildPackage(log) {
  // Made beside its place and renamed, so that nobody sees half of a package.
  const folder = path.join(buildDir, "dist-partial");
  rmSync(folder, { recursive: true, force: true });
  await Promise.all([bundleAll(folder), emitTypes(path.join(folder, "types"), log)]);
  copyWasm(path.join(folder, "wasm"));
  writeFileSync(path.join(folder, "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices());
  rmSync(distDir, { recursive: true, force: true });
  renameSync(folder, distDir);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(() => buildPackage());
