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
export const optimizerBound = boundOf("kOptimizerBound");
export const trainingBound = boundOf("kTrainingBound");

function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  // Not with a spread: there may be more numbers than arguments.
  for (let index = values.length - 1; index >= 0; index--) {
    const magnitude = Math.abs(values[index]!);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  return largest;
}

export interface Difference {
  /** As a part of what is allowed: near is what is at most 1. What is not finite is exact, or infinitely far off. */
  readonly share: number;
  readonly text: string;
}

/** The largest difference, in terms of what is allowed. */
export function largestDifference(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  { relative = 0, ofScale = 0, absolute = 0 }: Bound,
  largerScale = 0,
): Difference {
  if (got.length !== want.length) return { share: Infinity, text: `${got.length} values, wanted ${want.length}` };
  const scale = Math.max(largerScale, largestMagnitude(want));
  let [worst, at] = [0, 0];
  const allowedAt = (index: number) => relative * Math.abs(want[index]!) + ofScale * scale + absolute;
  for (let index = 0; index < want.length; index++) {
    const [actual, expected] = [got[index]!, want[index]!];
    if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) continue;
    const error = Math.abs(actual - expected);
    const share = error < Infinity ? error / allowedAt(index) : Infinity;
    if (share > worst) [worst, at] = [share, index];
  }
  const text = `[${at}] is ${got[at]}, wanted ${want[at]} (off by ${got[at]! - want[at]!}, allowed ${allowedAt(at)})`;
  return { share: worst, text };
}

/** What is wrong with the numbers, or nothing. What is not finite has to be the same, bound or no bound. */
export function difference(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  bound: Bound,
  largerScale = 0,
): string | undefined {
  const { share, text } = largestDifference(got, want, bound, largerScale);
  return share <= 1 ? undefined : text;
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
