// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { engine } from "./engine.ts";
import type { Surprisal, VariantName } from "./instance.ts";
import { loaded, Loader, type Host, type LoadOptions, type VariantModule } from "./loader.ts";

type Load = (options?: LoadOptions) => Promise<Surprisal>;

/** A `load` whose loader is made when it is first called, so that importing it does nothing. */
export function lazyLoad(makeHost: () => Host): Load {
  let loader: Loader | undefined;
  return (options) => (loader ??= new Loader(makeHost(), loaded)).load(options);
}

/** The `load` of an entry that has its variants in it, best first, and imports nothing when it is called. */
export function staticLoad(modules: Partial<Readonly<Record<VariantName, VariantModule>>>): Load {
  return lazyLoad(() => {
    const variants = Object.keys(modules) as VariantName[];
    return { ...engine, variants, automatic: variants, fetchVariant: (name) => Promise.resolve(modules[name]!) };
  });
}
