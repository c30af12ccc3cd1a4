// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { relaxedSimd, simd } from "wasm-feature-detect";

import type { Host } from "./loader.ts";

/** The smallest module there is: four bytes of magic, four of version. */
const emptyModule = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** What the engine can do, found out by trying. */
export const engine: Pick<Host, "hasWebAssembly" | "supports"> = {
  hasWebAssembly: () => {
    // Where it is switched off, the global may be missing, undefined, or an object that does nothing; and a page's policy
    // may forbid what the object does: to compile, and in WebKit to instantiate.
    try {
      return new WebAssembly.Instance(new WebAssembly.Module(emptyModule)) instanceof WebAssembly.Instance;
    } catch {
      return false;
    }
  },
  supports: async (variant) => {
    if (variant === "simd") return simd();
    if (variant === "relaxed") return relaxedSimd();
    return true;
  },
};
