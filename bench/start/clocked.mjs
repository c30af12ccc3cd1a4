// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { now } from "../core/clock.mjs";
import { starts } from "./starts.mjs";

const { Module } = WebAssembly;

/** Whether something is bytes or text of a library, or a module of one, and not a handful to find out about the engine. */
const isLarge = (given) =>
  given instanceof Module ? Module.exports(given).length > 0 : (given?.length ?? given?.byteLength ?? Infinity) > 1000;

/**
 * Notes when functions that engines offer are called and done, for those who start without saying what they do. `step` is
 * what is done there.
 */
function watch(owner, name, step, note) {
  const original = owner?.[name];
  if (original === undefined) return;
  owner[name] = function (...args) {
    const isConstructor = new.target !== undefined;
    const isStep = isLarge(args[0]);
    if (isStep) note(`${step} called`);
    const result = isConstructor ? Reflect.construct(original, args) : original.apply(this, args);
    const done = () => {
      if (isStep) note(`${step} done`);
    };
    if (typeof result?.then === "function") return result.finally(done);
    done();
    return result;
  };
  // What else there is of a constructor.
  Object.setPrototypeOf(owner[name], original);
  owner[name].prototype = original.prototype;
}

/**
 * Starts one of `starts`. Gives its loss, and the moments in milliseconds from the beginning, each by its name. `settled`,
 * if there is one, is waited for when the code is there, and does not count.
 * @param {string} name
 * @param {object} host
 * @param {() => Promise<void>} [settled]
 * @returns {Promise<{ value: number, moments: Record<string, number> }>}
 */
export async function clocked(name, host, settled) {
  const moments = {};
  let begin = NaN;
  const note = (moment) => (moments[moment] ??= 1000 * (now() - begin));
  const mark = async (moment) => {
    note(moment);
    if (moment !== "import" || settled === undefined) return;
    const from = now();
    await settled();
    begin += now() - from;
  };
  watch(globalThis, "atob", "base64", note);
  watch(Uint8Array, "fromBase64", "base64", note);
  watch(globalThis.Buffer, "from", "base64", note);
  watch(WebAssembly, "compile", "compile", note);
  watch(WebAssembly, "Module", "compile", note);
  watch(WebAssembly, "instantiate", "instantiate", note);
  watch(WebAssembly, "Instance", "instantiate", note);
  begin = now();
  const value = await starts[name](host, mark);
  note("first loss");
  return { value, moments };
}
