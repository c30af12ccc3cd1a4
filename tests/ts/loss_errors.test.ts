// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What every declared loss says to bad input: each argument and each option, wrong in every way that its declaration
// rules out, in a call that is right otherwise. What single losses say about shapes and values is in the tests of those.

import { expect, test } from "vitest";

import * as declarations from "../../bindings/ts/losses/all.ts";
import type { LossDeclaration } from "../../bindings/ts/losses/declaration.ts";
import { badArrays, badOptions, complaint, type LossAttempt } from "./support/loss_attempts.ts";
import { callOf, casesOfLoss, lossOf } from "./support/losses.ts";
import { describeVariants } from "./support/variants.ts";

// Losses of rows are declared in another form (row_losses.test.ts).
const table = Object.entries(declarations).filter(([, declared]) => "signature" in declared) as unknown as readonly [
  string,
  LossDeclaration,
][];

/** A call of the loss that is right, and whose arrays are not empty. */
function rightCall(name: string) {
  const item = casesOfLoss(name).find(({ args }) => Object.values(args).every(({ shape }) => !shape.includes(0)));
  if (item === undefined) throw new Error(`${name} has only empty cases`);
  return callOf(name, item);
}

function attemptsOf(name: string, declared: LossDeclaration): readonly LossAttempt[] {
  const { args, options } = rightCall(name);
  const attempts: LossAttempt[] = [];
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
        ([, role]) => role !== "fixed" && role !== "numbers" && role !== "labels",
      );
      const found = new Set(casesOfLoss(name).flatMap(({ grads }) => Object.keys(grads)));
      expect([...found].sort(), name).toEqual(names.map(([array]) => array).sort());
    }
  });

  test("names in the table are names of the functions", () => {
    for (const [name, declared] of table) expect(declared.name).toBe(name);
  });
});
