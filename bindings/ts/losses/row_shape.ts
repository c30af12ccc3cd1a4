// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { shown, shownShape } from "../errors.ts";
import { isFloat, type Operand } from "../inputs/operand.ts";
import { sameSizes, sizeBetween } from "../inputs/shape.ts";
import type { RowTarget } from "./row_declaration.ts";

/** Rows as the core sees them, [outer, classes, inner], and what the target is. */
export interface RowShape {
  outer: number;
  classes: number;
  inner: number;
  /** The target holds class probabilities, not labels. */
  probs: boolean;
  /** There is one row without a batch axis, and the target is one label without any. */
  single: boolean;
}

/**
 * Decides what the target is and how the rows (logits, most often) are laid out, from shapes that were stated and, where
 * none was, from lengths. As in PyTorch: labels [n, d1, …] go with logits [n, c, d1, …], one label without an axis with
 * logits [c], and probabilities, or lists of labels, have the logits' own shape.
 */
export function settleRowShape(
  operation: string,
  logits: Operand,
  target: Operand,
  shape: readonly number[] | undefined,
  kind: RowTarget,
  settled: RowShape,
): void {
  if (shape !== undefined) logits.reshape(operation, shape);
  if (kind !== "either" && isFloat(target.element)) {
    throw new TypeError(`${operation}: target is ${target.kind}, but only class labels (integers) serve here`);
  }
  settled.probs = kind === "either" && holdsProbs(operation, logits, target);
  settled.single = kind !== "lists" && !settled.probs && target.dims.length === 0;
  if (settled.probs || kind === "lists") settleAlike(operation, logits, target, settled);
  else if (settled.single) settleSingle(operation, logits, settled);
  else settleLabels(operation, logits, target, settled);
}

/** That the rows have no axes but that of the classes and one before it, whichever argument would tell of more. */
export function checkFlat(operation: string, rows: Operand, target: Operand, kind: RowTarget): void {
  if ((rows.stated ? rows.dims.length : target.dims.length + (kind === "lists" ? 0 : 1)) <= 2) return;
  const told = rows.stated ? rows : target;
  throw new RangeError(
    `${operation}: ${told.name} has shape ${shownShape(told.dims)}, but ${rows.name} are [n, c] or [c] here`,
  );
}

/** The class axis is the second, or the only one. */
function layOut(dims: readonly number[], settled: RowShape): void {
  const rank = dims.length;
  const batched = rank > 1;
  settled.outer = batched ? (dims[0] ?? 1) : 1;
  settled.classes = dims[batched ? 1 : 0] ?? 1;
  settled.inner = rank > 2 ? sizeBetween(dims, 2, rank) : 1;
}

function holdsProbs(operation: string, logits: Operand, target: Operand): boolean {
  if (isFloat(target.element)) {
    if (target.length === logits.length) return true;
    throw new TypeError(
      `${operation}: target is ${target.kind} of ${target.length} values; class probabilities are as many as the ` +
        `${logits.name} (${logits.length}), and class labels are integers (Int32Array, …)`,
    );
  }
  // Plain arrays can hold either. They hold probabilities if they have the logits' own shape.
  if (target.element !== "plain" || target.length !== logits.length || target.length === 0) return false;
  if (logits.stated) return sameSizes(logits.dims, 0, target.dims, 0);
  return target.stated || logits.element === "plain";
}

/** A target of the rows' own shape. */
function settleAlike(operation: string, logits: Operand, target: Operand, settled: RowShape): void {
  const what = settled.probs ? "probabilities" : "lists of labels";
  const bothStated = logits.stated && target.stated;
  if (logits.length !== target.length || (bothStated && !sameSizes(logits.dims, 0, target.dims, 0))) {
    throw new RangeError(
      `${operation}: target has shape ${shownShape(target.dims)}, but ${what} have that of the ${logits.name}, ` +
        shownShape(logits.dims),
    );
  }
  if (!logits.stated && !target.stated && !(logits.element === "plain" && target.element === "plain")) {
    throw new TypeError(
      `${operation}: the number of classes can't be told from ${logits.length} ${logits.name} and as many ` +
        `${settled.probs ? "probabilities" : "labels"}; say { shape: [n, c] }`,
    );
  }
  layOut(logits.stated ? logits.dims : target.dims, settled);
}

function settleSingle(operation: string, logits: Operand, settled: RowShape): void {
  if (logits.dims.length !== 1) {
    throw new RangeError(
      `${operation}: target is a single label, but ${logits.name} of shape ${shownShape(logits.dims)} want labels of ` +
        `shape ${shownShape(labelShape(logits.dims))}`,
    );
  }
  layOut(logits.dims, settled);
}

function settleLabels(operation: string, logits: Operand, target: Operand, settled: RowShape): void {
  if (logits.stated) {
    const { dims } = logits;
    layOut(dims, settled);
    const rows = settled.outer * settled.inner;
    const fits = target.stated ? goTogether(dims, target.dims) : target.length === rows;
    if (!fits || dims.length < 2) {
      throw new RangeError(
        `${operation}: labels have shape ${shownShape(target.dims)}, but ${logits.name} of shape ${shownShape(dims)} want ` +
          (dims.length > 1 ? shownShape(labelShape(dims)) : "a single label"),
      );
    }
    return;
  }
  // Flat logits: as many classes as there are logits for each label.
  const count = target.length;
  const classes = count === 0 ? 0 : logits.length / count;
  if (!Number.isInteger(classes) || (count === 0 && logits.length > 0)) {
    throw new RangeError(
      `${operation}: ${shown(logits.length)} ${logits.name} can't be shared out among ${count} labels; ${logits.name} are ` +
        "[n, c], labels [n]",
    );
  }
  settled.outer = target.dims[0] ?? 1;
  settled.classes = classes;
  settled.inner = sizeBetween(target.dims, 1, target.dims.length);
}

/** Whether labels of one shape go with logits of the other. */
function goTogether(dims: readonly number[], labelDims: readonly number[]): boolean {
  return labelDims[0] === dims[0] && sameSizes(labelDims, 1, dims, 2);
}

/** The shape of the labels that go with logits of this shape: without the class axis. */
function labelShape(dims: readonly number[]): number[] {
  return dims.filter((_, axis) => axis !== 1);
}
