// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { load, type Surprisal, type VariantName } from "surprisal";
import { relaxedSimd } from "wasm-feature-detect";
import { describe } from "vitest";

/** The variants that promise the same bits. */
export const exactVariants = ["simd", "baseline", "js"] as const satisfies readonly VariantName[];

/** All variants that this engine runs; the flag that Node wants for "relaxed" is in vitest.config.js. */
export const variants: readonly VariantName[] = [
  ...exactVariants,
  ...((await relaxedSimd()) ? (["relaxed"] as const) : []),
];

const instances = new Map<VariantName, Surprisal>();
for (const variant of variants) instances.set(variant, await load({ variant }));

export function instanceOf(variant: VariantName): Surprisal {
  const instance = instances.get(variant);
  if (instance === undefined) throw new Error(`the variant ${variant} does not run here`);
  return instance;
}

/** The same tests for each variant. */
export function describeVariants(what: string, body: (s: Surprisal, variant: VariantName) => void): void {
  describe.each(variants)(`${what} (%s)`, (variant) => {
    body(instanceOf(variant), variant);
  });
}
