// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Random calls of any loss. A golden case gives what arguments there are and which of their sizes go together; sizes,
// options and numbers are drawn anew. Numbers come from all golden cases of the loss, so that most calls are valid and
// the extremes turn up.

import declarationsOf, { type AnyDeclaration } from "./declarations.ts";
import { uniform } from "./data.ts";
import { casesOfLoss, type LossArgument, type LossCase } from "./losses.ts";

const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 10, 16, 17, 31, 33, 64, 65, 100, 129];
const mostElements = 20_000;

/** A case without its results, whose gradients are wanted with respect to `wrt`. */
export interface RandomCall extends Pick<LossCase, "name" | "args" | "options" | "gradOutput"> {
  readonly wrt: readonly string[];
}

class Draw {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = uniform(seed);
    // Seeds that are neighbours begin alike.
    for (let i = 0; i < 8; i++) this.#next();
  }

  below(bound: number): number {
    return Math.floor(this.#next() * bound);
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.#next();
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }
}

const isArray = (value: unknown): value is LossArgument => typeof value === "object" && value !== null;

/** New sizes for the ones that occur in a case: what was equal stays equal, and 1, which broadcasts, stays 1. */
function drawSizes(draw: Draw, arrays: readonly LossArgument[]): ReadonlyMap<number, number> {
  const found = new Set(arrays.flatMap(({ shape }) => [...shape]));
  for (;;) {
    const drawn = new Map([...found].map((size) => [size, size === 1 && draw.chance(0.9) ? 1 : draw.of(sizes)]));
    // Shapes that broadcast make something larger than each of them.
    const most = [...drawn.values()].reduce((product, size) => product * Math.max(1, size), 1);
    const counts = arrays.map(({ shape }) => shape.reduce((count, size) => count * (drawn.get(size) ?? 1), 1));
    if (Math.max(most, ...counts) <= mostElements) return drawn;
  }
}

/**
 * Integers below the size that they were below in the case they come from, or lengths up to the size that they were up to;
 * negative ones stay as they are.
 */
function drawLabels(
  draw: Draw,
  name: string,
  labels: readonly number[],
  drawn: ReadonlyMap<number, number>,
  count: number,
): number[] {
  const largest = Math.max(0, ...labels);
  const areLengths = name.endsWith("Lengths");
  const bound = Math.min(...[...drawn.keys()].filter((size) => size > largest || (areLengths && size === largest)));
  const limit = (Number.isFinite(bound) ? (drawn.get(bound) ?? 1) : largest) + (areLengths ? 1 : 0);
  const special = labels.filter((label) => label < 0);
  return Array.from({ length: count }, () =>
    special.length > 0 && draw.chance(0.2) ? draw.of(special) : draw.below(Math.max(1, limit)),
  );
}

function drawFloats(draw: Draw, pool: readonly number[], count: number): number[] {
  const mixed = draw.chance(0.5);
  const tame = draw.chance(0.7) ? pool.filter((value) => Math.abs(value) < 100) : pool;
  const from = tame.length > 0 ? tame : [0];
  return Array.from({ length: count }, () => {
    const value = draw.of(from);
    const other = mixed ? draw.of(from) : value;
    return Math.fround(Number.isFinite(value - other) ? draw.between(value, other) : value);
  });
}

/** All numbers that any golden case has for an argument. */
function poolOf(loss: string, argument: string): readonly number[] {
  return casesOfLoss(loss).flatMap(({ args, options }) => {
    const found = args[argument] ?? options[argument];
    return isArray(found) ? (found.data ?? []) : [];
  });
}

const pools = new Map<string, readonly number[]>();

function drawArray(
  draw: Draw,
  loss: string,
  name: string,
  { shape, labels }: LossArgument,
  drawn: ReadonlyMap<number, number>,
): LossArgument {
  const newShape = shape.map((size) => drawn.get(size) ?? size);
  const count = newShape.reduce((a, b) => a * b, 1);
  if (labels !== undefined) return { shape: newShape, labels: drawLabels(draw, name, labels, drawn, count) };
  const key = `${loss} ${name}`;
  const pool = pools.get(key) ?? poolOf(loss, name);
  pools.set(key, pool);
  return { shape: newShape, data: drawFloats(draw, pool, count) };
}

function drawOptions(draw: Draw, declared: AnyDeclaration, item: LossCase): Record<string, number | string | boolean> {
  const options: Record<string, number | string | boolean> = {};
  for (const [name, option] of Object.entries(declared.options)) {
    if ("array" in option) continue;
    const given = item.options[name];
    if ("flag" in option) {
      options[name] = draw.chance(0.5);
    } else if ("choices" in option) {
      options[name] = draw.of(option.choices);
    } else if (draw.chance(0.4)) {
      options[name] = given === undefined || isArray(given) ? option.fallback : given;
    } else {
      const low = Math.max(option.low, -3);
      const value = Math.fround(draw.between(low, Math.min(option.high, Math.max(low, 0) + 3)));
      options[name] = option.integer === true ? Math.floor(value) : value;
    }
  }
  if (declared.reduction !== "map" && declared.reduction !== "value") {
    const words = declared.reduction === "batch" ? ["none", "mean", "sum", "batchmean"] : ["none", "mean", "sum"];
    options.reduction = draw.of(words);
  }
  return options;
}

/** The call that belongs to a seed. */
export function randomCall(loss: string, seed: number): RandomCall {
  const draw = new Draw(seed);
  const item = draw.of(casesOfLoss(loss));
  const arrayOptions = Object.entries(item.options).filter((entry): entry is [string, LossArgument] =>
    isArray(entry[1]),
  );
  const args = Object.entries(item.args);
  const drawn = drawSizes(
    draw,
    [...args, ...arrayOptions].map(([, array]) => array),
  );
  const renew = (list: readonly (readonly [string, LossArgument])[]) =>
    Object.fromEntries(list.map(([name, array]) => [name, drawArray(draw, loss, name, array, drawn)]));
  return {
    name: `${loss} ${seed}`,
    args: renew(args),
    options: { ...drawOptions(draw, declarationsOf(loss), item), ...renew(arrayOptions) },
    gradOutput: draw.chance(0.5) ? Math.fround(draw.between(-2, 2)) : null,
    wrt: Object.keys(item.grads),
  };
}
