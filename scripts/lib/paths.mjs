// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Where things are: this clone, its outputs, the cache shared by all clones.

import { readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const buildDir = path.join(root, "build");
export const distDir = path.join(root, "dist");

const logsBegun = new Set();

/** The log of one step, begun afresh by each run. */
export function logFile(name) {
  const file = path.join(buildDir, "logs", `${name}.log`);
  if (!logsBegun.has(file)) {
    logsBegun.add(file);
    rmSync(file, { force: true });
  }
  return file;
}

export const cacheDir = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "surprisal");

/** The one place where versions of tools are pinned. */
export const versions = JSON.parse(readFileSync(path.join(root, "scripts/versions.json"), "utf8"));

/** The builds of the core that the package ships, as design.md names them. */
export const variants = ["simd", "baseline", "js", "relaxed"];

/** The CMake preset that builds a variant, and its target for a program: js is linked from the object files of baseline. */
export function buildOf(variant, target) {
  return variant === "js" ? { preset: "wasm-baseline", target: `${target}_js` } : { preset: `wasm-${variant}`, target };
}

/** Where a variant's build puts the programs of a folder. */
export function programDir(variant, folder) {
  return variant === "js"
    ? path.join(buildDir, "wasm-baseline", folder, "js")
    : path.join(buildDir, `wasm-${variant}`, folder);
}
