// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Takes the place of instantiate.ts in the entries that are read from a disk, which has no use for deflated bytes.

import { decodeBase64 } from "./base64.ts";
import { start, type Factory } from "./start.ts";

/** WebAssembly as it is embedded in such an entry. */
interface WholeWasm {
  readonly base64: string;
}

/** On this thread: to have it done by another, and to hear of it, takes as long as to do it. */
function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  try {
    return Promise.resolve(new WebAssembly.Module(bytes));
  } catch {
    // Pages of some browsers may not compile as much as this while they wait.
    return WebAssembly.compile(bytes);
  }
}

/** Starts a module from inlined bytes: no file, no URL, no network. */
export async function instantiate<Module>(createModule: Factory, wasm: WholeWasm | null): Promise<Module> {
  if (wasm === null) throw new TypeError("this variant has no WebAssembly");
  const bytes = decodeBase64(wasm.base64);
  return start<Module>(createModule, () => compile(bytes));
}
