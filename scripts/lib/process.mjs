// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Running other programs: output kept, children ended with us.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, createWriteStream, mkdirSync, statSync } from "node:fs";
import path from "node:path";

/** A program ended with a status other than 0. `output` is all it printed. */
export class CommandError extends Error {
  constructor(command, status, output) {
    super(`${command} ended with ${status}`);
    this.name = "CommandError";
    this.output = output;
  }
}

// Each with what to signal: its group, or itself where it shares ours.
const children = new Map();

/** Ends every child started by `run`, with all of their own children. */
export function stopChildren(signal = "SIGTERM") {
  for (const group of children.values()) {
    try {
      process.kill(group, signal);
    } catch {
      // It is already gone.
    }
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    // Children are leaders of their own groups, so the terminal's Ctrl-C does not reach them.
    stopChildren(signal);
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
}

function spell(command, args) {
  const words = [command, ...args].map((word) => (/[\s'"]/.test(word) ? JSON.stringify(word) : word));
  const line = words.join(" ");
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}

/**
 * Runs a program to its end and resolves to `{ status, output }`.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.log] a file that output is appended to
 * @param {boolean} [options.terminal] leave it the terminal, which a password may be asked for at
 * @param {number} [options.timeout] milliseconds after which it is ended
 * @param {boolean} [options.check] reject with a CommandError on a status other than 0 (default)
 */
export function run(command, args, { cwd, env, log, terminal = false, timeout, check = true } = {}) {
  const line = spell(command, args);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, detached: !terminal, stdio: ["ignore", "pipe", "pipe"] });
    const group = terminal ? child.pid : -child.pid;
    children.set(child, group);
    let sink;
    if (log) {
      mkdirSync(path.dirname(log), { recursive: true });
      sink = createWriteStream(log, { flags: "a" });
      sink.write(`$ ${line}\n`);
    }
    const parts = [];
    const keep = (part) => {
      parts.push(part);
      sink?.write(part);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = timeout && setTimeout(() => process.kill(group, "SIGKILL"), timeout);
    const settle = (status) => {
      children.delete(child);
      clearTimeout(timer);
      sink?.end();
      const output = Buffer.concat(parts).toString();
      if (check && status !== 0) reject(new CommandError(line, status, output));
      else resolve({ status, output });
    };
    child.on("error", (error) => {
      parts.push(Buffer.from(`${error.message}\n`));
      settle("an error");
    });
    child.on("close", (code, signal) => settle(code ?? signal));
  });
}

/** What a short command prints, or undefined when it can't be run or fails. */
export function ask(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, ...options });
  return result.status === 0 ? result.stdout : undefined;
}

/** The full path of a program on `PATH`, or undefined. */
export function which(program, searchPath = process.env.PATH ?? "") {
  for (const folder of searchPath.split(path.delimiter)) {
    if (!folder) continue;
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not there; the next folder may have it.
    }
  }
  return undefined;
}

/** True when version `have` is at least `want`; both are dotted numbers, anything after them is ignored. */
export function isAtLeast(have, want) {
  const numbers = (text) => (/\d+(\.\d+)*/.exec(text)?.[0] ?? "0").split(".").map(Number);
  const [a, b] = [numbers(have), numbers(want)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
