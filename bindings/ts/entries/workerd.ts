// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// For runtimes that compile WebAssembly when they are deployed and never after: there, a .wasm file is imported as a module.

// Where it is when this is dist/workerd.js.
import module from "../wasm/surprisal-simd.wasm";

import { givenVariant } from "../given.ts";
import { lazyLoad } from "../lazy_load.ts";

/** The `load` of "surprisal" for the variant "simd", and for others handed in as `module`. */
export const load = lazyLoad(() => ({
  variants: ["simd", "baseline", "relaxed"],
  automatic: ["simd"],
  hasWebAssembly: () => true,
  supports: () => Promise.resolve(true),
  fetchVariant: (variant) =>
    variant === "simd"
      ? Promise.resolve(givenVariant(variant, { module }))
      : Promise.reject(new TypeError("here it takes { module }")),
  givenVariant: (variant, source) => Promise.resolve(givenVariant(variant, source)),
}));

export { SurprisalError } from "../errors.ts";
