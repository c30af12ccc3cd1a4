// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { relaxedSimd, simd } from "wasm-feature-detect";

import type { Surprisal, VariantName } from "./instance.ts";
import { Loader, type Host, type LoadOptions, type VariantModule } from "./loader.ts";

// Written out, one import each: bundlers follow only specifiers that are literal.
const variants: Readonly<Record<VariantName, () => Promise<{ readonly variant: VariantModule }>>> = {
  simd: () => import("./variants/simd.ts"),
  baseline: () => import("./variants/baseline.ts"),
  js: () => import("./variants/js.ts"),
  relaxed: () => import("./variants/relaxed.ts"),
};

const host: Host = {
  // Where it is switched off, the global may be missing, undefined, or an object that does nothing.
  hasWebAssembly: () => typeof WebAssembly === "object" && typeof (WebAssembly.instantiate as unknown) === "function",
  supports: async (variant) => {
    if (variant === "simd") return simd();
    if (variant === "relaxed") return relaxedSimd();
    return true;
  },
  fetchVariant: async (variant) => (await variants[variant]()).variant,
};

let loader: Loader | undefined;

/**
 * Loads the library: the best variant that works here, or the one asked for.
 *
 * Idempotent and safe to call concurrently: a variant is loaded once, and all callers get the same instance. After a
 * failure the next call tries again. Nothing is fetched but the package's own code.
 *
 * Options: `variant` forces one of "simd", "baseline", "js", "relaxed" (never chosen by itself). Default: the first of
 * simd, baseline and js that is supported, starts and passes a self-test; `passedOver` of the result says what was wrong
 * with the others.
 *
 * Errors: a SurprisalError whose `code` says what failed and whose `cause` says why; RangeError for an unknown variant.
 */
export function load(options?: LoadOptions): Promise<Surprisal> {
  loader ??= new Loader(host);
  return loader.load(options);
}
