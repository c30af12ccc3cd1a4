// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the options of `valueAndGrad` say: with respect to which arrays, where to, and with which upstream gradient.

import type { Memory } from "../core/memory.ts";
import { kindOf, shown } from "../errors.ts";
import type { Operand } from "./operand.ts";
import type { Output } from "./output.ts";

/** An array of a call, and the gradient with respect to it. */
export interface Differentiable {
  readonly name: string;
  readonly operand: Operand;
  readonly grad: Output;
}

export interface GivenGradOptions {
  readonly gradOut?: unknown;
  readonly gradOutput?: unknown;
  readonly wrt?: unknown;
}

/** The options that read these. */
export const gradOptionNames = ["gradOut", "gradOutput", "wrt"] as const;

/**
 * Wants the gradients of the arrays that `wrt` names out of `possible`, or else those of `usual`. Returns whether they are
 * given by name: if `wrt` is there, or where they are usually `several`.
 */
export function wantGrads(
  operation: string,
  memory: Memory,
  given: GivenGradOptions | undefined,
  possible: readonly Differentiable[],
  usual: readonly Differentiable[],
  several: boolean,
): boolean {
  const wrt = given?.wrt;
  const gradOut = given?.gradOut;
  const byName = wrt !== undefined || several;
  const wanted = wrt === undefined ? usual : named(operation, wrt, possible);
  if (byName && gradOut !== undefined) checkNamedOutputs(operation, wanted, gradOut);
  for (const { name, operand, grad } of wanted) {
    const place = byName ? (gradOut as Readonly<Record<string, unknown>> | undefined)?.[name] : gradOut;
    grad.want(operation, memory, byName ? `gradOut.${name}` : "gradOut", place, operand.length);
  }
  return byName;
}

/** Reads the upstream gradient of `count` values: as many numbers, or one for all. */
export function readGradOutput(
  operation: string,
  memory: Memory,
  gradOutput: Operand,
  given: unknown,
  count: number,
): void {
  if (given === undefined) return;
  gradOutput.readFloats(operation, memory, "gradOutput", given, undefined, true);
  if (gradOutput.length !== count && gradOutput.element !== "scalar") {
    throw new RangeError(`${operation}: gradOutput has ${gradOutput.length} values, but the value has ${count}`);
  }
}

/** The gradients that were wanted, each as `finish` returns it: in an object by their names, or the only one. */
export function finishGrads(
  arrays: readonly Differentiable[],
  byName: boolean,
  finish: (grad: Output) => unknown,
): unknown {
  const wanted = arrays.filter(({ grad }) => grad.wanted);
  if (!byName && wanted[0] !== undefined) return finish(wanted[0].grad);
  return Object.fromEntries(wanted.map(({ name, grad }) => [name, finish(grad)]));
}

function named(operation: string, wrt: unknown, possible: readonly Differentiable[]): readonly Differentiable[] {
  if (!Array.isArray(wrt)) throw new TypeError(`${operation}: wrt is ${kindOf(wrt)}, not an array of names`);
  return [...new Set(wrt as readonly unknown[])].map((wanted) => {
    const found = possible.find(({ name }) => name === wanted);
    if (found === undefined) {
      const names = possible.map(({ name }) => `"${name}"`).join(" or ");
      throw new RangeError(`${operation}: wrt holds ${shown(wanted)}, not ${names}`);
    }
    if (!found.operand.present) throw new TypeError(`${operation}: wrt names ${found.name}, which was not given`);
    return found;
  });
}

/** An object with arrays for some of the gradients that are wanted. Another key would silently get nothing. */
function checkNamedOutputs(operation: string, wanted: readonly Differentiable[], gradOut: unknown): void {
  const names = wanted.map(({ name }) => name);
  if (typeof gradOut !== "object" || gradOut === null || ArrayBuffer.isView(gradOut) || "view" in gradOut) {
    throw new TypeError(
      `${operation}: gradOut is ${kindOf(gradOut)}, but with several gradients it is an object: { ${names.join(", ")} }`,
    );
  }
  for (const key in gradOut) {
    if (!names.includes(key)) throw new TypeError(`${operation}: gradOut has ${shown(key)}, which is not asked for`);
  }
}
