// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A lock between processes. flock(1) holds it: the kernel lets go of it when its holder dies, so a
// dead owner leaves nothing to be taken over, and there is no process id to be mistaken for another.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { which } from "./process.mjs";
import { say } from "./report.mjs";

/** Starts a flock that says "held" and keeps the lock until its standard input closes, i.e. until we let go or die. */
function hold(file, flags) {
  return new Promise((resolve, reject) => {
    const child = spawn("flock", [...flags, file, "sh", "-c", "echo held; exec cat >/dev/null"], {
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
    });
    child.on("error", reject);
    child.stdout.once("data", () => resolve(child));
    child.on("close", () => resolve(undefined));
  });
}

/**
 * Runs `work` while no other process holds the lock on `file`.
 * Where there is no flock(1), as on macOS, `work` runs unguarded.
 * @template T
 * @param {string} file
 * @param {string} waiting what to say when another process has it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, waiting, work) {
  if (!which("flock")) return work();
  mkdirSync(path.dirname(file), { recursive: true });
  let child = await hold(file, ["--nonblock"]);
  if (!child) {
    say(waiting);
    child = await hold(file, []);
  }
  if (!child) throw new Error(`no lock on ${file}`);
  try {
    return await work();
  } finally {
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.stdin.end();
    await closed;
  }
}
