// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm run build                       everything: the wasm variants, the package (dist/), the site (build/site/)
//   npm run build -- --only variants    the variants alone; "package" is the variants and the package

import { mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { buildPackage } from "./build-package.mjs";
import { embedWasm, moduleDir } from "./embed-wasm.mjs";
import { build } from "./lib/cmake.mjs";
import { inParallel } from "./lib/in-parallel.mjs";
import { withLock } from "./lib/lock.mjs";
import { ensureNodeModules } from "./lib/node-modules.mjs";
import { buildDir, buildOf, logFile, root, variants, versions } from "./lib/paths.mjs";
import { isAtLeast, run } from "./lib/process.mjs";
import { runMain, say, step, UserError } from "./lib/report.mjs";
import { unlessCurrent } from "./lib/stamp.mjs";
import { ensureToolchain } from "./lib/toolchain.mjs";

const parts = ["variants", "package", "site"];

/** Where the site is built to, ready to be served from any path. */
export const siteDir = path.join(buildDir, "site");

/** Installs what is missing. Resolves to the environment for compilers. */
export async function prepare() {
  if (!isAtLeast(process.version, versions.node)) {
    throw new UserError(`Node ${versions.node} or newer is needed; this is ${process.version}`);
  }
  mkdirSync(buildDir, { recursive: true });
  const [env] = await Promise.all([ensureToolchain(logFile("toolchain")), ensureNodeModules(logFile("node-modules"))]);
  return env;
}

async function buildVariants(env) {
  // Compiling fills the cores by itself, linking does not: two variants at a time keep both busy.
  const builds = variants.map((variant) => buildOf(variant, "surprisal_module"));
  const tasks = [...new Set(builds.map(({ preset }) => preset))].map((preset) => async () => {
    const targets = builds.filter((each) => each.preset === preset).map(({ target }) => target);
    await step(`building ${preset}`, () => build(preset, targets, env, logFile(preset)));
  });
  await inParallel(2, tasks);
  const inputs = ["package.json", "package-lock.json", "scripts/embed-wasm.mjs", "scripts/lib/deflate.mjs"];
  const modules = variants.flatMap((variant) =>
    ["mjs", "wasm"].map((type) => path.join(moduleDir(variant), `surprisal.${type}`)),
  );
  await unlessCurrent("embedded", { inputs: [...inputs, ...modules], output: "build/embedded" }, () =>
    step("deflating and embedding the variants", embedWasm),
  );
}

const packageInputs = [
  "bindings/ts",
  "build/embedded",
  ...variants.map((variant) => path.join(moduleDir(variant), "surprisal.mjs")),
  "package.json",
  "package-lock.json",
  "scripts/build-package.mjs",
  "scripts/lib/notices.mjs",
  "scripts/lib/package-types.mjs",
  "scripts/lib/wasm-origin.mjs",
  "tsconfig.base.json",
  "tsconfig.bindings.json",
];

async function buildSite() {
  const vite = path.join(root, "node_modules/vite/bin/vite.js");
  const options = ["build", "web", "--outDir", siteDir, "--emptyOutDir"];
  await run(process.execPath, [vite, ...options], { cwd: root, log: logFile("site") });
}

/** Builds all there is, up to and including `last`. Nothing that is current is done again. */
export async function buildAll(env, last = "site") {
  const wanted = parts.slice(0, parts.indexOf(last) + 1);
  await withLock(path.join(buildDir, "lock"), "another build of this clone is at work; waiting for it", async () => {
    await buildVariants(env);
    if (wanted.includes("package")) {
      await unlessCurrent("package", { inputs: packageInputs, output: "dist" }, () =>
        step("bundling the package", () => buildPackage(logFile("package"))),
      );
    }
    if (wanted.includes("site")) {
      const inputs = [
        "web",
        "dist",
        "scripts/pack-iris.mjs",
        "scripts/pack-mnist.mjs",
        "package-lock.json",
        "tsconfig.base.json",
        "tsconfig.web.json",
      ];
      await unlessCurrent("site", { inputs, output: siteDir }, () => step("building the site", buildSite));
    }
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    const { values } = parseArgs({ options: { only: { type: "string", default: "site" } } });
    if (!parts.includes(values.only)) throw new UserError(`--only is one of ${parts.join(", ")}`);
    await buildAll(await prepare(), values.only);
    say("built");
  });
}
