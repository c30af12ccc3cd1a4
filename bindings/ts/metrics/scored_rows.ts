// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Memory } from "../core/memory.ts";
import { shown, shownShape } from "../errors.ts";
import { Operand } from "../inputs/operand.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { labelBytes, placeLabels, type IntegerRange } from "../inputs/place_integers.ts";
import { sameSizes, sizeBetween } from "../inputs/shape.ts";

/** Ends messages about labels that are nothing of the kind. */
export const labelsWanted =
  "class labels (integers) in a typed array, a plain array, a HeapArray, { data, shape }, or one number";

/** Rows of scores and their labels, the arguments of most metrics: checked, and put where the module can read them. */
export class ScoredRows {
  readonly scores = new Operand();
  readonly labels = new Operand();
  outer = 0;
  classes = 0;
  inner = 0;
  readonly #labelRange: IntegerRange = { low: 0, high: 0 };

  get rows(): number {
    return this.outer * this.inner;
  }

  /** Whether there is one score a row, that of label 1. */
  get binary(): boolean {
    return this.classes === 1;
  }

  /**
   * Reads both arguments and settles their shapes, [outer, classes, inner] and [outer, inner]. `name` is what the scores
   * are; `binary` says that there may be as many of them as labels.
   */
  read(
    operation: string,
    memory: Memory,
    name: string,
    scores: unknown,
    labels: unknown,
    shape: readonly number[] | undefined,
    binary: boolean,
  ): void {
    this.scores.readFloats(operation, memory, name, scores);
    this.labels.readIntegers(operation, memory, "labels", labels, labelsWanted);
    if (shape !== undefined) this.scores.reshape(operation, shape);
    this.#settle(operation);
    if (this.binary && !binary) {
      throw new RangeError(
        `${operation}: there is one value in ${name} for each label, but one for each class is wanted: ${name} are [n, c]`,
      );
    }
    this.#labelRange.high = this.binary ? 1 : this.classes - 1;
  }

  #settle(operation: string): void {
    const { scores, labels } = this;
    const { dims } = scores;
    const rank = dims.length;
    if (labels.element === "scalar" && rank === 1) {
      // One row without a batch axis.
      this.#layOut(1, scores.length, 1);
    } else if (rank > 1 || scores.stated) {
      const batch = dims[0] ?? 0;
      this.#layOut(batch, rank > 1 ? (dims[1] ?? 0) : 1, sizeBetween(dims, 2, rank));
      const fits = labels.stated
        ? labels.dims[0] === batch && sameSizes(labels.dims, 1, dims, Math.min(2, rank))
        : labels.length === this.rows;
      if (!fits) {
        throw new RangeError(
          `${operation}: labels have shape ${shownShape(labels.dims)}, but ${scores.name} of shape ${shownShape(dims)} want ` +
            shownShape(dims.filter((_, axis) => axis !== 1)),
        );
      }
    } else {
      // Flat scores: as many classes as there are scores for each label.
      const count = labels.length;
      const classes = count === 0 ? 0 : scores.length / count;
      if (!Number.isInteger(classes) || (count === 0 && scores.length > 0)) {
        throw new RangeError(
          `${operation}: ${shown(scores.length)} ${scores.name} can't be shared out among ${count} labels; ` +
            `${scores.name} are [n, c], labels [n]`,
        );
      }
      this.#layOut(labels.dims[0] ?? 1, classes, sizeBetween(labels.dims, 1, labels.dims.length));
    }
  }

  #layOut(outer: number, classes: number, inner: number): void {
    this.outer = outer;
    this.classes = classes;
    this.inner = inner;
  }

  /** The bytes of scratch that place() takes. */
  get bytes(): number {
    return floatBytes(this.scores, this.scores.length) + labelBytes(this.labels);
  }

  place(operation: string, memory: Memory): void {
    placeFloats(operation, memory, this.scores, this.scores.length);
    placeLabels(operation, memory, this.labels, this.#labelRange);
  }

  clear(): void {
    this.scores.clear();
    this.labels.clear();
  }
}
