// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Takes the place of instantiate.ts in the entries that are read from a disk, where the .wasm files lie beside them: to read
// one takes a fifth of the time of parsing, decoding and inflating what is embedded.

import type { EmbeddedWasm } from "./instantiate.ts";
import type { NodeGlobals } from "./node_globals.ts";
import { start, type Factory } from "./start.ts";

/** Nothing is. */
export const isRemote = false;

/** WebAssembly as such an entry finds it: a file of the package, and the module that has it embedded. */
interface WasmOnDisk {
  readonly file: string;
  /** In bytes. */
  readonly length: number;
  readonly embedded: () => Promise<{ readonly wasm: EmbeddedWasm | null }>;
}

/** CommonJS's: the folder of the chunk that this becomes a part of, dist/cjs/chunks/. */
declare const __dirname: string | undefined;

/** Nothing where there are no files, or where this code has been bundled and they were not, or others are in their place. */
function read({ file, length }: WasmOnDisk): Uint8Array<ArrayBuffer> | undefined {
  const files = (globalThis as NodeGlobals).process?.getBuiltinModule?.("node:fs");
  if (files === undefined || typeof __dirname !== "string") return undefined;
  try {
    const bytes = files.readFileSync(`${__dirname}/../../wasm/${file}`);
    return bytes.length === length ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** Starts a module from the package's file, or from inlined bytes: no URL, no network. */
export async function instantiate<Module>(createModule: Factory, wasm: WasmOnDisk | null): Promise<Module> {
  if (wasm === null) throw new TypeError("this variant has no WebAssembly");
  const bytes = read(wasm);
  // Compiled on this thread: to have it done by another, and to hear of it, takes as long as to do it.
  if (bytes !== undefined) return start<Module>(createModule, new WebAssembly.Module(bytes));
  const [{ instantiate: embedded }, from] = await Promise.all([import("./instantiate.ts"), wasm.embedded()]);
  return embedded<Module>(createModule, from.wasm);
}
