// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { engine } from "./engine.ts";
import type { VariantName } from "./instance.ts";
import type { VariantModule } from "./loader.ts";
import { lazyLoad } from "./lazy_load.ts";

// Written out, one import each: bundlers follow only specifiers that are literal.
const variants: Readonly<Record<VariantName, () => Promise<{ readonly variant: VariantModule }>>> = {
  simd: () => import("./variants/simd.ts"),
  baseline: () => import("./variants/baseline.ts"),
  js: () => import("./variants/js.ts"),
  relaxed: () => import("./variants/relaxed.ts"),
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
  fetchVariant: async (variant) => (await variants[variant]()).variant,
  givenVariant: async (variant, source) => (await import("./given.ts")).givenVariant(variant, source),
}));
