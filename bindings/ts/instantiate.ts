// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { inflateSync } from "fflate";

import { decodeBase64 } from "./base64.ts";
import type { NodeGlobals } from "./node_globals.ts";
import { start, type Factory } from "./start.ts";

/** Whether the bytes may have to be downloaded. */
export const isRemote = true;

/** WebAssembly as it is embedded: deflated (RFC 1951), in base64; and its length. */
export interface EmbeddedWasm {
  readonly deflated: string;
  readonly length: number;
}

/** Inflates into an array of the length that comes of it. */
async function inflate(deflated: Uint8Array<ArrayBuffer>, length: number): Promise<Uint8Array<ArrayBuffer>> {
  // Where there is zlib, the first use of a stream takes longer than everything else that a start does.
  const zlib = (globalThis as NodeGlobals).process?.getBuiltinModule?.("node:zlib");
  if (zlib !== undefined) return zlib.inflateRawSync(deflated);
  const bytes = new Uint8Array(length);
  try {
    // The engine is done in a tenth of the time of code that has yet to be compiled.
    const { readable, writable } = new DecompressionStream("deflate-raw");
    const writer = writable.getWriter();
    // What fails in writing fails in reading, too.
    Promise.all([writer.write(deflated), writer.close()]).catch(() => undefined);
    const reader = readable.getReader();
    let at = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes.set(part.value, at);
      at += part.value.length;
    }
    if (at === length) return bytes;
  } catch {
    // jsdom and older engines have no such stream, or not for this format.
  }
  return inflateSync(deflated, { out: bytes });
}

/** Starts a module from inlined bytes: no file, no URL, no network. */
export async function instantiate<Module>(createModule: Factory, wasm: EmbeddedWasm | null): Promise<Module> {
  if (wasm === null) throw new TypeError("this variant has no WebAssembly");
  const bytes = await inflate(decodeBase64(wasm.deflated), wasm.length);
  return start<Module>(createModule, WebAssembly.compile(bytes));
}
