// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Losses of rows against labels: what each says to bad input, argument by argument, and that each of its options counts.
// Their numbers are in the golden cases.

import { expect, test } from "vitest";

import * as declarations from "../../bindings/ts/losses/all.ts";
import type { RowLossDeclaration } from "../../bindings/ts/losses/row_declaration.ts";
import { bitsOf, expectClose, crossEntropyBound } from "./support/close.ts";
import { badOptions, complaint, floatsWanted, type LossAttempt } from "./support/loss_attempts.ts";
import { lossOf } from "./support/losses.ts";
import { describeVariants } from "./support/variants.ts";

const table = Object.entries(declarations).filter(([, declared]) => "rows" in declared) as unknown as readonly [
  string,
  RowLossDeclaration,
][];

const rows = { data: Float32Array.of(2, 1, 0.5, 0, 3, 1), shape: [2, 3] };
const lists = { data: Int32Array.of(0, -1, -1, 2, 0, -1), shape: [2, 3] };
const labels = Int32Array.of(0, 2);
const targetOf = ({ target }: RowLossDeclaration) => (target === "lists" ? lists : labels);

function badArguments(declared: RowLossDeclaration): readonly (readonly [string, unknown, unknown])[] {
  const { rows: name, target: kind } = declared;
  const target = targetOf(declared);
  const wanted =
    kind === "either"
      ? "labels (integers) or probabilities (floats) in an array, a HeapArray, or { data, shape }"
      : "labels (integers) in an array, a HeapArray, or { data, shape }";
  const bad: [string, unknown, unknown][] = [];
  const kinds: [unknown, string][] = [
    [null, "null"],
    [undefined, "undefined"],
    ["text", "a string"],
    [{}, "an object"],
  ];
  for (const [value, what] of kinds) {
    bad.push([`${name} is ${what}, not ${floatsWanted}`, value, target]);
    bad.push([`target is ${what}, not ${wanted}`, rows, value]);
  }
  bad.push([`${name} is an Int32Array, not ${floatsWanted}`, Int32Array.of(1, 2), target]);
  bad.push([`${name}[1] is a string, not a number`, [1, "2", 3], kind === "lists" ? [0, -1, -1] : 0]);
  const float = Float32Array.of(0, 1);
  if (kind === "either")
    bad.push(["target is a Float32Array of 2 values; class probabilities are as many as", rows, float]);
  else bad.push(["target is a Float32Array, but only class labels (integers) serve here", rows, float]);
  if (kind === "lists") {
    bad.push(["labels[1] is 3, outside -1..2", rows, { data: Int32Array.of(0, 3, -1, 0, -1, -1), shape: [2, 3] }]);
    bad.push(["labels[0] is -2, outside -1..2", rows, { data: Int32Array.of(-2, 3, -1, 0, -1, -1), shape: [2, 3] }]);
    bad.push(["labels[5] is 9, outside -1..2", rows, { data: Int32Array.of(0, -1, 0, 0, -1, 9), shape: [2, 3] }]);
    bad.push([
      "labels[0][1] is 0.5, not an integer",
      rows,
      [
        [0, 0.5, 0],
        [0, 0, 0],
      ],
    ]);
    bad.push(["target has shape [2], but lists of labels have that of the scores, [2, 3]", rows, labels]);
    bad.push(["target has shape [3, 2], but lists of labels have that of the", rows, { ...lists, shape: [3, 2] }]);
    bad.push(["the number of classes can't be told from 6 scores and as many labels", rows.data, lists.data]);
  } else {
    bad.push(["labels[1] is 3, outside 0..2", rows, [0, 3]]);
    bad.push(["labels[0] is -1, outside 0..2", rows, [-1, 3]]);
    bad.push(["labels[1] is 0.5, not an integer", rows, [0, 0.5]]);
    bad.push([`labels have shape [3], but ${name} of shape [2, 3] want [2]`, rows, [0, 1, 2]]);
    bad.push([`target is a single label, but ${name} of shape [2, 3] want labels of shape [2]`, rows, 1]);
    bad.push([`6 ${name} can't be shared out among 4 labels`, rows.data, [0, 0, 0, 0]]);
  }
  if (declared.flat === true) {
    const deep = { data: new Float32Array(12), shape: [2, 3, 2] };
    const deepTarget =
      kind === "lists"
        ? { data: new Int32Array(12), shape: [2, 3, 2] }
        : [
            [0, 0],
            [0, 0],
          ];
    bad.push([`${name} has shape [2, 3, 2], but ${name} are [n, c] or [c] here`, deep, deepTarget]);
  }
  return bad;
}

function attemptsOf(declared: RowLossDeclaration): readonly LossAttempt[] {
  const right = [rows, targetOf(declared)];
  const attempts: LossAttempt[] = [];
  for (const [message, ...args] of badArguments(declared)) {
    attempts.push({ message, args, options: {} }, { message, args, options: {}, withGrad: true });
  }
  const withOptions = (message: string, options: object, withGrad = false) =>
    attempts.push({ message, args: right, options: options as Record<string, unknown>, withGrad });
  for (const [option, what] of Object.entries(declared.options ?? {})) {
    for (const [value, rule] of badOptions(what)) withOptions(`${option} is ${rule}`, { [option]: value });
  }
  if ("weight" in (declared.options ?? {})) {
    withOptions("weight has 2 values, but there are 3 classes", { weight: [1, 1] });
    withOptions("weight[1] is -1, but weights are at least 0 and finite", { weight: [1, -1, 1] });
    withOptions("weight[2] is NaN, but weights are at least 0 and finite", { weight: [1, 1, NaN] });
  }
  withOptions('there is no option "colour"; there are ', { colour: 1 });
  withOptions('there is no option "gradOutput"; there are ', { gradOutput: 1 });
  withOptions("shape [2, 2] holds 4 values, but ", { shape: [2, 2] });
  if (declared.reduction === "value") {
    withOptions('there is no option "reduction"; there are ', { reduction: "sum" });
    withOptions('there is no option "out"; there are ', { out: new Float32Array(2) });
  } else {
    withOptions('reduction is "avg", not one of "none", "mean", "sum"', { reduction: "avg" });
    withOptions("reduction is a number, not a string", { reduction: 1 });
    withOptions('out is for reduction "none"; this result is a number', { out: new Float32Array(2) });
    withOptions("out has 3 values, but the result has 2", { reduction: "none", out: new Float32Array(3) });
  }
  withOptions("wrt is a string, not an array of names", { wrt: "input" }, true);
  withOptions(`wrt holds "colour", not "input"`, { wrt: ["colour"] }, true);
  withOptions("there is no gradient with respect to target, because it holds labels", { wrt: ["target"] }, true);
  withOptions("gradOut has 5 values, but the result has 6", { gradOut: new Float32Array(5) }, true);
  withOptions('gradOut has "colour", which wrt does not name', { wrt: ["input"], gradOut: { colour: 1 } }, true);
  withOptions("gradOutput has 3 values, but the value has 1", { gradOutput: [1, 2, 3] }, true);
  withOptions("gradOutput is a string, not ", { gradOutput: "1" }, true);
  return attempts;
}

describeVariants("losses of rows", (s) => {
  test.each(table)("%s says what is wrong", (name, declared) => {
    const loss = lossOf(s, name);
    const found = attemptsOf(declared).map((attempt) => complaint(loss, name, attempt));
    expect(found.filter((text) => text !== undefined)).toEqual([]);
    expect(declared.name).toBe(name);
    // And the next call is right.
    expect(loss(rows, targetOf(declared))).not.toBeNaN();
  });

  test.each(table)("each option of %s changes its value and its gradient", (name, declared) => {
    const loss = lossOf(s, name);
    const others: Record<string, unknown> = {
      ...{
        weight: [2, 1, 0.25],
        ignoreIndex: 0,
        labelSmoothing: 0.25,
        gamma: 0.5,
        epsilon: 3,
        zLoss: 0.5,
        p: 2,
        margin: 3,
      },
      ...(declared.reduction === "value" ? {} : { reduction: "sum" }),
    };
    const known = [...Object.keys(declared.options ?? {}), ...(declared.reduction === "value" ? [] : ["reduction"])];
    const calls = [{}, ...known.map((option) => ({ [option]: others[option] }))];
    const outcomes = calls.map((options) => loss.valueAndGrad(rows, targetOf(declared), options));
    expect(new Set(outcomes.map(({ value }) => value)).size).toBe(calls.length);
    expect(new Set(outcomes.map(({ grad }) => bitsOf(grad as unknown as Float32Array))).size).toBe(calls.length);
  });

  test.each(table)("the gradient of %s may take its rows' place", (name, declared) => {
    const loss = lossOf(s, name);
    const target = targetOf(declared);
    const wanted = loss.valueAndGrad(rows, target);
    const resident = s.heap.float32([2, 3], rows.data);
    const given = loss.valueAndGrad(resident, target, { gradOut: resident });
    expect(given.grad).toBe(resident);
    expect(given.value).toBe(wanted.value);
    expect(bitsOf(resident.view)).toBe(bitsOf(wanted.grad as unknown as Float32Array));
    resident.dispose();
  });

  test("a single label, or a single list", () => {
    const row = [0.1, 0.2, 0.4, 0.8];
    expectClose(s.multiMarginLoss(row, 3, { reduction: "none" }), (0.3 + 0.4 + 0.6) / 4, crossEntropyBound);
    expectClose(s.multilabelMarginLoss(row, [3, 0, -1, 1]), 0.85, crossEntropyBound);
    expectClose(s.nllLoss([-1, -2], 1, { reduction: "none" }), 2, crossEntropyBound);
    expectClose(s.perplexity([0, 0, 0, 0], 2), 4, crossEntropyBound);
  });

  test("plain arrays of the rows' length are labels, where probabilities are out of the question", () => {
    expect(s.softmaxFocalLoss([1, 2, 3], [0, 0, 0])).toBe(0);
    expect(s.nllLoss([[1], [2]], [0, 0])).toBe(-1.5);
  });

  test("without their own term they are cross-entropy", () => {
    const weight = [2, 1, 0.25];
    const wanted = s.crossEntropy.valueAndGrad(rows, labels, { weight });
    for (const same of [
      s.softmaxFocalLoss.valueAndGrad(rows, labels, { weight, gamma: 0 }),
      s.poly1CrossEntropy.valueAndGrad(rows, labels, { weight, epsilon: 0 }),
      s.zLossCrossEntropy.valueAndGrad(rows, labels, { weight, zLoss: 0 }),
    ]) {
      expect(same.value).toBe(wanted.value);
      expect(bitsOf(same.grad)).toBe(bitsOf(wanted.grad));
    }
    expectClose(s.nllLoss(s.logSoftmax(rows), labels, { weight }), wanted.value, crossEntropyBound);
    expectClose(s.perplexity(rows, labels), Math.exp(s.crossEntropy(rows, labels)), { relative: 1e-6 });
  });

  test("the gradient of class weights is the change of the loss, which is linear in them", () => {
    const probs = { data: Float32Array.of(0.5, 0.25, 0.25, 0, 0.75, 0.5), shape: [2, 3] };
    const weight = [2, 1, 0.25];
    for (const name of ["crossEntropy", "poly1CrossEntropy", "zLossCrossEntropy"]) {
      const loss = lossOf(s, name);
      const more = name === "crossEntropy" ? { labelSmoothing: 0.1 } : {};
      for (const reduction of ["mean", "sum"]) {
        const options = { ...more, weight, reduction };
        const { value, grad } = loss.valueAndGrad(rows, probs, { ...options, wrt: ["weight"], gradOutput: 2 });
        expect(Object.keys(grad)).toEqual(["weight"]);
        const moved = weight.map((_, j) => weight.map((w, k) => (k === j ? w + 1 : w)));
        const changes = moved.map(
          (other) => 2 * (Number(loss(rows, probs, { ...options, weight: other })) - Number(value)),
        );
        expectClose(grad.weight ?? NaN, changes, { absolute: 1e-6 });
      }
      const gradOut = { weight: s.heap.float32([3]) };
      const given = loss.valueAndGrad(rows, probs, { weight, wrt: ["weight", "input"], gradOut });
      expect(given.grad.weight).toBe(gradOut.weight);
      const alone = loss.valueAndGrad(rows, probs, { weight, wrt: ["weight"] }).grad.weight;
      expect(bitsOf(gradOut.weight.view)).toBe(bitsOf(alone ?? NaN));
      gradOut.weight.dispose();

      expect(() => loss.valueAndGrad(rows, labels, { weight, wrt: ["weight"] })).toThrow(
        `${name}.valueAndGrad: there is no gradient with respect to weight, because target holds labels`,
      );
      expect(() => loss.valueAndGrad(rows, probs, { wrt: ["weight"] })).toThrow(
        `${name}.valueAndGrad: wrt names weight, which was not given`,
      );
    }
  });

  test("gradients by name, of probabilities too", () => {
    const probs = { data: Float32Array.of(0.5, 0.25, 0.25, 0, 1, 0), shape: [2, 3] };
    for (const name of ["crossEntropy", "poly1CrossEntropy", "zLossCrossEntropy"]) {
      const loss = lossOf(s, name);
      const { grad } = loss.valueAndGrad(rows, probs, { wrt: ["target", "input"] });
      expect(Object.keys(grad).toSorted()).toEqual(["input", "target"]);
      const alone = loss.valueAndGrad(rows, probs).grad as unknown as Float32Array;
      expect(bitsOf(grad.input ?? NaN)).toBe(bitsOf(alone));
    }
    expect(() => s.poly1CrossEntropy(rows, probs, { ignoreIndex: 1 })).toThrow(
      "poly1CrossEntropy: ignoreIndex is 1, but a target of probabilities has no labels",
    );
    expect(() => s.zLossCrossEntropy(rows, { ...probs, data: probs.data.map((p) => -p) })).toThrow(
      "zLossCrossEntropy: target[0] is -0.5, which is not a probability",
    );
  });
});
