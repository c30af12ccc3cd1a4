// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The suite `fuzz`: each target of tests/fuzz/ is one test, and works for a quarter of a minute. What it has learnt stays
// in build/fuzz/, so that the next run goes on from there; and so does what made it fail.

import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";

import { build } from "./cmake.mjs";
import { inParallel } from "./in-parallel.mjs";
import { buildDir, logFile, root } from "./paths.mjs";
import { run } from "./process.mjs";

const preset = "native-sanitize";
const targets = ["fuzz_losses", "fuzz_cross_entropy", "fuzz_softmax_information", "fuzz_classifier"];
const seconds = 15;

/** libFuzzer's report without its progress. */
const essence = (output) => output.replaceAll(/^#\d+\s+[A-Z]+\s+cov:.*\n/gim, "");

/** What went wrong, with the file that shows it, or undefined. */
async function fuzz(target, env, log) {
  const folder = path.join(buildDir, "fuzz", target);
  const [corpus, found] = ["corpus", "found"].map((name) => path.join(folder, name));
  for (const each of [corpus, found]) mkdirSync(each, { recursive: true });
  const program = path.join(buildDir, preset, "tests/fuzz", target);
  const reproducers = readdirSync(found).map((name) => path.join(found, name));
  const options = { cwd: root, env: { ...env, UBSAN_OPTIONS: "print_stacktrace=1" }, log, check: false };
  const limits = ["-timeout=10", `-artifact_prefix=${found}${path.sep}`];

  // What failed once is tried first. A program that is given files runs them and nothing else.
  for (const file of reproducers) {
    const { status, output } = await run(program, [...limits, file], options);
    if (status !== 0) return `${essence(output)}\n${target} still fails; to reproduce: ${program} ${file}`;
  }
  const work = ["-seed=1", `-max_total_time=${seconds}`, corpus];
  const { status, output } = await run(program, [...limits, ...work], {
    ...options,
    timeout: 10 * seconds * 1000,
  });
  if (status !== 0) {
    const file = /Test unit written to (\S+)/.exec(output)?.[1] ?? "(libFuzzer wrote no file)";
    return `${essence(output)}\n${target} failed (${status}); to reproduce: ${program} ${file}`;
  }
  const runs = Number(/^Done (\d+) runs/m.exec(output)?.[1] ?? 0);
  return runs > 1000 ? undefined : `${essence(output)}\n${target} made ${runs} runs, which is as good as none`;
}

export const fuzzSuite = {
  name: "fuzz",
  needs: "toolchain",
  async run(env) {
    const log = logFile("test-fuzz");
    await build(preset, ["surprisal_fuzz"], env, log);
    const failures = (
      await inParallel(
        2,
        targets.map((target) => () => fuzz(target, env, log)),
      )
    ).filter((failure) => failure !== undefined);
    return { passed: targets.length - failures.length, failed: failures.length, output: failures.join("\n") };
  },
};
