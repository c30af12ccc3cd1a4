// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The tarball of a clone, and whether another clone of the commit gives the same one.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { logFile, root } from "./paths.mjs";
import { ask, run } from "./process.mjs";
import { UserError } from "./report.mjs";

/** Packs a clone whose package is built, into a folder for that alone. Gives where it is, its SHA-256 and its files. */
export function pack(clone, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const listing = ask("npm", ["pack", "--json", "--pack-destination", folder], { cwd: clone });
  if (listing === undefined) throw new UserError(`npm pack fails in ${clone}`);
  const [{ filename, files }] = JSON.parse(listing);
  const tarball = path.join(folder, filename);
  const sha256 = createHash("sha256").update(readFileSync(tarball)).digest("hex");
  return { tarball, sha256, files };
}

/** What of two packed clones is not the same. */
function differences(ours, theirs, clone) {
  const other = new Map(theirs.files.map((file) => [file.path, file]));
  const changed = ours.files.flatMap(({ path: name, mode }) => {
    const twin = other.get(name);
    other.delete(name);
    if (twin === undefined) return [`${name} is here alone`];
    if (twin.mode !== mode) return [`${name} has other permissions`];
    return readFileSync(path.join(root, name)).equals(readFileSync(path.join(clone, name))) ? [] : [name];
  });
  return [...changed, ...[...other.keys()].map((name) => `${name} is there alone`)];
}

/**
 * Builds HEAD anew in a clone elsewhere, under another umask and in another time zone, and holds the tarball of this clone,
 * which is built, to what comes of it. The same Node, npm and Emscripten are taken for granted.
 */
export async function checkReproducible(folder) {
  const ours = pack(root, folder);
  const place = mkdtempSync(path.join(tmpdir(), "surprisal-elsewhere-"));
  try {
    const clone = path.join(place, "in a folder", "of another name");
    const log = logFile("elsewhere");
    await run("git", ["clone", "--quiet", "--no-local", root, clone], { log });
    // It may be a commit of no branch.
    const head = ask("git", ["rev-parse", "HEAD"], { cwd: root })?.trim();
    await run("git", ["checkout", "--quiet", "--detach", head], { cwd: clone, log });
    const env = { ...process.env, TZ: "Pacific/Chatham" };
    await run("sh", ["-c", "umask 077; exec npm run build -- --only package"], { cwd: clone, env, log });
    const theirs = pack(clone, path.join(place, "packed"));
    if (ours.sha256 !== theirs.sha256) {
      const what = differences(ours, theirs, clone);
      const named = what.length > 0 ? what.join(", ") : "the archive itself; is it the same npm and Node?";
      throw new UserError(`another clone of this commit gives another tarball; it differs in: ${named}`);
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  return ours;
}
