// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The cases of the conformance test through the JavaScript API, on every variant. scripts/conformance.mjs names the losses
// in the environment, and reads build/conformance/results/ts-<variant>, whose form is in conformance.cc.

import { mkdirSync, rmSync, appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Surprisal } from "surprisal";
import { expect, test } from "vitest";

import { largestDifference, type Bound } from "../ts/support/close.ts";
import declarationsOf from "../ts/support/declarations.ts";
import { boundsOf } from "../ts/support/loss_bounds.ts";
import { lossOf, type AnyLoss } from "../ts/support/losses.ts";
import { describeVariants } from "../ts/support/variants.ts";
import { readCases, type ConformanceArray, type ConformanceCase } from "./case_file.ts";

const folder = fileURLToPath(new URL("../../build/conformance/", import.meta.url));
const losses = (process.env.SURPRISAL_CONFORMANCE ?? "").split(" ").filter((name) => name !== "");

type Numbers = ArrayLike<number> | number;
type Check = (what: string, got: Numbers, want: Float64Array, bound: Bound, scale?: number) => number;

// A single label is a number.
const tensorOf = ({ shape, data }: ConformanceArray): unknown =>
  shape.length === 0 && data instanceof Int32Array ? data[0] : { data, shape };

function run(name: string, loss: AnyLoss, item: ConformanceCase, bounds: ReturnType<typeof boundsOf>, check: Check) {
  // Among the arguments is what can be differentiated; some of that is an option.
  const { options: declared, arrays } = declarationsOf(name);
  const given = [...item.args];
  const names = given.map(([array]) => array).filter((array) => !(array in declared));
  // An argument that a case has not is null.
  const order = Object.keys(arrays).length === 0 ? names : Object.keys(arrays);
  const args = order.map((array) => {
    const value = item.args.get(array);
    return value === undefined ? null : tensorOf(value);
  });
  const options = Object.fromEntries(
    [...Object.entries(item.options), ...given.filter(([array]) => array in declared)].map(([option, value]) => [
      option,
      typeof value === "object" ? tensorOf(value) : value,
    ]),
  );
  const bound = { ...bounds.value, absolute: (bounds.value.absolute ?? 0) * item.valueScale };
  let value = check("value", loss(...args, options), item.value, bound);
  let grad = 0;
  if (item.grads.size > 0) {
    const both = loss.valueAndGrad(...args, { ...options, wrt: [...item.grads.keys()], gradOutput: item.gradOutput });
    value = Math.max(value, check("value with gradients", both.value, item.value, bound));
    for (const [name, { want, scale }] of item.grads) {
      grad = Math.max(grad, check(`gradient of ${name}`, both.grad[name] ?? [], want, bounds.grad, scale));
    }
  }
  return { value, grad };
}

/** Runs all cases of a loss and gives its lines of the report. */
function report(s: Surprisal, name: string): string[] {
  const functionName = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const loss = lossOf(s, functionName);
  const cases = readCases(`${folder}${name}`);
  const bounds = boundsOf(name);
  const lines: string[] = [];
  const worst = { value: 0, grad: 0 };
  let failed = 0;
  for (const item of cases) {
    const before = lines.length;
    try {
      const shares = run(functionName, loss, item, bounds, (what, got, want, bound, scale) => {
        const { share, text } = largestDifference(typeof got === "number" ? [got] : got, want, bound, scale);
        if (share > 1) lines.push(`failed ${name} ${item.name} ${what}: ${text}`);
        return share;
      });
      worst.value = Math.max(worst.value, shares.value);
      worst.grad = Math.max(worst.grad, shares.grad);
    } catch (error) {
      lines.push(`failed ${name} ${item.name} threw ${String(error)}`);
    }
    if (lines.length > before) failed++;
  }
  const shares = [worst.value, worst.grad].map((share) => share.toPrecision(3)).join(" ");
  return [...lines, `result ${name} ${cases.length} ${shares} ${failed}`];
}

describeVariants("conformance", (s, variant) => {
  const results = `${folder}results/ts-${variant}`;
  mkdirSync(`${folder}results`, { recursive: true });
  rmSync(results, { force: true });
  test.each(losses)("%s", (name) => {
    const lines = report(s, name);
    appendFileSync(results, `${lines.join("\n")}\n`);
    expect(lines.filter((line) => line.startsWith("failed")).slice(0, 10)).toEqual([]);
  });
});
