// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Prints what each variant is to download, its WebAssembly, deflated as it is embedded, and its glue as published, gzipped;
// and what that is of a module with all losses and metrics, and nothing else. Fails where a sum is above its budget.

import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { prepare } from "./build.mjs";
import { embeddedDir, moduleDir } from "./embed-wasm.mjs";
import { build } from "./lib/cmake.mjs";
import { deflate } from "./lib/deflate.mjs";
import { minify } from "./lib/minify.mjs";
import { logFile, variants } from "./lib/paths.mjs";
import { runMain } from "./lib/report.mjs";

/** In bytes. What is exceeded is made smaller, and not raised. */
const budgets = { simd: 68_500, relaxed: 72_000, baseline: 107_000, js: 157_000 };

/** That of all losses and metrics without the trainer and the fused linear layer, in the variant that nearly everyone gets. */
const lossesBudget = 60_000;

const gzipped = (data) => gzipSync(data, { level: 9 }).length;

/** The deflated length of what is embedded. The glue of js is all there is of it. */
async function embeddedLength(variant) {
  const { wasm } = await import(pathToFileURL(path.join(embeddedDir, `${variant}.js`)).href);
  return wasm === null ? 0 : Buffer.from(wasm.deflated, "base64").length;
}

async function verdictOn(title, wasm, glueFile, budget) {
  const glue = gzipped(await minify(path.basename(glueFile), readFileSync(glueFile, "utf8")));
  const isWithin = wasm + glue <= budget;
  const verdict = isWithin ? "within" : "above its budget of";
  return { isWithin, line: `${title}: wasm ${wasm} + glue ${glue} = ${wasm + glue} bytes, ${verdict} ${budget}` };
}

/** One test a module. */
export async function checkSizes(env) {
  await build("wasm-simd", ["surprisal_losses_module"], env, logFile("test-size"));
  const losses = path.join(moduleDir("simd"), "surprisal_losses_module");
  const { length } = await deflate(readFileSync(`${losses}.wasm`));
  const sizes = [await verdictOn("simd, losses and metrics alone", length, `${losses}.mjs`, lossesBudget)];
  for (const variant of variants) {
    const glueFile = path.join(moduleDir(variant), "surprisal.mjs");
    sizes.push(await verdictOn(variant, await embeddedLength(variant), glueFile, budgets[variant]));
  }
  const passed = sizes.filter(({ isWithin }) => isWithin).length;
  return { passed, failed: sizes.length - passed, lines: sizes.map(({ line }) => line) };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    const { failed, lines } = await checkSizes(await prepare());
    console.log(lines.join("\n"));
    if (failed > 0) process.exitCode = 1;
  });
}
