// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** The pythons on PATH, and the system's own, which may be hidden behind another. */
function pythons() {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/bin"];
  return [...new Set(folders.filter(Boolean).map((folder) => path.join(folder, "python3")))].filter(existsSync);
}

/** A python3 that has PyTorch, or undefined. */
export function pythonWithTorch() {
  const finds = ["-c", "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)"];
  return pythons().find((program) => spawnSync(program, finds).status === 0);
}
