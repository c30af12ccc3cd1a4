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

import type { PackedSplit } from "./dataset.ts";
import { PIXELS_PER_BYTE } from "./packed.ts";

export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;

export interface Digits {
  readonly training: PackedSplit;
  readonly validation: PackedSplit;
  readonly test: PackedSplit;
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
  if (bytes.length !== HEADER + total + (total * PIXELS) / PIXELS_PER_BYTE) {
    throw new RangeError("the file of digits is cut short");
  }

  let labelAt = HEADER;
  let pixelAt = HEADER + total;
  const next = (count: number): PackedSplit => {
    const labels = bytes.slice(labelAt, labelAt + count);
    labelAt += count;
    const packed = bytes.subarray(pixelAt, pixelAt + (count * PIXELS) / PIXELS_PER_BYTE);
    pixelAt += packed.length;
    return { packed, labels };
  };
  const [training = 0, validation = 0, test = 0] = counts;
  return { training: next(training), validation: next(validation), test: next(test) };
}
