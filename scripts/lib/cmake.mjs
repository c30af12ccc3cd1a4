// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";

import { buildDir, root } from "./paths.mjs";
import { run } from "./process.mjs";
import { digestOf } from "./stamp.mjs";

/** Configures a preset if it is not, or if it is for another toolchain, another folder or older presets. */
export async function configure(preset, env, log) {
  const folder = path.join(buildDir, preset);
  const stamp = path.join(folder, "configured-for");
  const wanted = JSON.stringify(
    [root, env.EM_CONFIG, env.CXX, env.SURPRISAL_LIBRARIES, digestOf(["CMakePresets.json", "cmake"])],
    null,
    1,
  );
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run("cmake", ["--preset", preset], { cwd: root, env, log });
  writeFileSync(stamp, wanted);
}

/** What was asked for last of each preset. */
const asked = new Map();

/** Builds targets of a preset, after what was asked for before in the same folder; Ninja does what is not done yet. */
export function build(preset, targets, env, log) {
  const parallel = String(availableParallelism());
  const args = ["--build", "--preset", preset, "--parallel", parallel, "--target", ...targets];
  const perform = async () => {
    await configure(preset, env, log);
    await run("cmake", args, { cwd: root, env, log });
  };
  const built = (asked.get(preset) ?? Promise.resolve()).then(perform, perform);
  asked.set(preset, built);
  return built;
}
