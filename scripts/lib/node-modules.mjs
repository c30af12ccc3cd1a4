// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { root } from "./paths.mjs";
import { run } from "./process.mjs";
import { step } from "./report.mjs";

const stamp = path.join(root, "node_modules/.surprisal-installed");

/** Installs the Node dependencies, unless node_modules is what package-lock.json says. */
export async function ensureNodeModules(log) {
  const lockfile = readFileSync(path.join(root, "package-lock.json"));
  // Some packages hold native code, which is another one for another machine.
  const wanted = createHash("sha256").update(lockfile).update(`${process.platform} ${process.arch}`).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await step("installing the Node dependencies", () =>
    run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, log }),
  );
  writeFileSync(stamp, wanted);
}
