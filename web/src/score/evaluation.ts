// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the package makes of the rows, batch by batch.

import type { Scorer, Surprisal } from "surprisal";
import type { Batch } from "./formats/batch.ts";
import { InputProblem, type ProblemLog } from "./formats/problems.ts";
import type { Scores, WorstRow } from "./protocol.ts";
import { IGNORED, type RowRules, rowProblem } from "./row_check.ts";
import { SampleRows } from "./sample_rows.ts";
import { type KeptRow, WorstRows } from "./worst_rows.ts";

const WORST_ROWS = 20;

/** How the rows are scored. */
export interface Scoring extends RowRules {
  readonly topK: number;
  readonly bins: number;
  /** What logits are divided by; null for the scores as they are. */
  readonly temperature: number | null;
}

/** The logarithms of probabilities: logits of the same softmax. */
export function logProbs(s: Surprisal, probs: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return s.information.surprisal(probs).map((surprisal) => -surprisal);
}

export class Evaluation {
  readonly sample: SampleRows;
  readonly #s: Surprisal;
  readonly #scoring: Scoring;
  readonly #file: string;
  readonly #problems: ProblemLog;
  readonly #scorer: Scorer;
  readonly #worst = new WorstRows(WORST_ROWS);
  #ignored = 0;

  /** `file` is what problems are told of. */
  constructor(s: Surprisal, scoring: Scoring, file: string, problems: ProblemLog) {
    const { classes, topK, bins, temperature, kind } = scoring;
    this.#s = s;
    this.#scoring = scoring;
    this.#file = file;
    this.#problems = problems;
    this.#scorer = s.scorer({
      classes,
      topK,
      bins,
      from: temperature === null ? kind : "logits",
      ignoreIndex: IGNORED,
    });
    this.sample = new SampleRows(classes);
  }

  get rows(): number {
    return this.#scorer.count;
  }

  /** How it stands, for those who wait. */
  get standing(): { readonly logLoss: number; readonly accuracy: number } {
    return this.#scorer.result();
  }

  /** Adds rows, `labels` beside them, those that are in order. */
  add(batch: Batch, labels: Int32Array): void {
    const { classes, firstLabel, kind, temperature } = this.#scoring;
    const all = batch.scores.length === batch.rows * classes ? batch.scores : this.#twoClasses(batch.scores);
    const rows: number[] = [];
    const kept: number[] = [];
    for (let row = 0; row < batch.rows; ++row) {
      const raw = labels[row]!;
      const label = raw === IGNORED ? IGNORED : raw - firstLabel;
      const what = rowProblem(all, row, label, this.#scoring);
      if (what !== null) {
        this.#problems.add(new InputProblem(this.#file, batch.where(row), what));
      } else if (label === IGNORED) {
        ++this.#ignored;
      } else {
        rows.push(row);
        kept.push(label);
      }
    }
    if (rows.length === 0) return;
    let scores = rows.length === batch.rows ? all : gather(all, rows, classes);
    if (temperature !== null) {
      if (kind === "probs") scores = logProbs(this.#s, scores);
      scores = scores.map((score) => score / temperature);
    }
    const truth = Int32Array.from(kept);
    this.#scorer.update(scores, truth, { shape: [rows.length, classes] });
    this.#keep(batch, rows, scores, truth);
  }

  #keep(
    batch: Batch,
    rows: readonly number[],
    scores: Float32Array<ArrayBuffer>,
    labels: Int32Array<ArrayBuffer>,
  ): void {
    const { classes, temperature } = this.#scoring;
    const surprisals = this.#surprisals(scores, labels);
    for (const [at, row] of rows.entries()) {
      const label = labels[at]!;
      const surprisal = surprisals[at]!;
      if (temperature === null) this.sample.add(scores, at, label);
      if (!this.#worst.wants(surprisal)) continue;
      const own = scores.slice(at * classes, (at + 1) * classes);
      this.#worst.add({ index: batch.index(row), where: batch.where(row), label, surprisal, scores: own });
    }
  }

  /** Of the labels, nats. */
  #surprisals(scores: Float32Array<ArrayBuffer>, labels: Int32Array<ArrayBuffer>): Float32Array {
    const { classes } = this.#scoring;
    if (this.#scorer.from === "logits") {
      return this.#s.crossEntropy(scores, labels, { reduction: "none", shape: [labels.length, classes] });
    }
    return this.#s.information.surprisal(Float32Array.from(labels, (label, row) => scores[row * classes + label]!));
  }

  /** One score a row stands for two classes: softmax(0, z) is the sigmoid of z, and a probability has its complement. */
  #twoClasses(scores: Float32Array): Float32Array<ArrayBuffer> {
    const both = new Float32Array(2 * scores.length);
    for (const [row, score] of scores.entries()) {
      both[2 * row] = this.#scoring.kind === "probs" ? 1 - score : 0;
      both[2 * row + 1] = score;
    }
    return both;
  }

  result(): Scores {
    const { classes, kind, topK, temperature } = this.#scoring;
    const result = this.#scorer.result();
    return {
      ...result,
      confusionMatrix: result.confusionMatrix ?? null,
      classes,
      kind,
      topK,
      temperature,
      ignored: this.#ignored,
      leftOut: this.#problems.count,
      problems: this.#problems.told,
      worst: this.#worst.rows.map((row) => this.#explain(row)),
    };
  }

  #explain({ scores, surprisal, ...row }: KeptRow): WorstRow {
    const probs = this.#scorer.from === "logits" ? this.#s.softmax(scores) : scores;
    const { values, indices } = this.#s.topK(probs, 1);
    const [predicted = -1, confidence = NaN] = [indices[0], values[0]];
    return { ...row, surprisal, predicted, confidence, probability: probs[row.label] ?? NaN };
  }
}

function gather(scores: Float32Array, rows: readonly number[], classes: number): Float32Array<ArrayBuffer> {
  const gathered = new Float32Array(rows.length * classes);
  for (const [at, row] of rows.entries()) {
    gathered.set(scores.subarray(row * classes, (row + 1) * classes), at * classes);
  }
  return gathered;
}
