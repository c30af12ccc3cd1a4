// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The types in the hands of strict consumers, and what the linters of packages say.

import { copyFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { describe } from "vitest";

import { root } from "../../../scripts/lib/paths.mjs";
import { cell } from "../support/cell.mjs";
import { makeApp, packageFolder, packageTarball, peerFile } from "../support/peers.mjs";
import { runProgram } from "../support/programs.mjs";

const compilers = [
  ["5.6", "Float32Array"],
  ["5.9", "Float32Array<ArrayBuffer>"],
  ["7", "Float32Array<ArrayBuffer>"],
];

/** As strict as it gets, and with the package's own declarations checked, too. */
const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noEmit: true,
  skipLibCheck: false,
  target: "es2022",
  types: [],
};

const resolutions = {
  node16: { module: "node16", moduleResolution: "node16" },
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};

// [what is around the consumer, its files, settings, for whom it is]: .cts files are those that \`require\`.
const platforms = [
  ["a page", ["consumer.ts", "worker.ts", "in_page.ts"], {}],
  ["a page, require", ["consumer.cts"], {}, ["node16", "nodenext"]],
  ["Node", ["consumer.ts", "worker.ts", "in_node.ts"], { lib: ["es2022"], types: ["node"] }],
  ["neither", ["consumer.ts", "worker.ts"], { lib: ["es2022"] }],
];

const esmEntries = ["worker", "worker-script"];

describe("types", () => {
  for (const [version, floats] of compilers) {
    for (const [platform, files, settings, names = Object.keys(resolutions)] of platforms) {
      for (const name of names) {
        cell(`TypeScript ${version}, ${name}, ${platform}`, async () => {
          const folder = makeApp("full", "types", `types ${version} ${name} ${platform}`);
          copyFileSync(path.join(folder, "consumer.ts"), path.join(folder, "consumer.cts"));
          writeFileSync(path.join(folder, "floats.d.ts"), `type Floats = ${floats};\n`);
          const compilerOptions = { ...strict, ...resolutions[name], ...settings };
          const config = JSON.stringify({ compilerOptions, files: ["floats.d.ts", ...files] });
          writeFileSync(path.join(folder, "tsconfig.json"), config);
          const tsc = peerFile("full", `typescript-${version}/bin/tsc`);
          await runProgram(process.execPath, [tsc, "-p", "."], { cwd: folder });
        });
      }
    }
  }

  cell("publint", async () => {
    const publint = peerFile("full", "publint/src/cli.js");
    await runProgram(process.execPath, [publint, packageFolder("full"), "--strict", "--pack", "false"], { cwd: root });
  });

  // node10, the resolution before "exports", is left out: TypeScript 7 has none, and the main entry works there all the same.
  for (const [profile, ...which] of [
    ["node16", "--exclude-entrypoints", ...esmEntries],
    ["esm-only", "--entrypoints", ...esmEntries],
  ]) {
    cell(`@arethetypeswrong/cli, ${profile}`, async () => {
      const cli = peerFile("full", "@arethetypeswrong/cli/dist/index.js");
      const options = ["--profile", profile, "--format", "ascii", "--no-color", ...which];
      await runProgram(process.execPath, [cli, packageTarball(), ...options], { cwd: root });
    });
  }
});
