// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { outOfMemory, shown, shownShape } from "../errors.ts";
import type { Operand } from "../inputs/operand.ts";
import type { Memory } from "./memory.ts";
import type { SafetyNet } from "./safety_net.ts";
import { status } from "./status.ts";

/** What the functions of one instance share. */
export interface Context {
  readonly memory: Memory;
  readonly net: SafetyNet;
}

/** What a status code may be about. */
export interface Subjects {
  readonly labels?: Operand;
  readonly classes?: number;
  /** The least label there is; -1 where that ends a list. */
  readonly lowestLabel?: number;
  readonly weight?: Operand;
  readonly probs?: Operand;
  readonly otherProbs?: Operand;
  readonly variances?: Operand;
  readonly lengths?: Operand;
  readonly otherLengths?: Operand;
  /** Whether rows were to be divided by their sums. */
  readonly normalized?: boolean;
  /** How many rows `probs` has. */
  readonly rows?: number;
}

/** The error for a status other than ok. */
export function statusError(operation: string, code: number, memory: Memory, subjects: Subjects): Error {
  const { got, index } = memory;
  const { labels, weight, probs, otherProbs } = subjects;
  if (code === status.labelOutOfRange && labels !== undefined) {
    const classes = subjects.classes ?? 0;
    const range = classes === 0 ? "but there are no classes" : `outside ${subjects.lowestLabel ?? 0}..${classes - 1}`;
    return new RangeError(`${operation}: ${labels.nameOf(index)} is ${shown(got)}, ${range}`);
  }
  if (code === status.weightInvalid && weight !== undefined) {
    return new RangeError(
      `${operation}: ${weight.nameOf(index)} is ${shown(got)}, but weights are at least 0 and finite`,
    );
  }
  if (code === status.probabilityInvalid && probs !== undefined) {
    const other = otherProbs !== undefined && index >= probs.length;
    const name = other ? otherProbs.nameOf(index - probs.length) : probs.nameOf(index);
    return new RangeError(`${operation}: ${name} is ${shown(got)}, which is not a probability`);
  }
  if (code === status.varianceInvalid && subjects.variances !== undefined) {
    return new RangeError(
      `${operation}: ${subjects.variances.nameOf(index)} is ${shown(got)}, but variances are at least 0`,
    );
  }
  if (code === status.lengthInvalid && subjects.lengths !== undefined) {
    const { lengths, otherLengths } = subjects;
    const other = otherLengths !== undefined && index >= lengths.length;
    const name = other ? otherLengths.nameOf(index - lengths.length) : lengths.nameOf(index);
    return new RangeError(`${operation}: ${name} is ${shown(got)}, which is negative or more than there is`);
  }
  if (code === status.shapeInvalid && subjects.otherLengths !== undefined && labels !== undefined) {
    return new RangeError(
      `${operation}: ${labels.name} has shape ${shownShape(labels.dims)}, one target behind the other, but ` +
        `${subjects.otherLengths.name} sum up to less`,
    );
  }
  if (code === status.rowNotNormalized && probs !== undefined) {
    const rows = subjects.rows ?? 0;
    const operand = otherProbs !== undefined && index >= rows ? otherProbs : probs;
    const row = operand === probs ? index : index - rows;
    const name = rows === 1 ? operand.name : `row ${row} of ${operand.name}`;
    const rule =
      subjects.normalized === true
        ? "which nothing can be divided by"
        : "not 1; { normalize: true } divides by the sum";
    return new RangeError(`${operation}: ${name} sums to ${shown(got)}, ${rule}`);
  }
  if (code === status.outOfMemory) return outOfMemory(operation, got);
  if (code === status.tooLarge)
    return new RangeError(`${operation}: ${shown(got)} values are more than memory can hold`);
  // What is left was checked before the call, so this is a defect of the package.
  return new RangeError(`${operation}: the core answered with status ${code} (index ${index}, got ${got})`);
}
