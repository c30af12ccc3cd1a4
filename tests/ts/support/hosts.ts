// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The loader of the sources, with a host of the test's choice. The package itself shows none of this.

import type { RawModule } from "../../../bindings/ts/core/raw_module.ts";
import type { Surprisal, VariantName } from "../../../bindings/ts/instance.ts";
import { Loader, type Host, type VariantModule } from "../../../bindings/ts/loader.ts";
import { variant as baseline } from "../../../bindings/ts/variants/baseline.ts";
import { variant as js } from "../../../bindings/ts/variants/js.ts";
import { variant as relaxed } from "../../../bindings/ts/variants/relaxed.ts";
import { variant as simd } from "../../../bindings/ts/variants/simd.ts";

export const realModules: Readonly<Record<VariantName, VariantModule>> = { simd, baseline, js, relaxed };

/** A host on which everything works, but for what the test changes. */
export function makeHost(changes: Partial<Host> = {}): Host {
  return {
    variants: ["simd", "baseline", "js", "relaxed"],
    automatic: ["simd", "baseline", "js"],
    hasWebAssembly: () => true,
    supports: () => Promise.resolve(true),
    fetchVariant: (variant) => Promise.resolve(realModules[variant]),
    ...changes,
  };
}

/** An instance whose memory has not grown yet. */
export function freshInstance(variant: VariantName): Promise<Surprisal> {
  return new Loader(makeHost()).load({ variant });
}

/** A variant whose raw functions are partly replaced. */
export function altered(variant: VariantName, alter: (raw: RawModule) => Partial<RawModule>): VariantModule {
  const real = realModules[variant];
  return {
    version: real.version,
    async open() {
      const raw = await real.open();
      return new Proxy(raw, {
        get: (target, name: keyof RawModule) => alter(target)[name] ?? target[name],
      });
    },
  };
}
