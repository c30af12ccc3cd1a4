// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { now } from "../core/clock.mjs";
import { starts } from "./starts.mjs";

/** Notes when functions that engines offer are called and done, for those who start without saying what they do. */
function watch(owner, names, note) {
  for (const name of names) {
    const original = owner?.[name];
    if (original === undefined) continue;
    owner[name] = function (...args) {
      note(`${name} called`);
      const result = original.apply(this, args);
      const isPromise = typeof result?.then === "function";
      if (!isPromise) note(`${name} done`);
      return isPromise ? result.finally(() => note(`${name} done`)) : result;
    };
  }
}

/**
 * Starts one of `starts`. Gives its loss, and the moments in milliseconds from the beginning, each by its name.
 * @returns {Promise<{ value: number, moments: Record<string, number> }>}
 */
export async function clocked(name, host) {
  const moments = {};
  let begin = NaN;
  // The first of a name counts: some compile a handful of bytes to find out about the engine, but not with these.
  const note = (moment) => (moments[moment] ??= 1000 * (now() - begin));
  watch(globalThis, ["atob"], note);
  watch(Uint8Array, ["fromBase64"], note);
  watch(WebAssembly, ["compile", "instantiate"], note);
  begin = now();
  const value = await starts[name](host, note);
  note("first loss");
  return { value, moments };
}
