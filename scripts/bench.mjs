// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm run bench                   installs and builds what is missing, then measures us and the others
//   npm run bench -- --help         what can be chosen; bench/README.md says what is measured, and how

import { spawn } from "node:child_process";
import path from "node:path";

import { readOptions, usage, UsageError } from "../bench/options.mjs";
import { buildAll, prepare } from "./build.mjs";
import { debianLike, ensureInstalled } from "./lib/apt.mjs";
import { buildDir, logFile, root } from "./lib/paths.mjs";
import { installPeers } from "./lib/peers.mjs";
import { run } from "./lib/process.mjs";
import { relaxedSimdFlags } from "./lib/relaxed-simd.mjs";
import { runMain, say, step, UserError } from "./lib/report.mjs";
import { ensureFirefox, ensureTestTools } from "./lib/test-tools.mjs";

const benchDir = path.join(root, "bench");

const nativeBuilds = { "128-bit": [], widest: ["-DCMAKE_CXX_FLAGS=-march=native"] };

/** Builds bench/native twice. Resolves to the programs; to none, with a word about it, where that fails. */
async function buildNative(env) {
  const programs = {};
  const log = logFile("bench-native");
  try {
    if (debianLike()) await ensureInstalled(["libbenchmark-dev"], log);
    for (const [name, flags] of Object.entries(nativeBuilds)) {
      await step(`building the native bench, ${name}`, async () => {
        const folder = path.join(buildDir, `bench-native-${name}`);
        const options = ["-DSURPRISAL_TESTS=OFF", "-DSURPRISAL_BENCH=ON", ...flags];
        await run("cmake", ["--preset", "native-release", "-B", folder, ...options], { cwd: root, env, log });
        await run("cmake", ["--build", folder, "--target", "surprisal_bench"], { cwd: root, env, log });
        programs[name] = path.join(folder, "bench/native/surprisal_bench");
      });
    }
  } catch (error) {
    say(`no native bench: ${error.message} (${path.relative(root, log)})`);
  }
  return programs;
}

async function browserProgram(name) {
  if (name === "chromium") return (await ensureTestTools([{ name: "frames" }])).SURPRISAL_CHROMIUM;
  return ensureFirefox(debianLike(), logFile("bench-browser"));
}

/** Runs the bench itself, in this terminal. */
function runBench(script, args, env) {
  const flags = [...relaxedSimdFlags(), "--expose-gc"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, path.join(benchDir, script), ...args], {
      env,
      stdio: "inherit",
    });
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
}

await runMain(async () => {
  const args = process.argv.slice(2);
  let options;
  try {
    options = readOptions(args);
  } catch (error) {
    if (error instanceof UsageError) throw new UserError(`${error.message}\n\n${usage}`);
    throw error;
  }
  if (options.help) {
    console.log(usage);
    return;
  }
  const env = await prepare();
  await Promise.all([
    options.dist === undefined && buildAll(env, "package"),
    installPeers(benchDir, "the peers", logFile("bench-peers")),
  ]);
  const programs = options.native ? await buildNative(env) : {};
  const browser = options.browser && (await browserProgram(options.browser));
  say("measuring; other work on this machine makes the figures worse");
  process.exitCode = await runBench(options.start ? "start/run.mjs" : "run.mjs", args, {
    ...process.env,
    SURPRISAL_BENCH_NATIVE: JSON.stringify(programs),
    ...(browser && { SURPRISAL_BENCH_BROWSER: browser }),
  });
});
