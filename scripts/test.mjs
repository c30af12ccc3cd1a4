// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm test                   every suite there is
//   npm test -- native ts      the suites so named; "wasm" stands for wasm-simd, wasm-baseline, ...

import { writeSync } from "node:fs";

import { buildAll, prepare } from "./build.mjs";
import { ensureTestTools } from "./lib/test-tools.mjs";
import { inParallel } from "./lib/in-parallel.mjs";
import { CommandError } from "./lib/process.mjs";
import { runMain, say, UserError } from "./lib/report.mjs";
import { suites } from "./lib/suites.mjs";

function choose(names) {
  const isNamed = (suite) => names.some((name) => suite.name === name || suite.name.startsWith(`${name}-`));
  for (const name of names) {
    if (!suites.some((suite) => suite.name === name || suite.name.startsWith(`${name}-`))) {
      throw new UserError(`no suite ${name}; there are ${suites.map((suite) => suite.name).join(", ")}`);
    }
  }
  return names.length === 0 ? suites : suites.filter(isNamed);
}

const explain = (error) =>
  error instanceof CommandError
    ? `${error.output}\n${error.message}`
    : error instanceof UserError
      ? error.message
      : error.stack;

const total = { passed: 0, failed: 0 };

async function runSuite(suite, env) {
  const from = Date.now();
  let result;
  try {
    result = await suite.run(env);
  } catch (error) {
    // It could not even be built: as good as one failed test.
    result = { passed: 0, failed: 1, output: explain(error) };
  }
  total.passed += result.passed;
  total.failed += result.failed;
  if (result.failed > 0 || suite.isShown) writeSync(1, `${result.output.trimEnd()}\n`);
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  say(`${suite.name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)`);
}

async function buildForSuites(chosen, env) {
  if (!chosen.some(({ needs }) => needs === "build")) return true;
  try {
    // Of the suites that need a build, the C++ ones alone can do without the site.
    await buildAll(
      env,
      chosen.every(({ name, needs }) => needs !== "build" || name.startsWith("wasm-")) ? "variants" : "site",
    );
    return true;
  } catch (error) {
    writeSync(1, `${explain(error).trimEnd()}\n`);
    return false;
  }
}

await runMain(async () => {
  const chosen = choose(process.argv.slice(2));
  const env = await prepare();
  Object.assign(env, await ensureTestTools(chosen));

  // What needs no build of the product runs beside that build.
  const early = chosen.filter(({ needs }) => needs !== "build").map((suite) => () => runSuite(suite, env));
  const [isBuilt] = await inParallel(2, [() => buildForSuites(chosen, env), ...early]);

  const late = chosen.filter(({ needs }) => needs === "build");
  if (isBuilt) {
    const together = late.filter(({ alone }) => !alone);
    await inParallel(
      2,
      together.map((suite) => () => runSuite(suite, env)),
    );
    for (const suite of late.filter(({ alone }) => alone)) await runSuite(suite, env);
  } else {
    for (const suite of late) say(`${suite.name}: not run, since the build failed`);
    total.failed += late.length;
  }

  process.exitCode = total.failed > 0 ? 1 : 0;
  console.log(`${total.passed} passed, ${total.failed} failed`);
});
