// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What a scorer keeps: an array of doubles that the module adds to, and counts by class.

import { kindOf, outOfMemory, shown } from "../errors.ts";
import { doublesPerBin } from "./calibration.ts";
import type { PerClass } from "./scorer_types.ts";

type Doubles = Float64Array<ArrayBuffer>;

/** The doubles of ScorerTotals (src/scorer.h), which the bins follow. */
export const doublesOfTotals = 7;

export function stateLength(bins: number): number {
  return doublesOfTotals + doublesPerBin * bins;
}

/** Zeros; a RangeError if there is no memory for them. */
export function zeros(operation: string, length: number): Doubles {
  try {
    return new Float64Array(length);
  } catch {
    throw outOfMemory(operation, 8 * length);
  }
}

/** How many rows of which class were predicted to be of which; without a matrix, only what the classes' metrics need. */
export class ClassCounts {
  readonly #classes: number;
  readonly hasMatrix: boolean;
  /** The matrix, or three for each class: its rows, those predicted, and those that are both. */
  readonly counts: Doubles;

  constructor(operation: string, classes: number, hasMatrix: boolean) {
    this.#classes = classes;
    this.hasMatrix = hasMatrix;
    this.counts = zeros(operation, hasMatrix ? classes * classes : 3 * classes);
  }

  add(label: number, predicted: number): void {
    const { counts } = this;
    const increment = (index: number) => (counts[index] = (counts[index] ?? 0) + 1);
    if (this.hasMatrix) {
      increment(this.#classes * label + predicted);
      return;
    }
    increment(3 * label);
    increment(3 * predicted + 1);
    if (label === predicted) increment(3 * label + 2);
  }

  merge(other: ClassCounts): void {
    const more = other.counts;
    const { counts } = this;
    for (let index = 0; index < counts.length; index++) counts[index] = (counts[index] ?? 0) + (more[index] ?? 0);
  }

  matrix(): Doubles | undefined {
    return this.hasMatrix ? this.counts.slice() : undefined;
  }

  perClass(): PerClass {
    const length = this.#classes;
    const support = new Float64Array(length);
    const predicted = new Float64Array(length);
    const correct = new Float64Array(length);
    for (const [index, count] of this.counts.entries()) {
      if (this.hasMatrix) {
        const column = index % length;
        const row = (index - column) / length;
        support[row] = (support[row] ?? 0) + count;
        predicted[column] = (predicted[column] ?? 0) + count;
        if (row === column) correct[row] = count;
      } else {
        const of = [support, predicted, correct][index % 3] ?? support;
        of[Math.floor(index / 3)] = count;
      }
    }
    const shares = (whole: Doubles) => correct.map((count, label) => (count === 0 ? 0 : count / (whole[label] ?? 0)));
    return {
      precision: shares(predicted),
      recall: shares(support),
      f1: shares(support.map((count, label) => (count + (predicted[label] ?? 0)) / 2)),
      support,
    };
  }
}

const nonFinite: ReadonlyMap<unknown, number> = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/** Numbers as JSON can hold them. */
export function saved(numbers: Doubles): (number | string)[] {
  return Array.from(numbers, (value) => (Number.isFinite(value) ? value : String(value)));
}

/** Reads `into.length` saved numbers; counts are whole numbers from 0 on. */
export function restore(operation: string, name: string, given: unknown, into: Doubles, areCounts: boolean): void {
  if (!Array.isArray(given)) throw new TypeError(`${operation}: ${name} is ${kindOf(given)}, not an array`);
  if (given.length !== into.length) {
    throw new RangeError(`${operation}: ${name} has ${given.length} values, but this scorer has ${into.length}`);
  }
  for (const [index, item] of (given as readonly unknown[]).entries()) {
    const value = nonFinite.get(item) ?? item;
    if (typeof value !== "number") {
      throw new TypeError(`${operation}: ${name}[${index}] is ${kindOf(item)}, not a number`);
    }
    if (areCounts && !(Number.isInteger(value) && value >= 0)) {
      throw new RangeError(`${operation}: ${name}[${index}] is ${shown(value)}, not a count`);
    }
    into[index] = value;
  }
}
