// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** The number that a text stands for; NaN for "nan" and for what is none, which `isNumber` tells apart. */
export function parseNumber(text: string): number {
  const value = text.trim();
  if (value === "") return NaN;
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  const infinite = /^([+-]?)inf(inity)?$/i.exec(value);
  if (!infinite) return NaN;
  return infinite[1] === "-" ? -Infinity : Infinity;
}

export function isNumber(text: string): boolean {
  return !Number.isNaN(parseNumber(text)) || /^[+-]?nan$/i.test(text.trim());
}

export function isWhole(text: string): boolean {
  return Number.isInteger(parseNumber(text));
}

const half = new Float32Array(1);
const halfBits = new Uint32Array(half.buffer);

/** The value of the 16 bits of a half-precision number (binary16 of IEEE 754). */
export function fromFloat16(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return (sign === 0 ? 1 : -1) * fraction * 2 ** -24;
  // Infinity and NaN keep their exponent of ones.
  halfBits[0] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
  return half[0] ?? NaN;
}
