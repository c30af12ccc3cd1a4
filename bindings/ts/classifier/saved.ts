// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The file that a training is saved in. All numbers are little-endian, as the module's memory is.
//
//   "SRPC", uint32 version, uint32 length of the header
//   header    the configuration as JSON, which has every double exactly; spaces up to a multiple of 8
//   float64   the numbers of TrainingNumbers (src/softmax_classifier.h)
//   float32   the class weights, if the header says so; then the arrays of SoftmaxClassifier::CopyTraining
//   uint32    the CRC-32 of all before

import { kindOf } from "../errors.ts";
import type { Settings } from "./config.ts";

const magic = "SRPC";
const version = 1;
const headBytes = 12;

/** The bytes of a TrainingNumbers. */
export const numbersBytes = 11 * 8;

/** The position in it of the flag that says whether there is a standardisation. */
export const standardizedIndex = 6;

/** What the module has to say about a training, as bytes. */
export interface SavedTraining {
  readonly numbers: Uint8Array;
  readonly arrays: Uint8Array;
}

type Header = Omit<Settings, "weight"> & { readonly hasWeight: boolean };

export function encode(settings: Settings, { numbers, arrays }: SavedTraining): Uint8Array<ArrayBuffer> {
  const { weight, ...rest } = settings;
  const header: Header = { ...rest, hasWeight: weight !== undefined };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil((headBytes + json.length) / 8) * 8 - headBytes;
  const weightBytes = new Uint8Array(weight?.slice().buffer ?? []);
  const bytes = new Uint8Array(headBytes + headerBytes + numbers.length + weightBytes.length + arrays.length + 4);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < magic.length; index++) bytes[index] = magic.charCodeAt(index);
  view.setUint32(4, version, true);
  view.setUint32(8, headerBytes, true);
  bytes.fill(32, headBytes, headBytes + headerBytes);
  let at = headBytes;
  bytes.set(json, at);
  at += headerBytes;
  for (const part of [numbers, weightBytes, arrays]) {
    bytes.set(part, at);
    at += part.length;
  }
  view.setUint32(at, checksum(bytes.subarray(0, at)), true);
  return bytes;
}

/** The configuration is to be checked as one that somebody has written. */
export function decode(
  operation: string,
  given: unknown,
): SavedTraining & { readonly config: Omit<Header, "hasWeight"> & { weight: Float32Array | undefined } } {
  if (!(given instanceof Uint8Array || given instanceof ArrayBuffer)) {
    throw new TypeError(`${operation}: the bytes are ${kindOf(given)}, not a Uint8Array or an ArrayBuffer`);
  }
  // A copy: views of what comes later need it aligned.
  const bytes = new Uint8Array(given).slice();
  const view = new DataView(bytes.buffer);
  if (bytes.length < headBytes + 4 || String.fromCharCode(...bytes.subarray(0, 4)) !== magic) {
    throw new RangeError(`${operation}: the bytes are not a saved classifier`);
  }
  const found = view.getUint32(4, true);
  if (found !== version) {
    const age = found > version ? "newer than this package, which reads" : "which there is not; this package reads";
    throw new RangeError(`${operation}: the bytes have version ${found}, ${age} version ${version}`);
  }
  const end = bytes.length - 4;
  if (view.getUint32(end, true) !== checksum(bytes.subarray(0, end))) {
    throw new RangeError(`${operation}: the bytes are damaged; their checksum is wrong`);
  }
  const numbersAt = headBytes + view.getUint32(8, true);
  const { hasWeight, ...settings } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(headBytes, numbersAt)),
  ) as Header;
  const weightAt = numbersAt + numbersBytes;
  const arraysAt = weightAt + (hasWeight ? 4 * settings.classes : 0);
  const weight = hasWeight ? new Float32Array(bytes.slice(weightAt, arraysAt).buffer) : undefined;
  const numbers = bytes.subarray(numbersAt, weightAt);
  return { config: { ...settings, weight }, numbers, arrays: bytes.subarray(arraysAt, end) };
}

function checksum(bytes: Uint8Array): number {
  const table = Int32Array.from({ length: 256 }, (_, index) => {
    let entry = index;
    for (let bit = 0; bit < 8; bit++) entry = (entry >>> 1) ^ (0xedb88320 & -(entry & 1));
    return entry;
  });
  let crc = -1;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
