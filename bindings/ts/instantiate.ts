// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { inflateSync } from "fflate";

import { start, type Factory } from "./start.ts";

/** WebAssembly as it is embedded: deflated (RFC 1951), in base64; and its length. */
interface EmbeddedWasm {
  readonly deflated: string;
  readonly length: number;
}

/** Methods that the newest engines have, and TypeScript's library files don't yet. */
interface NewerUint8Array {
  readonly fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const { fromBase64 } = Uint8Array as NewerUint8Array;
  if (fromBase64 !== undefined) return fromBase64.call(Uint8Array, text);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Starts a module from inlined bytes: no file, no URL, no network. */
export async function instantiate<Module>(createModule: Factory, wasm: EmbeddedWasm | null): Promise<Module> {
  if (wasm === null) throw new TypeError("this variant has no WebAssembly");
  // Not by DecompressionStream, which jsdom and older engines have not.
  const bytes = inflateSync(decodeBase64(wasm.deflated), { out: new Uint8Array(wasm.length) });
  return start<Module>(createModule, () => WebAssembly.compile(bytes));
}
