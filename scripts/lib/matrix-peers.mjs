// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the package is tried with in tests/matrix/: bundlers, runtimes and more, which nobody else wants. They are installed
// in build/matrix/, and the package beside them, from its tarball.

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { buildDir, logFile, root } from "./paths.mjs";
import { ask, run } from "./process.mjs";
import { step, UserError } from "./report.mjs";

const folderOf = (set) => path.join(buildDir, "matrix", set);

async function install(set, log) {
  const from = path.join(root, "tests/matrix/peers", set);
  const folder = folderOf(set);
  const stamp = path.join(folder, "node_modules/.surprisal-installed");
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(from, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    copyFileSync(path.join(from, file), path.join(folder, file));
  await step(`installing the peers of the ${set} matrix`, () =>
    // None of them needs its install scripts; some of those would fetch native programs.
    run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, log }),
  );
  writeFileSync(stamp, wanted);
}

/** Installs sets of peers, "fast" or "full", and the package as it would be published now. */
export async function ensureMatrixPeers(sets) {
  const log = logFile("matrix-peers");
  await Promise.all(sets.map((set) => install(set, log)));
  const folder = path.join(buildDir, "matrix");
  const packed = ask("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  if (packed === undefined) throw new UserError("npm pack failed");
  const tarball = path.join(folder, JSON.parse(packed)[0].filename);
  for (const set of sets) {
    const place = path.join(folderOf(set), "node_modules/surprisal");
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", place], { log });
  }
}
