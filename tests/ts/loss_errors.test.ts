// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What every declared loss says to bad input: each argument and each option, wrong in every way that its declaration
// rules out, in a call that is right otherwise. What single losses say about shapes and values is in the tests of those.

import { expect, test } from "vitest";

import * as declarations from "../../bindings/ts/losses/all.ts";
import type { LossDeclaration } from "../../bindings/ts/losses/declaration.ts";
import type { OptionDeclaration } from "../../bindings/ts/losses/function.ts";
import type { Role } from "../../bindings/ts/losses/signature.ts";
import type { NumberOption } from "../../bindings/ts/options.ts";
import { callOf, casesOfLoss, lossOf, type AnyLoss } from "./support/losses.ts";
import { describeVariants } from "./support/variants.ts";

const floatsWanted =
  "floating-point numbers (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })";
const labelsWanted = "integers in an array, a HeapArray, or { data, shape }";

/** A call that is wrong in one place, and what is to be said of it. */
interface Attempt {
  readonly message: string;
  readonly args: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly withGrad?: boolean;
}

const table = Object.entries(declarations) as unknown as readonly [string, LossDeclaration][];

/** A call of the loss that is right, and whose arrays are not empty. */
function rightCall(name: string) {
  const item = casesOfLoss(name).find(({ args }) => Object.values(args).every(({ shape }) => !shape.includes(0)));
  if (item === undefined) throw new Error(`${name} has only empty cases`);
  return callOf(name, item);
}

function badArrays(role: Role): readonly (readonly [unknown, string])[] {
  const wanted = role === "labels" ? labelsWanted : floatsWanted;
  const kinds: [unknown, string][] = [
    [null, "null"],
    ["text", "a string"],
    [{}, "an object"],
    role === "labels" ? [Float32Array.of(1), "a Float32Array"] : [Int32Array.of(1), "an Int32Array"],
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

function badOptions(option: OptionDeclaration): readonly (readonly [unknown, string])[] {
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

function attemptsOf(name: string, declared: LossDeclaration): readonly Attempt[] {
  const { args, options } = rightCall(name);
  const attempts: Attempt[] = [];
  for (const [index, [array, role]] of Object.entries(declared.signature.arrays).entries()) {
    for (const [value, what] of [...badArrays(role), [undefined, "undefined, not "] as const]) {
      attempts.push({ message: `${array} is ${what}`, args: args.with(index, value), options });
    }
  }
  const reductions = declared.reduction === "batch" ? `"none", "mean", "sum", "batchmean"` : `"none", "mean", "sum"`;
  const bad: (readonly [string, unknown, string])[] = [
    ["colour", 1, `there is no option "colour"; there are `],
    ["gradOutput", 1, `there is no option "gradOutput"; there are `],
  ];
  if (declared.reduction === "map" || declared.reduction === "value") {
    bad.push(["reduction", "mean", `there is no option "reduction"; there are `]);
  } else {
    bad.push(["reduction", "avg", `reduction is "avg", not one of ${reductions}`]);
    bad.push(["reduction", 1, "reduction is a number, not a string"]);
  }
  for (const [option, declaredOption] of Object.entries(declared.options ?? {})) {
    for (const [value, what] of badOptions(declaredOption)) bad.push([option, value, `${option} is ${what}`]);
  }
  for (const [option, value, message] of bad)
    attempts.push({ message, args, options: { ...options, [option]: value } });

  const whole =
    declared.reduction === "map" || declared.reduction === "value" ? options : { ...options, reduction: "sum" };
  const withGrad = (message: string, more: object) =>
    attempts.push({ message, args, options: { ...whole, ...more }, withGrad: true });
  withGrad("wrt is a string, not an array of names", { wrt: "input" });
  withGrad(`wrt holds "colour", not "`, { wrt: ["colour"] });
  withGrad("gradOutput is a string, not ", { gradOutput: "1" });
  if (declared.reduction !== "map" && declared.reduction !== "value") {
    withGrad("gradOutput has 2 values, but the value has 1", { gradOutput: [1, 2] });
    withGrad(`out is for reduction "none"; this result is a number`, { out: new Float32Array(1) });
  }
  const [first = ""] = Object.keys(declared.signature.arrays);
  withGrad(`gradOut is a number, but with several gradients it is an object: { ${first} }`, {
    wrt: [first],
    gradOut: 1,
  });
  withGrad(`gradOut has "colour", which is not asked for`, { wrt: [first], gradOut: { colour: new Float32Array(1) } });
  withGrad(`gradOut.${first} is an object, not a Float32Array or a HeapArray of float32`, {
    wrt: [first],
    gradOut: { [first]: {} },
  });
  return attempts;
}

/** What is wrong with the error that a call throws, or nothing. */
function complaint(loss: AnyLoss, name: string, { message, args, options, withGrad }: Attempt): string | undefined {
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

describeVariants("errors of declared losses", (s) => {
  test.each(table)("%s", (name, declared) => {
    const loss = lossOf(s, name);
    const found = attemptsOf(name, declared).map((attempt) => complaint(loss, name, attempt));
    expect(found.filter((text) => text !== undefined)).toEqual([]);
    // And the next call is right.
    const { args, options } = rightCall(name);
    expect(() => loss(...args, options)).not.toThrow();
  });

  test("a gradient that can be asked for is among the golden values, and no other", () => {
    for (const [name, { signature, options = {} }] of table) {
      const roles = Object.entries(options).map(([option, declared]) => [
        option,
        "array" in declared ? declared.array : "fixed",
      ]);
      const names = [...Object.entries(signature.arrays), ...roles].filter(
        ([, role]) => role !== "fixed" && role !== "labels",
      );
      const found = new Set(casesOfLoss(name).flatMap(({ grads }) => Object.keys(grads)));
      expect([...found].sort(), name).toEqual(names.map(([array]) => array).sort());
    }
  });

  test("names in the table are names of the functions", () => {
    for (const [name, declared] of table) expect(declared.name).toBe(name);
  });
});
