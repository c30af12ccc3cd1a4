// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The packed digits that `scripts/pack-mnist.mjs` writes. Layout, before gzip:
//
//   6 bytes    "DIGITS"
//   1 byte     version of the layout, 1
//   1 byte     number of splits, 3: training, validation, test
//   3 × 4      images in each split, little-endian
//   n          labels, one byte each, split after split
//   n × 196    pixels, four to a byte, lowest bits first, row by row; 0 is paper, 3 is ink

import type { Split } from "./dataset.ts";

export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;
/** Pixels are 0..MAX_LEVEL: as features they are multiplied by 1 / MAX_LEVEL. */
export const MAX_LEVEL = 3;

/** The features are pixels, one byte each, 0..MAX_LEVEL. */
export interface Digits {
  readonly training: Split;
  readonly validation: Split;
  readonly test: Split;
}

const MAGIC = "DIGITS";
const VERSION = 1;
const SPLITS = 3;
const HEADER = MAGIC.length + 2 + 4 * SPLITS;

/** Reads the packed digits. Throws a `RangeError` if the bytes are not such a file, or not the whole of it. */
export function decodeDigits(bytes: Uint8Array<ArrayBuffer>): Digits {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (bytes.length < HEADER || magic !== MAGIC) {
    throw new RangeError("the file of digits does not begin as it should");
  }
  if (bytes[6] !== VERSION || bytes[7] !== SPLITS) {
    throw new RangeError("the file of digits has a layout that this page does not know");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts = Array.from({ length: SPLITS }, (_, i) => view.getUint32(8 + 4 * i, true));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (bytes.length !== HEADER + total + (total * PIXELS) / 4) {
    throw new RangeError("the file of digits is cut short");
  }

  let labelAt = HEADER;
  let pixelAt = HEADER + total;
  const next = (count: number): Split => {
    const labels = bytes.slice(labelAt, labelAt + count);
    labelAt += count;
    const packed = bytes.subarray(pixelAt, pixelAt + (count * PIXELS) / 4);
    pixelAt += packed.length;
    return { features: unpackPixels(packed), labels };
  };
  const [training = 0, validation = 0, test = 0] = counts;
  return { training: next(training), validation: next(validation), test: next(test) };
}

function unpackPixels(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(packed.length * 4);
  // This is done once, before the engine has compiled it well: with an iterator it takes more than twice as long.
  for (let from = 0, at = 0; from < packed.length; ++from, at += 4) {
    const byte = packed[from] ?? 0;
    pixels[at] = byte & 3;
    pixels[at + 1] = (byte >> 2) & 3;
    pixels[at + 2] = (byte >> 4) & 3;
    pixels[at + 3] = byte >> 6;
  }
  return pixels;
}
