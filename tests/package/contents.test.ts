// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What is in the tarball, and what is not.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { installPackage } from "./installed.ts";

const installed = installPackage();

const allowed = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^dist\/(index|simd|baseline|js|relaxed|external|workerd|standalone|worker|worker-script)\.js$/,
  /^dist\/cjs\/(index|simd|baseline|js|relaxed|external)\.[cm]js$/,
  /^dist\/(cjs\/)?chunks\/(common|glue|given|instantiate|lazy_load|rolldown-runtime|start|simd|baseline|js|relaxed)\.c?js$/,
  /^dist\/cjs\/chunks\/(simd|baseline|relaxed)_embedded\.cjs$/,
  /^dist\/wasm\/surprisal-(simd|baseline|relaxed)\.wasm$/,
  /^dist\/wasm\/integrity\.json$/,
  /^dist\/types\/([a-z_]+\/)?[a-z0-9_]+\.d\.ts$/,
  /^dist\/types\/index\.d\.cts$/,
];

const needed = [
  "package.json",
  "README.md",
  "LICENSE",
  "dist/index.js",
  "dist/standalone.js",
  "dist/workerd.js",
  "dist/worker.js",
  "dist/worker-script.js",
  "dist/cjs/index.cjs",
  "dist/cjs/index.mjs",
  "dist/types/index.d.ts",
  "dist/types/index.d.cts",
  "dist/types/entries/worker.d.ts",
  "dist/types/entries/worker_script.d.ts",
  "dist/THIRD-PARTY-NOTICES.txt",
  "dist/wasm/surprisal-simd.wasm",
  "dist/wasm/surprisal-baseline.wasm",
  "dist/wasm/surprisal-relaxed.wasm",
  "dist/wasm/integrity.json",
];

type Exports = string | { readonly [condition: string]: Exports };

/** The files that "exports" names, with or without conditions. */
const targetsOf = (exports: Exports): readonly string[] =>
  typeof exports === "string" ? [exports] : Object.values(exports).flatMap(targetsOf);

function scripts(): readonly (readonly [name: string, code: string])[] {
  const dist = path.join(installed.packageFolder, "dist");
  const names = readdirSync(dist, { encoding: "utf8", recursive: true }).filter((name) => /\.[cm]?js$/.test(name));
  return names.map((name) => [name, readFileSync(path.join(dist, name), "utf8")]);
}

describe("the tarball", () => {
  test("holds what is on the list, and nothing else", () => {
    expect(installed.files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(needed.filter((file) => !installed.files.includes(file))).toEqual([]);
  });

  test("brings no dependencies", () => {
    expect(readdirSync(path.join(installed.folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "surprisal",
    ]);
    const manifest = JSON.parse(readFileSync(path.join(installed.packageFolder, "package.json"), "utf8")) as object;
    expect(manifest).not.toHaveProperty("dependencies");
    expect(manifest).not.toHaveProperty("peerDependencies");
  });

  test("exports what exists", () => {
    const text = readFileSync(path.join(installed.packageFolder, "package.json"), "utf8");
    const { exports } = JSON.parse(text) as { exports: Exports };
    const targets = targetsOf(exports);
    expect(targets.length).toBeGreaterThan(10);
    const missing = targets.filter((target) => {
      const pattern = new RegExp(`^${target.slice(2).replaceAll(".", "\\.").replace("*", ".+")}$`);
      return !installed.files.some((file) => pattern.test(file));
    });
    expect(missing).toEqual([]);
  });

  test("has types that TypeScript 5.6 can read", () => {
    const folder = path.join(installed.packageFolder, "dist/types");
    const names = readdirSync(folder, { encoding: "utf8", recursive: true }).filter((name) => /\.d\.c?ts$/.test(name));
    const found = names.flatMap((name) => {
      // Typed arrays have had type arguments since 5.7.
      const [argument] = /\w+Array<ArrayBuffer\w*>/.exec(readFileSync(path.join(folder, name), "utf8")) ?? [];
      return argument === undefined ? [] : [`${name}: ${argument}`];
    });
    expect(names.length).toBeGreaterThanOrEqual(20);
    expect(found).toEqual([]);
  });
});

describe("the code", () => {
  // What a strict Content-Security-Policy forbids, or what only Node has.
  const forbidden = {
    eval: /(?<!wasm-unsafe-)\beval\b/,
    "new Function": /\bFunction\s*\(/,
    "a blob URL": /createObjectURL/,
    XMLHttpRequest: /XMLHttpRequest/,
    importScripts: /importScripts/,
    "a global listener": /addEventListener\s*(\?\.)?\(|process\.on\b/,
    // Bundlers look for what is imported or required, and leave getBuiltinModule alone.
    "a module of Node": /(?<!\bgetBuiltinModule\?\.\()["'`]node:|\brequire\s*\((?!["']\.)/,
    "import.meta": /import\.meta/,
    SharedArrayBuffer: /SharedArrayBuffer/,
    "an address": /https?:\/\//,
    "a dynamic import of what is not a literal": /\bimport\s*\((?!\s*["'`]\.\/chunks\/[a-z]+\.js["'`]\s*\))/,
  } satisfies Readonly<Record<string, RegExp>>;

  // What only a call does: a worker is found beside its page's code, and told of by events.
  const ofWorkers = ["worker.js", "worker-script.js"];
  const allowedForWorkers: readonly string[] = ["import.meta", "a global listener", "a module of Node"];

  test.each(Object.entries(forbidden))("holds no %s", (rule, pattern) => {
    const found = scripts().flatMap(([name, code]) => {
      if (ofWorkers.includes(name) && allowedForWorkers.includes(rule)) return [];
      const at = code.search(pattern);
      return at < 0 ? [] : [`${name}: ${code.slice(Math.max(0, at - 40), at + 40)}`];
    });
    expect(scripts().length).toBeGreaterThanOrEqual(20);
    expect(found).toEqual([]);
  });
});
