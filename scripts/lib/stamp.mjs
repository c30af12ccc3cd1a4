// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Skipping a step whose inputs are what they were when it last succeeded.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { buildDir, root } from "./paths.mjs";

function* filesBelow(entry) {
  if (!existsSync(entry)) return;
  if (!statSync(entry).isDirectory()) {
    yield entry;
    return;
  }
  for (const name of readdirSync(entry).sort()) yield* filesBelow(path.join(entry, name));
}

/** A digest of the names and contents of files, and of all that is in folders. */
export function digestOf(entries) {
  const hash = createHash("sha256");
  for (const entry of entries) {
    for (const file of filesBelow(path.resolve(root, entry))) {
      const content = readFileSync(file);
      hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

/**
 * Does `work` unless it was done for the same inputs before and its output still stands.
 * @param {string} name
 * @param {{ inputs: string[], output?: string }} what files and folders, relative to the root
 * @param {() => Promise<void>} work
 */
export async function unlessCurrent(name, { inputs, output }, work) {
  const file = path.join(buildDir, "stamps", name);
  const digest = digestOf(inputs);
  const isThere = output === undefined || existsSync(path.resolve(root, output));
  if (isThere && existsSync(file) && readFileSync(file, "utf8") === digest) return;
  rmSync(file, { force: true });
  await work();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, digest);
}
