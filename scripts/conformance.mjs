// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm run test:conformance                    every loss, on every implementation, against PyTorch in float64
//   npm run test:conformance -- mse_loss ...    the losses so named
//
// Without names it begins with the golden gradients, which have to be the finite differences of the golden losses.
//
// Where there is no python3 with PyTorch it says so and fails. The cases are generated into build/conformance/, as
// tests/golden/conformance.py describes.

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";

import { buildAll, prepare } from "./build.mjs";
import { build } from "./lib/cmake.mjs";
import { inParallel } from "./lib/in-parallel.mjs";
import { buildDir, buildOf, logFile, programDir, root, variants } from "./lib/paths.mjs";
import { ask, run } from "./lib/process.mjs";
import { pythonWithTorch } from "./lib/python.mjs";
import { relaxedSimdFlags } from "./lib/relaxed-simd.mjs";
import { runMain, say, step, UserError } from "./lib/report.mjs";
import { unlessCurrent } from "./lib/stamp.mjs";

const folder = path.join(buildDir, "conformance");
const generator = path.join(root, "tests/golden/conformance.py");

function chooseLosses(python, names) {
  const listing = ask(python, ["-W", "ignore", generator, "--list"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (listing === undefined) throw new UserError(`${python} can't run ${path.relative(root, generator)}`);
  const all = listing.trim().split("\n");
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new UserError(`no cases for ${unknown.join(", ")}; there are ${all.join(", ")}`);
  return names.length === 0 ? all : names;
}

/** Beside what they were made from the files depend on the PyTorch that made them; deleting build/conformance/ is for that. */
async function generate(python, losses) {
  const inputs = ["tests/golden"];
  const log = logFile("conformance-cases");
  const tasks = losses.map(
    (loss) => () =>
      unlessCurrent(`conformance-${loss}`, { inputs, output: path.join(folder, `${loss}.cases`) }, () =>
        run(python, ["-W", "ignore", generator, "--out", folder, loss], { cwd: root, log }),
      ),
  );
  await inParallel(availableParallelism(), tasks);
}

async function compareWithFiniteDifferences(python) {
  const script = path.join(root, "tests/golden/finite_differences.py");
  const log = logFile("finite-differences");
  const { status, output } = await run(python, ["-W", "ignore", script], { cwd: root, log, check: false });
  if (status !== 0) throw new UserError(`gradients are not the finite differences of their losses:\n${output}`);
}

/** What runs C++: natively, and under Node. */
function programs() {
  const [folder, target] = ["tests/conformance", "surprisal_conformance"];
  const wasm = variants.map((variant) => ({
    name: `wasm-${variant}`,
    ...buildOf(variant, target),
    command: [
      process.execPath,
      ...(variant === "relaxed" ? relaxedSimdFlags() : []),
      path.join(programDir(variant, folder), `${target}.cjs`),
    ],
  }));
  const native = "native-release";
  return [{ name: "native", preset: native, target, command: [path.join(buildDir, native, folder, target)] }, ...wasm];
}

async function runProgram({ name, preset, target, command }, losses, env) {
  const log = logFile(`conformance-${name}`);
  await build(preset, [target], env, log);
  const [program, ...args] = command;
  const paths = losses.map((loss) => path.join(folder, loss));
  const { output } = await run(program, [...args, ...paths], { cwd: root, env, log });
  return { name, output };
}

async function runPackage(losses, env) {
  const results = (variant) => path.join(folder, "results", `ts-${variant}`);
  for (const variant of variants) rmSync(results(variant), { force: true });
  const args = [path.join(root, "node_modules/vitest/vitest.mjs"), "run", "--project", "conformance"];
  const { output } = await run(process.execPath, args, {
    cwd: root,
    env: { ...env, SURPRISAL_CONFORMANCE: losses.join(" ") },
    log: logFile("conformance-ts"),
    check: false,
  });
  // Node runs the relaxed variant, or knows a flag for it; a variant without results has failed.
  if (!variants.some((variant) => existsSync(results(variant)))) throw new UserError(output);
  return variants.map((variant) => ({
    name: `ts-${variant}`,
    output: existsSync(results(variant)) ? readFileSync(results(variant), "utf8") : "",
  }));
}

/** Lines of `output` by loss: { cases, value, grad, failed }. */
function parse(output) {
  const found = new Map();
  for (const [, loss, ...numbers] of output.matchAll(/^result (\S+) (\S+) (\S+) (\S+) (\S+)$/gm)) {
    const [cases, value, grad, failed] = numbers.map((text) => (text === "inf" ? Infinity : Number(text)));
    found.set(loss, { cases, value, grad, failed });
  }
  return found;
}

const share = (number) => (Number.isFinite(number) ? number.toFixed(2) : "inf");

/** A row for each loss, a column for each implementation: the largest errors of values and gradients, as parts of the bounds. */
function table(losses, implementations) {
  const header = ["loss", "cases", ...implementations.map(({ name }) => name)];
  const rows = losses.map((loss) => {
    const results = implementations.map(({ results }) => results.get(loss));
    const cases = Math.max(...results.map((result) => result?.cases ?? 0));
    const cell = (result) =>
      result === undefined
        ? "no result"
        : `${share(result.value)} ${share(result.grad)}${result.failed > 0 ? ` ${result.failed} FAILED` : ""}`;
    return [loss, String(cases), ...results.map(cell)];
  });
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)));
  return [header, ...rows]
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

await runMain(async () => {
  const python = pythonWithTorch();
  if (!python) throw new UserError("python3 with PyTorch is needed: no python3 here has torch (Debian: python3-torch)");
  const losses = chooseLosses(python, process.argv.slice(2));
  mkdirSync(folder, { recursive: true });
  const env = await prepare();
  if (process.argv.length === 2) {
    await step("comparing golden gradients with finite differences", () => compareWithFiniteDifferences(python));
  }
  await step("generating cases", () => generate(python, losses));
  await buildAll(env, "package");
  const cpp = await inParallel(
    2,
    programs().map((program) => () => step(`running ${program.name}`, () => runProgram(program, losses, env))),
  );
  const ts = await step("running the package on every variant", () => runPackage(losses, env));

  const implementations = [...cpp, ...ts].map(({ name, output }) => ({ name, output, results: parse(output) }));
  for (const { name, output } of implementations) {
    const failures = output.split("\n").filter((line) => line.startsWith("failed "));
    for (const line of failures.slice(0, 20)) console.log(`${name}: ${line}`);
    if (failures.length > 20) console.log(`${name}: and ${failures.length - 20} more`);
  }
  console.log("\nthe largest error of values and of gradients, as a part of what is allowed\n");
  console.log(table(losses, implementations));
  const results = implementations.flatMap(({ results }) => losses.map((loss) => results.get(loss)));
  const count = (key) => results.reduce((total, result) => total + (result?.[key] ?? 0), 0);
  const missing = results.filter((result) => result === undefined).length;
  // Every implementation has run the same cases.
  const uneven = losses.filter(
    (loss) => new Set(implementations.map(({ results }) => results.get(loss)?.cases)).size > 1,
  );
  say(`${count("cases")} cases run, ${count("failed")} failed${missing > 0 ? `, ${missing} results missing` : ""}`);
  if (count("failed") > 0 || missing > 0 || uneven.length > 0 || count("cases") === 0) process.exitCode = 1;
});
