// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { engine } from "../engine.ts";
import { givenVariant } from "../given.ts";
import { lazyLoad } from "../lazy_load.ts";

/**
 * The `load` of "surprisal" for WebAssembly that comes as `module`, `bytes` or `url`, one of which it wants. There is none
 * in this entry, and no import when it is called.
 */
export const load = lazyLoad(() => ({
  ...engine,
  variants: ["simd", "baseline", "relaxed"],
  automatic: ["simd"],
  isRemote: true,
  fetchVariant: () => Promise.reject(new TypeError("this entry has none; it takes { module }, { bytes } or { url }")),
  givenVariant: (variant, source) => Promise.resolve(givenVariant(variant, source)),
}));

export { SurprisalError } from "../errors.ts";
