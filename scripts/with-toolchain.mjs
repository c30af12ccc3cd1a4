// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Runs a command where emcc, the native compiler, Highway and GoogleTest are found:
//
//   node scripts/with-toolchain.mjs cmake --preset wasm-simd

import { spawnSync } from "node:child_process";

import { reportToStderr, runMain, UserError } from "./lib/report.mjs";
import { ensureToolchain } from "./lib/toolchain.mjs";

await runMain(async () => {
  reportToStderr();
  const [command, ...args] = process.argv.slice(process.argv[2] === "--" ? 3 : 2);
  if (!command) throw new UserError("usage: node scripts/with-toolchain.mjs COMMAND [ARGUMENT...]");
  const result = spawnSync(command, args, { env: await ensureToolchain(), stdio: "inherit" });
  if (result.error) throw new UserError(`${command}: ${result.error.message}`);
  process.exitCode = result.status ?? 1;
});
