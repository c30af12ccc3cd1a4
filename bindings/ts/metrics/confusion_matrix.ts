// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { statusError, type Context } from "../core/context.ts";
import { padded } from "../core/memory.ts";
import type { Address } from "../core/raw_module.ts";
import { status } from "../core/status.ts";
import { Operand } from "../inputs/operand.ts";
import { labelBytes, outside, placeLabels } from "../inputs/place_integers.ts";
import { ignoreIndexOption } from "../losses/row_declaration.ts";
import { checkOptions, readNumber } from "../options.ts";
import type { FloatInput, LabelInput } from "../types.ts";
import { labelsWanted, ScoredRows } from "./scored_rows.ts";
import type { RowMetricOptions } from "./types.ts";

/** The options of `confusionMatrix`. */
export interface ConfusionMatrixOptions extends RowMetricOptions {
  /** How many classes there are. Wanted with predicted classes; scores tell it themselves. */
  readonly classes?: number | undefined;
}

export interface ConfusionMatrix {
  /**
   * How often each class was taken for each: matrix[classes · label + predicted].
   *
   *     matrix_ab = #{ i : labels_i = a and predictions_i = b }
   *
   * Inputs: `predictions` [n], classes (integers), or [n, c], [n, c, d1, …] scores, whose argmax is taken; `labels` [n],
   * [n, d1, …], each in 0..classes-1 or equal to ignoreIndex. Results: [classes, classes], flat, rows by label.
   *
   * Options: `classes`, which predicted classes need; `ignoreIndex` -100; `shape` of flat scores.
   *
   * Errors: RangeError for a label or a prediction outside 0..classes-1, shapes that don't fit; TypeError for kinds, unknown
   * options, and predicted classes without `classes`.
   *
   * Edge cases: of scores, ties go to the lowest class, and NaN counts as larger than any number.
   *
   * Accuracy: exact.
   *
   * Source: sklearn.metrics.confusion_matrix.
   *
   * @example
   * s.confusionMatrix([[2, 1], [0, 3], [1, 0]], [0, 1, 1]); // [1, 0, 1, 1]
   * s.confusionMatrix([0, 1, 0], [0, 1, 1], { classes: 2 }); // [1, 0, 1, 1]
   */
  confusionMatrix(
    predictions: FloatInput | LabelInput,
    labels: LabelInput,
    options?: ConfusionMatrixOptions,
  ): Float64Array<ArrayBuffer>;
}

const known = new Set(["classes", "ignoreIndex", "shape"]);
const classesOption = { fallback: NaN, low: 1, high: 2 ** 31 - 1, integer: true } as const;
const predictionsWanted =
  "predicted classes (integers) or scores (floats) in a typed array, nested arrays, a HeapArray, or { data, shape }";

/** @internal */
export function makeConfusionMatrix(context: Context): ConfusionMatrix {
  const operation = "confusionMatrix";
  const { memory } = context;
  const predictions = new Operand();
  const labels = new Operand();
  const rows = new ScoredRows();

  /** Counts pairs that stand where the module can read them: at an address, or as an operand's. */
  const count = (pairs: number, classes: number, ignoreIndex: number, predicted: Address, truth: Operand) => {
    const size = classes * classes;
    const matrix = memory.take(8 * size);
    memory.f64.fill(0, matrix / 8, matrix / 8 + size);
    const code = memory.raw._confusionMatrix(pairs, classes, predicted, truth.address, ignoreIndex, matrix);
    if (code === status.labelOutOfRange) {
      // The core numbers predictions after the labels.
      const { index, got } = memory;
      const name = index < pairs ? truth.nameOf(index) : predictions.nameOf(index - pairs);
      throw outside(operation, name, got, { low: 0, high: classes - 1 });
    }
    if (code !== 0) throw statusError(operation, code, memory, {});
    return memory.f64.slice(matrix / 8, matrix / 8 + size);
  };

  const ofScores = (scores: unknown, given: unknown, options: ConfusionMatrixOptions | undefined) => {
    rows.read(operation, memory, "predictions", scores, given, options?.shape, false);
    const { outer, inner } = rows;
    const classes = readNumber(operation, "classes", options?.classes, { ...classesOption, fallback: rows.classes });
    if (classes !== rows.classes) {
      throw new RangeError(`${operation}: classes is ${classes}, but the scores have ${rows.classes}`);
    }
    const ignoreIndex = readNumber(operation, "ignoreIndex", options?.ignoreIndex, ignoreIndexOption);
    memory.reserve(operation, rows.bytes + padded(4 * rows.rows) + padded(8 * classes * classes));
    rows.place(operation, memory);
    const predicted = memory.take(4 * rows.rows);
    const code = memory.raw._argMax(outer, classes, inner, rows.scores.address, predicted);
    if (code !== 0) throw statusError(operation, code, memory, {});
    return count(rows.rows, classes, ignoreIndex, predicted, rows.labels);
  };

  const ofClasses = (given: unknown, options: ConfusionMatrixOptions | undefined) => {
    labels.readIntegers(operation, memory, "labels", given, labelsWanted);
    if (options?.classes === undefined) {
      throw new TypeError(`${operation}: predicted classes don't tell how many there are; say { classes }`);
    }
    const classes = readNumber(operation, "classes", options.classes, classesOption);
    const ignoreIndex = readNumber(operation, "ignoreIndex", options.ignoreIndex, ignoreIndexOption);
    if (labels.length !== predictions.length) {
      throw new RangeError(
        `${operation}: labels have ${labels.length} values, but there are ${predictions.length} predictions`,
      );
    }
    memory.reserve(operation, labelBytes(predictions) + labelBytes(labels) + padded(8 * classes * classes));
    const range = { low: 0, high: classes - 1 };
    placeLabels(operation, memory, predictions, range);
    placeLabels(operation, memory, labels, range);
    return count(labels.length, classes, ignoreIndex, predictions.address, labels);
  };

  return {
    confusionMatrix: (given, givenLabels, options) => {
      checkOptions(operation, options, known);
      try {
        predictions.read(operation, memory, "predictions", given, predictionsWanted);
        const { element, nesting } = predictions;
        const areScores = element.startsWith("Float") || (element === "plain" && nesting.length > 1);
        return areScores ? ofScores(given, givenLabels, options) : ofClasses(givenLabels, options);
      } finally {
        predictions.clear();
        labels.clear();
        rows.clear();
        memory.release();
      }
    },
  };
}
