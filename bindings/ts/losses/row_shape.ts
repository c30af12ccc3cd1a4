// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { shown, shownShape } from "../errors.ts";
import { isFloat, type Operand } from "../inputs/operand.ts";
import { sameSizes, sizeBetween } from "../inputs/shape.ts";

/** Logits as the core sees them, [outer, classes, inner], and what the target is. */
export interface RowShape {
  outer: number;
  classes: number;
  inner: number;
  /** The target holds class probabilities, not labels. */
  probs: boolean;
  /** The logits are one row without a batch axis, and the target is one label without any. */
  single: boolean;
}

/**
 * Decides what the target is and how the logits are laid out, from shapes that were stated and, where none was, from
 * lengths. As in PyTorch: labels [n, d1, …] go with logits [n, c, d1, …], one label without an axis with logits [c], and
 * probabilities have the logits' own shape.
 */
export function settleRowShape(
  operation: string,
  logits: Operand,
  target: Operand,
  shape: readonly number[] | undefined,
  settled: RowShape,
): void {
  if (shape !== undefined) logits.reshape(operation, shape);
  settled.probs = holdsProbs(operation, logits, target);
  settled.single = !settled.probs && target.dims.length === 0;
  if (settled.probs) settleProbs(operation, logits, target, settled);
  else if (settled.single) settleSingle(operation, logits, settled);
  else settleLabels(operation, logits, target, settled);
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
        `logits (${logits.length}), and class labels are integers (Int32Array, …)`,
    );
  }
  // Plain arrays can hold either. They hold probabilities if they have the logits' own shape.
  if (target.element !== "plain" || target.length !== logits.length || target.length === 0) return false;
  if (logits.stated) return sameSizes(logits.dims, 0, target.dims, 0);
  return target.stated || logits.element === "plain";
}

function settleProbs(operation: string, logits: Operand, target: Operand, settled: RowShape): void {
  if (logits.stated && target.stated && !sameSizes(logits.dims, 0, target.dims, 0)) {
    throw new RangeError(
      `${operation}: target has shape ${shownShape(target.dims)}, but probabilities have that of the logits, ` +
        shownShape(logits.dims),
    );
  }
  if (!logits.stated && !target.stated && !(logits.element === "plain" && target.element === "plain")) {
    throw new TypeError(
      `${operation}: the number of classes can't be told from ${logits.length} logits and as many probabilities; ` +
        "say { shape: [n, c] }",
    );
  }
  layOut(logits.stated ? logits.dims : target.dims, settled);
}

function settleSingle(operation: string, logits: Operand, settled: RowShape): void {
  if (logits.dims.length !== 1) {
    throw new RangeError(
      `${operation}: target is a single label, but logits of shape ${shownShape(logits.dims)} want labels of shape ` +
        shownShape(labelShape(logits.dims)),
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
        `${operation}: labels have shape ${shownShape(target.dims)}, but logits of shape ${shownShape(dims)} want ` +
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
      `${operation}: ${shown(logits.length)} logits can't be shared out among ${count} labels; logits are [n, c], labels [n]`,
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
