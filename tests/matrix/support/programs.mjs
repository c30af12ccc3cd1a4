// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { createServer } from "node:net";

import { run } from "../../../scripts/lib/process.mjs";

/** Runs a program to its end and gives what it printed, which is the error's text if it fails. */
export async function runProgram(command, args, { cwd, env = {} }) {
  const { status, output } = await run(command, args, {
    cwd,
    // What Vitest sets is not for others: NODE_ENV makes bundlers build for tests.
    env: { ...process.env, NODE_ENV: undefined, VITEST: undefined, NODE_OPTIONS: undefined, ...env },
    timeout: 170_000,
    check: false,
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}\n${output}`);
  return output;
}

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
