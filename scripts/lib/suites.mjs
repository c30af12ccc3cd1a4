// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The suites of `npm test`. Each resolves to how many of its tests passed and failed, and what it printed.

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";

import { checkSizes } from "../check-size.mjs";
import { clangTidy } from "./clang-tidy.mjs";
import { build } from "./cmake.mjs";
import { fuzzSuite } from "./fuzz.mjs";
import { inParallel } from "./in-parallel.mjs";
import { ensureMatrixPeers } from "./matrix-peers.mjs";
import { buildDir, buildOf, logFile, programDir, root, variants, versions } from "./paths.mjs";
import { ask, run } from "./process.mjs";
import { relaxedSimdFlags } from "./relaxed-simd.mjs";
import { say, UserError } from "./report.mjs";
import { unlessCurrent } from "./stamp.mjs";

// No suite takes nearly as long; what does, hangs.
const timeout = 20 * 60 * 1000;

/** Files of this clone that git tracks or would track, by extension. */
function sources(...extensions) {
  const patterns = extensions.map((extension) => `*.${extension}`);
  const listing = ask("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...patterns], {
    cwd: root,
  });
  return (listing ?? "").split("\n").filter((file) => file && existsSync(path.join(root, file)));
}

const nodeModule = (file) => path.join(root, "node_modules", file);

/**
 * A check is one test, which passes if its commands do. With `inputs`, it is not repeated for the same ones; what it prints
 * `isShown` even if it passes.
 */
function check(name, needs, commands, { inputs, isShown = false } = {}) {
  const perform = async (env) => {
    const log = logFile(`test-${name}`);
    const options = { cwd: root, env, log, timeout, check: false };
    const tasks = (await commands(env)).map(
      ([command, ...args]) =>
        () =>
          run(command, args, options),
    );
    const results = await inParallel(availableParallelism(), tasks);
    const failures = results.filter(({ status }) => status !== 0);
    if (results.length === 0) throw new UserError(`${name}: nothing to check`);
    if (failures.length > 0) throw new UserError(failures.map(({ output }) => output).join(""));
    return results.map(({ output }) => output).join("");
  };
  return {
    name,
    needs,
    isShown,
    async run(env) {
      let output = "";
      if (inputs) await unlessCurrent(name, { inputs }, () => perform(env));
      else output = await perform(env);
      return { passed: 1, failed: 0, output };
    },
  };
}

/** Counts what a GoogleTest program says at its end; a program that crashed says nothing. */
function countGoogleTest({ status, output }) {
  const count = (pattern) => Number(pattern.exec(output)?.[1] ?? 0);
  const ran = count(/^\[=+\] (\d+) tests? from \d+ test suites? ran/m);
  const passed = count(/^\[ {2}PASSED {2}\] (\d+) test/m);
  const failed = ran - passed - count(/^\[ {2}SKIPPED \] (\d+) test/m);
  if (failed === 0 && (status !== 0 || passed === 0)) {
    return { passed, failed: 1, output: `${output}\nended with ${status} after ${passed} passed tests` };
  }
  return { passed, failed, output };
}

function googleTest(name, { preset, target }, [program, ...args]) {
  return {
    name,
    // Wasm variants share their build folder with the package's modules.
    needs: preset.startsWith("wasm-") ? "build" : "toolchain",
    async run(env) {
      const log = logFile(`test-${name}`);
      await build(preset, [target], env, log);
      const result = await run(program, [...args, "--gtest_brief=1", "--gtest_color=no"], {
        cwd: root,
        env: { ...env, UBSAN_OPTIONS: "print_stacktrace=1" },
        log,
        timeout,
        check: false,
      });
      return countGoogleTest(result);
    },
  };
}

const testFolder = "tests/core";
const testProgram = "surprisal_tests";

function nativeTest(name, preset) {
  return googleTest(name, { preset, target: testProgram }, [path.join(buildDir, preset, testFolder, testProgram)]);
}

function wasmTest(variant) {
  const flags = variant === "relaxed" ? relaxedSimdFlags() : [];
  const program = path.join(programDir(variant, testFolder), `${testProgram}.cjs`);
  return googleTest(`wasm-${variant}`, buildOf(variant, testProgram), [process.execPath, ...flags, program]);
}

/** The environment with the browser that opens pages fastest; `frames` and `matrix` keep the one that people have. */
function headless(env) {
  const { SURPRISAL_HEADLESS_SHELL: shell } = env;
  return shell ? { ...env, SURPRISAL_CHROMIUM: shell } : env;
}

/** A project of vitest.config.js. `prepare` is done before it. */
function vitest(project, prepare = () => {}) {
  return {
    name: project,
    needs: "build",
    // What tests pages needs both cores, or is about time: nothing else runs beside it.
    alone: project === "browser" || project === "frames",
    async run(env) {
      await prepare();
      const report = path.join(buildDir, "test-results", `${project}.json`);
      mkdirSync(path.dirname(report), { recursive: true });
      rmSync(report, { force: true });
      const flaky = `--reporter=${path.join(root, "scripts/lib/flaky-reporter.mjs")}`;
      const reporters = ["--reporter=default", flaky, "--reporter=json", `--outputFile.json=${report}`];
      const args = [nodeModule("vitest/vitest.mjs"), "run", "--project", project, "--passWithNoTests", ...reporters];
      const log = logFile(`test-${project}`);
      const result = await run(process.execPath, args, {
        cwd: root,
        env: project === "browser" ? headless(env) : env,
        log,
        timeout,
        check: false,
      });
      for (const [line] of result.output.matchAll(/^flaky: .*$/gm)) say(line);
      const counts = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
      const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = counts;
      if (failed === 0 && (result.status !== 0 || passed === 0)) {
        return {
          passed,
          failed: 1,
          output: `${result.output}\nended with ${result.status} after ${passed} passed tests`,
        };
      }
      return { passed, failed, output: result.output };
    },
  };
}

const cppChecks = [
  check("format-cpp", "nothing", () => [
    [`clang-format-${versions.llvm}`, "--dry-run", "-Werror", ...sources("cc", "h")],
  ]),
  check(
    "lint-cpp",
    "toolchain",
    (env) =>
      clangTidy(
        sources("cc").filter((file) => file.startsWith("src/")),
        env,
        logFile("test-lint-cpp"),
      ),
    {
      inputs: [
        "src",
        "cmake",
        ".clang-tidy",
        "CMakePresets.json",
        "scripts/lib/clang-tidy.mjs",
        "scripts/versions.json",
      ],
    },
  ),
];

const sizeSuite = {
  name: "size",
  needs: "build",
  async run(env) {
    const { passed, failed, lines } = await checkSizes(env);
    for (const line of lines) say(line);
    return { passed, failed, output: failed > 0 ? "what a variant is to download is above its budget" : "" };
  },
};

const textChecks = [
  check("format-web", "nothing", () => [[process.execPath, nodeModule("prettier/bin/prettier.cjs"), "--check", "."]]),
  check("lint-layers", "nothing", () => [[process.execPath, path.join(root, "scripts/check-layers.mjs")]]),
  check("lint-recipes", "nothing", () => [[process.execPath, path.join(root, "scripts/check-recipes.mjs")]]),
];

const typeChecks = [
  check("lint-ts", "build", () => [[process.execPath, nodeModule("eslint/bin/eslint.js"), "--max-warnings", "0", "."]]),
  check("lint-types", "build", () =>
    ["bindings", "tests", "web"].map((project) => [
      process.execPath,
      nodeModule("typescript/bin/tsc"),
      "-p",
      `tsconfig.${project}.json`,
    ]),
  ),
];

const sizeCheck = check(
  "entry-sizes",
  "build",
  () => [[process.execPath, path.join(root, "scripts/check-entry-sizes.mjs")]],
  { isShown: true },
);

// In the order in which they begin.
export const suites = [
  ...cppChecks,
  ...textChecks,
  nativeTest("native", "native-release"),
  nativeTest("sanitize", "native-sanitize"),
  fuzzSuite,
  // It needs nothing that is built.
  { ...vitest("release"), needs: "nothing" },
  // Those that wait for the build: the longest first, so that none is left to one core at the end.
  // js is linked from what baseline has compiled, so it comes last.
  ...variants.filter((variant) => variant !== "js").map(wasmTest),
  wasmTest("js"),
  vitest("matrix", () => ensureMatrixPeers(["fast"])),
  vitest("ts"),
  vitest("package"),
  ...typeChecks,
  sizeCheck,
  sizeSuite,
  vitest("browser"),
  vitest("frames"),
];
