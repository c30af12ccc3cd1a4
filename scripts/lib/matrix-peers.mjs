// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the package is tried with in tests/matrix/: bundlers, runtimes and more, which nobody else wants. They are installed
// in build/matrix/, and the package beside them, from its tarball.

import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";

import { buildDir, logFile, root } from "./paths.mjs";
import { installPackage, installPeers } from "./peers.mjs";

const folderOf = (set) => path.join(buildDir, "matrix", set);

async function install(set, log) {
  const from = path.join(root, "tests/matrix/peers", set);
  const folder = folderOf(set);
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    copyFileSync(path.join(from, file), path.join(folder, file));
  await installPeers(folder, `the peers of the ${set} matrix`, log);
}

/** Installs sets of peers, "fast" or "full", and the package as it would be published now. */
export async function ensureMatrixPeers(sets) {
  const log = logFile("matrix-peers");
  await Promise.all(sets.map((set) => install(set, log)));
  await installPackage(sets.map(folderOf), log);
}
