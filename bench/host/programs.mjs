// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The programs beside the engine that are measured in turn with it: PyTorch and the native builds of our own kernels.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

import { JsonLines } from "./json_lines.mjs";
import { runNative } from "./native.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));

/** The pythons on PATH, and the system's own, which may be hidden behind another. */
function pythons() {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/bin"];
  return [...new Set(folders.filter(Boolean).map((folder) => path.join(folder, "python3")))].filter(existsSync);
}

function pythonWithTorch() {
  const found = pythons();
  const finds = ["-c", "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)"];
  const python = found.find((program) => spawnSync(program, finds).status === 0);
  if (python) return python;
  throw new Error(found.length === 0 ? "no python3 here" : "no python3 here has torch (Debian: python3-torch)");
}

/** Answers what peers ask of programs. `close` ends those that were started. */
export class Programs {
  #pytorch;
  #nativePrograms;

  /** @param {Record<string, string>} nativePrograms paths, by build */
  constructor(nativePrograms) {
    this.#nativePrograms = nativePrograms;
  }

  async call(to, command) {
    if (to === "native") return runNative(this.#nativePrograms, command);
    if (to !== "pytorch") throw new Error(`no program ${to}`);
    this.#pytorch ??= new JsonLines(pythonWithTorch(), ["-u", path.join(here, "pytorch.py")]);
    return this.#pytorch.call(command);
  }

  close() {
    this.#pytorch?.close();
  }
}
