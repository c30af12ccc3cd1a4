// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm run test:fuzz -- [--seconds 60] [--seed N] [--loss NAME]     random calls of losses (tests/fuzz/random_losses.test.ts)

import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";

import { buildAll, prepare } from "./build.mjs";
import { root } from "./lib/paths.mjs";
import { pythonWithTorch } from "./lib/python.mjs";
import { runMain, say, UserError } from "./lib/report.mjs";

function readOptions() {
  const options = { seconds: { type: "string", default: "60" }, seed: { type: "string" }, loss: { type: "string" } };
  const { values } = parseArgs({ options });
  for (const name of ["seconds", "seed"]) {
    if (values[name] !== undefined && !(Number(values[name]) >= 0)) throw new UserError(`--${name} is ${values[name]}`);
  }
  return values;
}

await runMain(async () => {
  const { seconds, seed, loss } = readOptions();
  await buildAll(await prepare(), "package");
  const python = pythonWithTorch();
  if (python === undefined) say("no python3 here has PyTorch: variants are compared with each other alone");
  const env = {
    ...process.env,
    SURPRISAL_FUZZ_SECONDS: seconds,
    ...(seed && { SURPRISAL_FUZZ_SEED: seed }),
    ...(loss && { SURPRISAL_FUZZ_LOSS: loss }),
    ...(python && { SURPRISAL_PYTHON: python }),
  };
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project", "fuzz"], { cwd: root, env, stdio: "inherit" });
  process.exitCode = await new Promise((resolve) => child.on("close", (status) => resolve(status ?? 1)));
});
