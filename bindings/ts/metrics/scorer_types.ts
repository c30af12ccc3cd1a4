// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { FloatInput, LabelInput } from "../types.ts";
import type { CalibrationBin } from "./calibration.ts";
import type { ScoreKind } from "./types.ts";

/** What a scorer is made by. */
export interface ScorerConfig {
  /** How many classes there are; at least 2. */
  readonly classes: number;
  /** The k of topKAccuracy; at least 1. Default: 5. */
  readonly topK?: number | undefined;
  /** How many calibration bins there are, 1 to 65536. Default: 15. */
  readonly bins?: number | undefined;
  /** What the scores are. Default: "logits". */
  readonly from?: ScoreKind | undefined;
  /** Rows with this label are left out, whatever they hold. Default: -100. */
  readonly ignoreIndex?: number | undefined;
  /** Whether to count which class was taken for which: classes² numbers. Default: up to 1000 classes. */
  readonly confusionMatrix?: boolean | undefined;
}

/** One number for each class. 0 where nothing is divided by nothing, as scikit-learn has it. */
export interface PerClass {
  /** The share of the rows predicted to be of the class that are. */
  precision: Float64Array<ArrayBuffer>;
  /** The share of the rows of the class that were predicted to be. */
  recall: Float64Array<ArrayBuffer>;
  /** The harmonic mean of the two. */
  f1: Float64Array<ArrayBuffer>;
  /** How many rows are of the class. */
  support: Float64Array<ArrayBuffer>;
}

/** The metrics over all rows so far; NaN where there are none. */
export interface ScorerResult {
  /** Rows that were not ignored. */
  count: number;
  accuracy: number;
  topKAccuracy: number;
  /** Nats. */
  logLoss: number;
  /** exp(logLoss): equally likely classes that are as uncertain. */
  perplexity: number;
  brierScore: number;
  /** The expected calibration error. */
  ece: number;
  bins: CalibrationBin[];
  /** [classes, classes], flat, rows by label; undefined if it was not wanted. */
  confusionMatrix: Float64Array<ArrayBuffer> | undefined;
  perClass: PerClass;
}

/** A scorer as JSON. All numbers are exact; those that JSON has not are strings. */
export interface ScorerJson {
  readonly type: "surprisal.scorer";
  readonly version: 1;
  readonly classes: number;
  readonly topK: number;
  readonly bins: number;
  readonly from: ScoreKind;
  readonly ignoreIndex: number;
  readonly confusionMatrix: boolean;
  /**
   * count, correct, correct within the first k; log loss and Brier score as whole part and fraction; and for each bin
   * count, correct, and the sum of confidences as whole part and fraction.
   */
  readonly state: readonly (number | string)[];
  /** The confusion matrix; or, without one, for each class its rows, those predicted, and those that are both. */
  readonly counts: readonly number[];
}

/**
 * Adds up the metrics of classification, batch by batch.
 *
 * Batches may come in any order, be split in any way, be scored in several places and be merged: counts and sums are the
 * same to the bit. (Sums are kept in fixed point: each row's log loss, Brier term and confidence is rounded to a multiple of
 * 2^-40, which moves a mean by at most 4.5e-13. From a sum of 2^53 on, 9e15 nats, they round as any number does.)
 *
 * It holds plain numbers, no memory of the module: there is nothing to dispose of.
 *
 * @example
 * const scorer = s.scorer({ classes: 2 });
 * scorer.update([[2, 1], [0, 3]], [0, 1]);
 * const other = s.scorer({ classes: 2 });
 * other.update([[1, 0]], [1]);
 * scorer.merge(other);
 * scorer.count; // 3
 * const { accuracy, perplexity, confusionMatrix } = scorer.result();
 * accuracy; // 0.6667
 * perplexity; // 1.7478
 * confusionMatrix; // [1, 0, 1, 1]
 * scorer.toJSON().type; // "surprisal.scorer"
 */
export interface Scorer {
  readonly classes: number;
  readonly topK: number;
  readonly bins: number;
  readonly from: ScoreKind;
  readonly ignoreIndex: number;
  /** Rows so far that were not ignored. */
  readonly count: number;

  /**
   * Adds a batch.
   *
   * Inputs: `scores` [n, c], [n, c, d1, …] or [c], c the scorer's classes: logits, or with { from: "probs" } probabilities
   * in 0..1; `labels` [n], [n, d1, …] or one number, each in 0..c-1 or equal to ignoreIndex.
   *
   * Options: `shape` of flat scores.
   *
   * Errors: RangeError for a label outside 0..c-1, a probability outside 0..1 or NaN, shapes that don't fit; TypeError for
   * kinds and unknown options. Nothing is added then.
   *
   * Edge cases: as the metrics themselves. A row of logits with NaN or +inf, or of -inf only, makes logLoss, brierScore, ece
   * and one bin NaN for good.
   */
  update(
    scores: FloatInput,
    labels: number | LabelInput,
    options?: { readonly shape?: readonly number[] | undefined },
  ): void;

  /**
   * Adds what another scorer has added up; it stays as it is. It may be of another instance or variant.
   *
   * Errors: TypeError if it is no scorer; RangeError for other `classes`, `topK`, `bins` or `confusionMatrix`.
   * Nothing is added then.
   */
  merge(other: Scorer): void;

  /** The metrics over all rows so far, as arrays and objects of the caller's own. */
  result(): ScorerResult;

  /** All there is, for `s.scorer.fromJSON`; JSON.stringify calls it. */
  toJSON(): ScorerJson;
}

/** Makes scorers. */
export interface MakeScorer {
  /**
   * A scorer without any rows.
   *
   * Inputs: `classes`. Options: `topK` 5, `bins` 15, `from` "logits", `ignoreIndex` -100, `confusionMatrix` up to 1000
   * classes.
   *
   * Errors: RangeError for values out of range, and for more classes than there is memory for; TypeError for kinds and
   * unknown options.
   *
   * Accuracy: as accuracy, topKAccuracy, logLoss, brierScore and expectedCalibrationError, which give the same numbers.
   *
   * Source: sklearn.metrics, whose accuracy_score, top_k_accuracy_score, log_loss, confusion_matrix and
   * precision_recall_fscore_support agree.
   *
   * @example
   * const scorer = s.scorer({ classes: 3, topK: 2 });
   * scorer.update([[2, 1, 0.1], [0, 3, 1]], [0, 2]);
   * scorer.update([[1, 0, 2]], [2]);
   * scorer.result().accuracy; // 0.6667
   * scorer.result().logLoss; // 0.9982
   */
  (config: ScorerConfig): Scorer;

  /**
   * The scorer that was saved: JSON.parse(JSON.stringify(scorer)), or its toJSON().
   *
   * Errors: TypeError or RangeError for what no scorer has saved.
   *
   * @example
   * const scorer = s.scorer({ classes: 2 });
   * scorer.update([[2, 1], [0, 3]], [0, 1]);
   * const saved = JSON.stringify(scorer);
   * s.scorer.fromJSON(JSON.parse(saved)).count; // 2
   */
  fromJSON(json: ScorerJson): Scorer;
}
