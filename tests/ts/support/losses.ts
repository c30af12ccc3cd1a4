// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The golden cases in the common form (tests/golden/losses/), and how a loss is called with one.

import { readdirSync, readFileSync } from "node:fs";

import type { Surprisal } from "surprisal";

import declarationsOf from "./declarations.ts";

export interface LossArgument {
  readonly shape: readonly number[];
  readonly data?: readonly number[];
  readonly labels?: readonly number[];
}

export interface LossCase {
  readonly name: string;
  readonly args: Readonly<Record<string, LossArgument>>;
  readonly options: Readonly<Record<string, LossArgument | number | string | boolean>>;
  readonly gradOutput: number | readonly number[] | null;
  readonly value: number | readonly number[];
  readonly grads: Readonly<Record<string, readonly number[]>>;
}

type Numbers = Float32Array | number;

/** Any loss, without its types. */
export type AnyLoss = ((...args: readonly unknown[]) => Numbers) & {
  valueAndGrad(...args: readonly unknown[]): { value: Numbers; grad: Readonly<Record<string, Float32Array>> };
};

const folder = new URL("../../golden/losses/", import.meta.url);
const nonFinite: ReadonlyMap<unknown, number> = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/** The names of the losses with golden cases, as functions of the API. */
export const goldenLosses: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -5).replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));

const read = new Map<string, readonly LossCase[]>();

export function casesOfLoss(loss: string): readonly LossCase[] {
  const cases = read.get(loss) ?? readCases(loss);
  read.set(loss, cases);
  return cases;
}

function readCases(loss: string): readonly LossCase[] {
  const file = loss.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const revive = (_key: string, value: unknown): unknown => nonFinite.get(value) ?? value;
  const text = readFileSync(new URL(`${file}.json`, folder), "utf8");
  const { cases } = JSON.parse(text, revive) as { cases: readonly LossCase[] };
  if (cases.length === 0) throw new Error(`${file}.json has no cases`);
  return cases;
}

export function lossOf(s: Surprisal, name: string): AnyLoss {
  const loss = (s as unknown as Readonly<Record<string, AnyLoss>>)[name];
  if (loss === undefined) throw new Error(`there is no s.${name}`);
  return loss;
}

function tensorOf({ shape, data, labels }: LossArgument): unknown {
  if (data !== undefined) return { data: Float32Array.from(data), shape };
  // A single label is a number.
  return shape.length === 0 ? labels?.[0] : { data: Int32Array.from(labels ?? []), shape };
}

/**
 * The arguments and options of a case, as a caller would give them. Golden files have among the arguments what can be
 * differentiated; some of that is an option.
 */
export function callOf(loss: string, item: LossCase): { args: unknown[]; options: Record<string, unknown> } {
  const { options: declared, arrays } = declarationsOf(loss);
  const isOption = ([name]: readonly [string, unknown]) => name in declared;
  const args = Object.entries(item.args);
  const given = [...Object.entries(item.options), ...args.filter(isOption)];
  const options = given.map(([name, value]) => [name, typeof value === "object" ? tensorOf(value) : value]);
  // What may be null is absent there.
  const list = args.filter((arg) => !isOption(arg)).map(([, value]) => tensorOf(value));
  for (const [position, [name, role]] of Object.entries(arrays).entries()) {
    if (role === "nullable" && !(name in item.args)) list.splice(position, 0, null);
  }
  return { args: list, options: Object.fromEntries(options) as Record<string, unknown> };
}
