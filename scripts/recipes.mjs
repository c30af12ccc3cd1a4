// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm run test:recipes             the recipes of docs/recipes.md, compiled and run with what they are about
//   npm run test:recipes -- tfjs     the tests so named: the files of tests/recipes/

import { spawn } from "node:child_process";
import path from "node:path";

import { buildAll, prepare } from "./build.mjs";
import { logFile, root } from "./lib/paths.mjs";
import { installPackage, installPeers } from "./lib/peers.mjs";
import { run } from "./lib/process.mjs";
import { runMain, step } from "./lib/report.mjs";
import { ensureTestTools } from "./lib/test-tools.mjs";

const folder = path.join(root, "tests/recipes");
const nodeModule = (file) => path.join(root, "node_modules", file);

await runMain(async () => {
  const env = await prepare();
  const log = logFile("recipes");
  await Promise.all([buildAll(env, "package"), installPeers(folder, "what the recipes are about", log)]);
  await installPackage([folder], log);
  const tools = await ensureTestTools([{ name: "browser" }]);
  await step("compiling the recipes", () =>
    run(process.execPath, [nodeModule("typescript/bin/tsc"), "-p", folder], { cwd: root, log }),
  );
  const vitest = [nodeModule("vitest/vitest.mjs"), "run", "--project", "recipes", ...process.argv.slice(2)];
  const child = spawn(process.execPath, vitest, { cwd: root, env: { ...process.env, ...tools }, stdio: "inherit" });
  process.exitCode = await new Promise((resolve) => child.on("close", (status) => resolve(status ?? 1)));
});
