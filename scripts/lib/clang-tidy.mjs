// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The check `lint-cpp`. Most of clang-tidy's time goes into the headers of Highway and of the standard library, which it
// reads and searches again for each source: for all sources as one it takes a tenth of the time, and finds the same, but
// for what it looks for in the main file alone and names that another source uses.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { configure } from "./cmake.mjs";
import { buildDir, root, versions } from "./paths.mjs";
import { run } from "./process.mjs";
import { say } from "./report.mjs";

const preset = "native-debug";
const program = `clang-tidy-${versions.llvm}`;

/** What only a source by itself shows, besides the headers that it fails to include. */
const checksOfOne = "--checks=-*,misc-unused-alias-decls,misc-unused-using-decls";

/** Writes a source that includes all others, and its compile command; resolves to the file. */
function writeTogether(files) {
  const folder = path.join(buildDir, "tidy");
  const file = path.join(folder, "together.cc");
  mkdirSync(folder, { recursive: true });
  const includes = files.map((each) => `#include "${each}"  // NOLINT(bugprone-suspicious-include)\n`);
  writeFileSync(file, includes.join(""));
  const commands = JSON.parse(readFileSync(path.join(buildDir, preset, "compile_commands.json"), "utf8"));
  const first = path.join(root, files[0]);
  const known = commands.find((each) => each.file === first);
  const command = known.command.replaceAll(first, file);
  writeFileSync(path.join(folder, "compile_commands.json"), JSON.stringify([{ ...known, file, command }]));
  return file;
}

/** The commands that check sources of the core, each of which has to succeed. */
export async function clangTidy(files, env, log) {
  await configure(preset, env, log);
  const alone = [program, "--quiet", "-p", path.join(buildDir, preset)];
  const together = writeTogether(files);
  // What one source names shadows nothing of another one, except here; the builds warn of what does.
  const args = ["--quiet", "-p", path.dirname(together), "--extra-arg=-Wno-shadow", together];
  const { status } = await run(program, args, { cwd: root, env, log, check: false });
  if (status === 0) return files.map((file) => [...alone, checksOfOne, file]);
  // One of them has a fault, or two share a name: each by itself tells.
  say("the C++ sources do not pass clang-tidy as one; checking each by itself");
  return files.map((file) => [...alone, file]);
}
