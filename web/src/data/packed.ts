// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Pixels of four levels, four to a byte, the lowest bits first: as the digits come, and as they are kept. All of them
// unpacked would be 25 MB, which a machine has to find before there is anything to see.

export const PIXELS_PER_BYTE = 4;
/** Pixels are 0..MAX_LEVEL. */
export const MAX_LEVEL = 3;

/** For each byte its four pixels, as bytes in their order: so that they are written at once. */
const pixelsOf = new Uint32Array(
  Uint8Array.from({ length: 256 * PIXELS_PER_BYTE }, (_, at) => {
    return ((at >> 2) >> (2 * (at % PIXELS_PER_BYTE))) & MAX_LEVEL;
  }).buffer,
);

/** The pixels in `packed`, one byte each. */
export function unpackPixels(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const pixels = new Uint32Array(packed.length);
  // By index: most of this is done before the engine has compiled it well.
  for (let at = 0; at < packed.length; ++at) pixels[at] = pixelsOf[packed[at] ?? 0] ?? 0;
  return new Uint8Array(pixels.buffer);
}
