// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { statusError, type Context } from "../core/context.ts";
import { status } from "../core/status.ts";
import { Operand } from "../inputs/operand.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { labelBytes, placeLabels } from "../inputs/place_integers.ts";
import { ignoreIndexOption } from "../losses/row_declaration.ts";
import { checkOptions, readNumber } from "../options.ts";
import type { FloatInput, LabelInput } from "../types.ts";
import { labelsWanted } from "./scored_rows.ts";

/** The options of `rocAuc`. */
export interface RocAucOptions {
  /** One weight for each label, at least 0. Default: all 1. */
  readonly sampleWeight?: FloatInput | undefined;
  /** Rows with this label are left out, whatever they hold. Default: -100. */
  readonly ignoreIndex?: number | undefined;
}

export interface RocAuc {
  /**
   * The area under the receiver operating characteristic: the probability that a positive example has a higher score than a
   * negative one, ties counting half.
   *
   *     auc = Σ_{i: y_i = 1} Σ_{k: y_k = 0} w_i w_k ([s_i > s_k] + [s_i = s_k] / 2) / Σ_i Σ_k w_i w_k
   *
   * Inputs: `scores` s [n], logits or probabilities of label 1: only their order matters; `labels` y [n], 0, 1, or equal to
   * ignoreIndex.
   *
   * Options: `sampleWeight` w [n], default ones; `ignoreIndex` -100.
   *
   * Errors: RangeError for a label other than 0 and 1, a score that is NaN, negative, infinite or NaN weights, labels of one
   * class alone (or without weight), sizes that don't fit; TypeError for kinds and unknown options.
   *
   * Edge cases: infinite scores have their place in the order.
   *
   * Accuracy: exact but for a division, up to 9e7 rows without weights; else to some 1e-16 for each row. The same bits on
   * every variant.
   *
   * Source: sklearn.metrics.roc_auc_score.
   *
   * @example
   * s.rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // 0.75
   */
  rocAuc(scores: FloatInput, labels: LabelInput, options?: RocAucOptions): number;
}

const known = new Set(["sampleWeight", "ignoreIndex"]);
const labelRange = { low: 0, high: 1 } as const;

/** @internal */
export function makeRocAuc(context: Context): RocAuc {
  const operation = "rocAuc";
  const { memory } = context;
  const scores = new Operand();
  const labels = new Operand();
  const weight = new Operand();

  const run = (givenScores: unknown, givenLabels: unknown, options: RocAucOptions | undefined): number => {
    scores.readFloats(operation, memory, "scores", givenScores);
    labels.readIntegers(operation, memory, "labels", givenLabels, labelsWanted);
    const count = scores.length;
    if (labels.length !== count) {
      throw new RangeError(`${operation}: labels have ${labels.length} values, but there are ${count} scores`);
    }
    const ignoreIndex = readNumber(operation, "ignoreIndex", options?.ignoreIndex, ignoreIndexOption);
    if (options?.sampleWeight !== undefined) {
      weight.readFloats(operation, memory, "sampleWeight", options.sampleWeight);
      if (weight.length !== count) {
        throw new RangeError(`${operation}: sampleWeight has ${weight.length} values, but there are ${count} labels`);
      }
    }
    memory.reserve(operation, floatBytes(scores, count) + labelBytes(labels) + floatBytes(weight, count));
    placeFloats(operation, memory, scores, count);
    placeLabels(operation, memory, labels, labelRange);
    placeFloats(operation, memory, weight, count);
    const code = memory.raw._rocAuc(count, scores.address, labels.address, weight.address, ignoreIndex);
    if (code === 0) return memory.value;
    if (code === status.scoreInvalid) {
      throw new RangeError(`${operation}: ${scores.nameOf(memory.index)} is NaN, which has no place in an order`);
    }
    if (code === status.classMissing) {
      const which = weight.present ? `examples with label ${memory.got} have no weight` : `no label is ${memory.got}`;
      throw new RangeError(`${operation}: ${which}, but both classes are needed`);
    }
    throw statusError(operation, code, memory, { labels, classes: 2, weight });
  };

  return {
    rocAuc: (givenScores, givenLabels, options) => {
      checkOptions(operation, options, known);
      try {
        return run(givenScores, givenLabels, options);
      } finally {
        scores.clear();
        labels.clear();
        weight.clear();
        memory.release();
      }
    },
  };
}
