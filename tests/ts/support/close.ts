// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { readFileSync } from "node:fs";

import { expect } from "vitest";

/** |got - want| <= relative * |want| + ofScale * scale + absolute; the scale is the largest finite magnitude wanted. */
export interface Bound {
  readonly relative?: number;
  readonly ofScale?: number;
  readonly absolute?: number;
}

// The contracts' bounds are written once, for the C++ tests and these.
const boundsHeader = readFileSync(new URL("../../core/bounds.h", import.meta.url), "utf8");

export function boundOf(name: string): Bound {
  const alias = new RegExp(`\\bBound ${name} = (k\\w+);`).exec(boundsHeader)?.[1];
  if (alias !== undefined) return boundOf(alias);
  const fields = new RegExp(`\\bBound ${name} = \\{([^}]*)\\}`).exec(boundsHeader)?.[1];
  if (fields === undefined) throw new Error(`tests/core/bounds.h has no ${name}`);
  const field = (key: string) => Number(new RegExp(`\\.${key} = ([-+.e\\d]+)`).exec(fields)?.[1] ?? 0);
  return { relative: field("relative"), ofScale: field("of_scale"), absolute: field("absolute") };
}

export const crossEntropyBound = boundOf("kCrossEntropyBound");
export const crossEntropyGradBound = boundOf("kCrossEntropyGradBound");
export const softmaxBound = boundOf("kSoftmaxBound");
export const softmaxGradBound = boundOf("kSoftmaxGradBound");
export const informationBound = boundOf("kInformationBound");
export const informationGradBound = boundOf("kInformationGradBound");
export const logLossBound = boundOf("kLogLossBound");
export const brierScoreBound = boundOf("kBrierScoreBound");
export const calibrationBound = boundOf("kCalibrationBound");
export const temperatureBound = boundOf("kTemperatureBound");
export const trainingBound = boundOf("kTrainingBound");

/** What is wrong with the numbers, or nothing. What is not finite has to be the same, bound or no bound. */
export function difference(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  bound: Bound,
  largerScale = 0,
): string | undefined {
  if (got.length !== want.length) return `${got.length} values, wanted ${want.length}`;
  const wanted = Array.from(want);
  const scale = Math.max(largerScale, ...wanted.filter(Number.isFinite).map(Math.abs));
  for (const [index, expected] of wanted.entries()) {
    const actual = got[index] ?? NaN;
    const allowed = (bound.relative ?? 0) * Math.abs(expected) + (bound.ofScale ?? 0) * scale + (bound.absolute ?? 0);
    const same = Number.isFinite(expected) ? Math.abs(actual - expected) <= allowed : Object.is(actual, expected);
    if (!same) return `[${index}] is ${actual}, wanted ${expected} (off by ${actual - expected}, allowed ${allowed})`;
  }
  return undefined;
}

export function expectClose(got: ArrayLike<number> | number, want: ArrayLike<number> | number, bound: Bound): void {
  const list = (value: ArrayLike<number> | number) => (typeof value === "number" ? [value] : value);
  expect(difference(list(got), list(want), bound)).toBeUndefined();
}

/** The bits of float32 or float64 values; NaN counts as one value, whatever its payload. */
export function bitsOf(values: Float32Array | Float64Array | number): string {
  const list = typeof values === "number" ? Float64Array.of(values) : values;
  const canonical = list.map((value) => (Number.isNaN(value) ? NaN : value));
  return Buffer.from(canonical.buffer, canonical.byteOffset, canonical.byteLength).toString("hex");
}
