// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { ask } from "./process.mjs";

// (module (func (result v128) (f32x4.relaxed_madd zero zero zero))), zero being (i32x4.splat (i32.const 0))
const relaxedMadd = [
  [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b],
  [0x03, 0x02, 0x01, 0x00],
  [0x0a, 0x13, 0x01, 0x11, 0x00],
  ...Array(3).fill([0x41, 0x00, 0xfd, 0x11]),
  [0xfd, 0x85, 0x02, 0x0b],
].flat();

/** What Node must be started with to run the relaxed variant: nothing, where it does so by itself. */
export function relaxedSimdFlags() {
  if (WebAssembly.validate(new Uint8Array(relaxedMadd))) return [];
  // Where the flag is gone, naming it would be an error.
  const flag = "--experimental-wasm-relaxed-simd";
  return ask(process.execPath, ["--v8-options"])?.includes(flag) ? [flag] : [];
}
