// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The package as somebody gets it: packed, and installed in an empty folder, without a network.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll } from "vitest";

const run = promisify(execFile);

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Installed {
  /** The folder that it was installed in. */
  folder: string;
  /** Where the package itself is. */
  packageFolder: string;
  /** The files of the tarball. */
  files: readonly string[];
  /** Runs a file of the folder, made for it, in plain Node; gives what it prints. */
  runNode: (file: string, code: string, flags?: readonly string[]) => Promise<{ stdout: string; stderr: string }>;
}

/** Packs and installs before the tests of the file that calls it. */
export function installPackage(): Installed {
  const installed: Installed = {
    folder: "",
    packageFolder: "",
    files: [],
    async runNode(file, code, flags = []) {
      writeFileSync(path.join(installed.folder, file), code);
      return run(process.execPath, [...flags, file], { cwd: installed.folder });
    },
  };
  beforeAll(async () => {
    installed.folder = mkdtempSync(path.join(tmpdir(), "surprisal-package-"));
    installed.packageFolder = path.join(installed.folder, "node_modules/surprisal");
    const packed = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", installed.folder], {
      cwd: root,
    });
    const [tarball] = JSON.parse(packed.stdout) as [{ filename: string; files: { path: string }[] }];
    installed.files = tarball.files.map((file) => file.path);
    const options = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", installed.folder];
    await run("npm", ["install", ...options, path.join(installed.folder, tarball.filename)], { cwd: installed.folder });
  });
  afterAll(() => {
    rmSync(installed.folder, { recursive: true, force: true });
  });
  return installed;
}
