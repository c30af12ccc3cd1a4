// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Packages that only one command wants: the bench's, the matrix's, those of the recipes. Each has a package.json and a
// lockfile of its own, and is installed when it is asked for, with the package beside it as it would be published.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { buildDir, root } from "./paths.mjs";
import { ask, run } from "./process.mjs";
import { step, UserError } from "./report.mjs";

/** Installs what the lockfile of a folder says, unless that is there. */
export async function installPeers(folder, title, log) {
  const stamp = path.join(folder, "node_modules/.surprisal-installed");
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(folder, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await step(`installing ${title}`, () =>
    // None of them needs its install scripts; some of those would fetch native programs.
    run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, log }),
  );
  writeFileSync(stamp, wanted);
}

/** Puts the package into the node_modules of folders, from its tarball. */
export async function installPackage(folders, log) {
  mkdirSync(buildDir, { recursive: true });
  const packed = ask("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", buildDir], { cwd: root });
  if (packed === undefined) throw new UserError("npm pack failed");
  const tarball = path.join(buildDir, JSON.parse(packed)[0].filename);
  for (const folder of folders) {
    const place = path.join(folder, "node_modules/surprisal");
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", place], { log });
  }
}
