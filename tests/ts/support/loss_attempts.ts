// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Calls of declared losses that are wrong in one place, and whether they fail as they should.

import type { OptionDeclaration } from "../../../bindings/ts/losses/function.ts";
import type { Role } from "../../../bindings/ts/losses/signature.ts";
import type { NumberOption } from "../../../bindings/ts/options.ts";
import type { AnyLoss } from "./losses.ts";

export const floatsWanted =
  "floating-point numbers (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })";
const numbersWanted = "numbers (a typed array, nested arrays, a HeapArray, or { data, shape })";
const labelsWanted = "integers in an array, a HeapArray, or { data, shape }";

/** A call that is wrong in one place, and what is to be said of it. */
export interface LossAttempt {
  readonly message: string;
  readonly args: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly withGrad?: boolean;
}

/** By role where it isn't floats: what is wanted, and what else is refused. */
const others: Partial<Record<Role, { readonly wanted: string; readonly refused: [unknown, string] }>> = {
  labels: { wanted: labelsWanted, refused: [Float32Array.of(1), "a Float32Array"] },
  numbers: { wanted: numbersWanted, refused: [1, "a number"] },
};

export function badArrays(role: Role): readonly (readonly [unknown, string])[] {
  const { wanted, refused } = others[role] ?? { wanted: floatsWanted, refused: [Int32Array.of(1), "an Int32Array"] };
  const kinds: [unknown, string][] = [
    ...(role === "nullable" ? [] : [[null, "null"] as [unknown, string]]),
    ["text", "a string"],
    [{}, "an object"],
    refused,
  ];
  return kinds.map(([value, kind]) => [value, `${kind}, not ${wanted}`]);
}

function outside(option: NumberOption): readonly number[] {
  const { low, high, above, below, integer } = option;
  const values = [NaN];
  if (low > -3e38) values.push(above === true ? low : low - Math.max(1, Math.abs(low)));
  if (high < 3e38) values.push(below === true ? high : high + Math.max(1, Math.abs(high)));
  if (integer === true) values.push(low + 0.5);
  return values;
}

export function badOptions(option: OptionDeclaration): readonly (readonly [unknown, string])[] {
  if ("array" in option) return badArrays(option.array);
  if ("flag" in option) return [["yes", "a string, not true or false"]];
  if ("choices" in option) {
    const words = option.choices.map((word) => `"${word}"`).join(", ");
    return [
      [1, "a number, not a string"],
      ["other", `"other", not one of ${words}`],
    ];
  }
  return [["1", "a string, not a number"], ...outside(option).map((value) => [value, `${value}, `] as const)];
}

/** What is wrong with the error that a call throws, or nothing. */
export function complaint(
  loss: AnyLoss,
  name: string,
  { message, args, options, withGrad }: LossAttempt,
): string | undefined {
  const begin = `${name}${withGrad === true ? ".valueAndGrad" : ""}: ${message}`;
  try {
    if (withGrad === true) loss.valueAndGrad(...args, options);
    else loss(...args, options);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) return `${begin}: threw ${String(error)}`;
    return error.message.startsWith(begin) ? undefined : `wanted "${begin}", got "${error.message}"`;
  }
  return `wanted "${begin}", got no error`;
}
