// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { goldenCase } from "./golden_case.mjs";

const here = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Whether all cells are asked for, or those of every `npm test`. */
export const isFull = process.env.SURPRISAL_MATRIX === "full";

/** Where scripts/lib/matrix-peers.mjs has installed a set of peers. */
export const setFolder = (set) => here(`../../../build/matrix/${set}`);

export const packageFolder = (set) => path.join(setFolder(set), "node_modules/surprisal");

/** What they were unpacked from. */
export function packageTarball() {
  const { name, version } = JSON.parse(readFileSync(path.join(packageFolder("fast"), "package.json"), "utf8"));
  return here(`../../../build/${name}-${version}.tgz`);
}

/** A peer's module. */
export async function peer(set, name) {
  const require = createRequire(path.join(setFolder(set), "package.json"));
  const module = await import(pathToFileURL(require.resolve(name)).href);
  return module.default ?? module;
}

/** A program or script of a peer. */
export const peerFile = (set, file) => path.join(setFolder(set), "node_modules", file);

/** A copy of a fixture beside the peers, so that they and the package are found from there; with the golden case in it. */
export function makeApp(set, fixture, name) {
  const folder = path.join(setFolder(set), "apps", name.replaceAll(/\W+/g, "-"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const shared of ["answer_of.js", "index.html"]) cpSync(here(`../apps/${shared}`), path.join(folder, shared));
  cpSync(here(`../apps/${fixture}`), folder, { recursive: true });
  const json = JSON.stringify(goldenCase);
  writeFileSync(path.join(folder, "golden_case.js"), `export default ${json};\n`);
  writeFileSync(path.join(folder, "golden_case.json"), json);
  return folder;
}
