// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a module in a Node of its own, with these flags, and gives what it prints. */
export async function inNode(flags: readonly string[], code: string): Promise<unknown> {
  const script = `import { load, SurprisalError } from "surprisal";\nconst print = (value) => console.log(JSON.stringify(value));\n${code}`;
  const { stdout, stderr } = await run(process.execPath, [...flags, "--input-type=module", "--eval", script], {
    cwd: root,
  });
  // --jitless says what it switches off.
  expect(stderr.replace(/^Warning: disabling flag .*\n/, "")).toBe("");
  return JSON.parse(stdout);
}
