// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { instantiate, isRemote } from "#instantiate";
import { createModule, version } from "#wasm/glue";

import type { RawModule } from "./core/raw_module.ts";
import { engine } from "./engine.ts";
import { lazyLoad } from "./lazy_load.ts";

// Written out, one import each: bundlers follow only specifiers that are literal. Bytes and nothing else: what starts them is
// here already, so that a page waits for one file and not for those which that asks for.
const bytes = {
  simd: () => import("#wasm/simd"),
  baseline: () => import("#wasm/baseline"),
  relaxed: () => import("#wasm/relaxed"),
};

/**
 * Loads the library: the best variant that works here, or the one asked for.
 *
 * Idempotent and safe to call concurrently: a variant is loaded once, and all callers get the same instance. After a
 * failure the next call tries again. Nothing is fetched but the package's own code, and `url`.
 *
 * Options: `variant` forces one of "simd", "baseline", "js", "relaxed" (never chosen by itself). Default: the first of
 * simd, baseline and js that is supported, starts and passes a self-test; `passedOver` of the result says what was wrong
 * with the others. `module`, `bytes` or `url` is one of the package's .wasm files, to be used instead of the bytes in its
 * code; then `variant` says which, "simd" by default. `integrity` is what the bytes must hash to.
 *
 * Errors: a SurprisalError whose `code` says what failed and whose `cause` says why; RangeError for an unknown variant;
 * TypeError for options of a wrong kind.
 *
 * @example
 * const s = await load();
 * s.variant; // "simd"
 * (await load()) === s; // true
 */
export const load = lazyLoad(() => ({
  ...engine,
  variants: ["simd", "baseline", "js", "relaxed"],
  automatic: ["simd", "baseline", "js"],
  isRemote,
  fetchVariant: async (variant) => {
    if (variant === "js") return (await import("./variants/js.ts")).variant;
    const { wasm } = await bytes[variant]();
    return { version, open: () => instantiate<RawModule>(createModule, wasm) };
  },
  givenVariant: async (variant, source) => (await import("./given.ts")).givenVariant(variant, source),
}));
