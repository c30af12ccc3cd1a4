// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The programs beside the engine that are measured in turn with it: PyTorch and the native builds of our own kernels.

import { fileURLToPath } from "node:url";
import path from "node:path";

import { pythonWithTorch } from "../../scripts/lib/python.mjs";
import { JsonLines } from "./json_lines.mjs";
import { runNative } from "./native.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));

function wantedPython() {
  const python = pythonWithTorch();
  if (python === undefined) throw new Error("no python3 here has torch (Debian: python3-torch)");
  return python;
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
    this.#pytorch ??= new JsonLines(wantedPython(), ["-u", path.join(here, "pytorch.py")]);
    return this.#pytorch.call(command);
  }

  close() {
    this.#pytorch?.close();
  }
}
