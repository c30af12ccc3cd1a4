// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The points of a run's curve, in columns that the chart draws as they are. A long run is decimated: when there are more
// points than pixels, neighbours are joined and each point from then on stands for more steps.

import type { EvaluationPoint, StepPoint } from "./protocol.ts";

type Column = (number | null)[];

/** A curve as the chart draws it: equally long columns, null where there is no value. */
export interface Columns {
  readonly steps: number[];
  readonly batch: (number | null)[];
  /** Smoothed. */
  readonly training: (number | null)[];
  readonly validation: (number | null)[];
}

export interface TableRow extends EvaluationPoint {
  /** The smoothed training loss at that step; null before the first. */
  readonly training: number | null;
}

const MAX_POINTS = 1600;
const MAX_ROWS = 2000;
/** Steps that the moving average of the training loss remembers, at most. */
const MEMORY = 50;

function mean(a: number | null, weightA: number, b: number | null, weightB: number): number | null {
  if (a === null) return b;
  return b === null ? a : (a * weightA + b * weightB) / (weightA + weightB);
}

export class Curve implements Columns {
  readonly steps: number[] = [];
  /** The batches' losses: the mean of those that a point stands for. */
  readonly batch: Column = [];
  readonly training: Column = [];
  readonly validation: Column = [];
  rows: TableRow[] = [];
  /** The loss of the last batch. */
  last: number | null = null;
  /** The smoothed training loss. */
  smoothed: number | null = null;
  /** The latest test accuracy. */
  accuracy: number | null = null;
  #stride = 1;
  #inLast = 0;

  /** Adds what a report brought: points and evaluations, each in the order of their steps. */
  append(points: readonly StepPoint[], evaluations: readonly EvaluationPoint[]): void {
    let next = 0;
    for (const evaluation of evaluations) {
      for (let point = points[next]; point && point.step <= evaluation.step; point = points[++next]) {
        this.#addStep(point);
      }
      this.#addEvaluation(evaluation);
    }
    for (const point of points.slice(next)) this.#addStep(point);
  }

  #addStep({ step, loss }: StepPoint): void {
    this.last = loss;
    const finite = Number.isFinite(loss);
    if (finite) {
      // In the first steps the loss falls so fast that an average over many would lag far behind it.
      const memory = Math.min(MEMORY, 1 + step / 6);
      const before = this.smoothed ?? loss;
      this.smoothed = before + (2 / (memory + 1)) * (loss - before);
    }
    const end = this.steps.length - 1;
    if (end > 0 && this.#inLast < this.#stride) {
      this.steps[end] = step;
      this.batch[end] = mean(this.batch[end] ?? null, this.#inLast, finite ? loss : null, 1);
      this.training[end] = this.smoothed;
      ++this.#inLast;
    } else {
      this.#push(step, finite ? loss : null, this.smoothed);
      this.#inLast = 1;
    }
    if (this.steps.length > MAX_POINTS) this.#halve();
  }

  #addEvaluation(evaluation: EvaluationPoint): void {
    if (this.steps.length === 0) this.#push(evaluation.step, null, null);
    const finite = Number.isFinite(evaluation.validation);
    this.validation[this.validation.length - 1] = finite ? evaluation.validation : null;
    this.accuracy = evaluation.accuracy ?? this.accuracy;
    const row = { ...evaluation, training: this.smoothed };
    // A step evaluated again (with the test set, on pausing) replaces its row.
    if (this.rows.at(-1)?.step === evaluation.step) this.rows.pop();
    this.rows.push(row);
    if (this.rows.length > MAX_ROWS) this.rows = this.rows.filter((_, i) => i % 2 === 0);
  }

  #push(step: number, batch: number | null, training: number | null): void {
    this.steps.push(step);
    this.batch.push(batch);
    this.training.push(training);
    this.validation.push(null);
  }

  /** Joins neighbours, the first point (step 0) excepted. */
  #halve(): void {
    const count = this.steps.length;
    let to = 1;
    for (let from = 1; from < count; from += 2, ++to) {
      const second = Math.min(from + 1, count - 1);
      const weight = second === count - 1 ? this.#inLast : this.#stride;
      this.steps[to] = this.steps[second] ?? 0;
      this.batch[to] = mean(this.batch[from] ?? null, this.#stride, this.batch[second] ?? null, weight);
      this.training[to] = this.training[second] ?? null;
      this.validation[to] = this.validation[second] ?? this.validation[from] ?? null;
    }
    for (const column of [this.steps, this.batch, this.training, this.validation]) column.length = to;
    // An even count, step 0 included, leaves the last point without a neighbour.
    this.#inLast = count % 2 === 0 ? this.#inLast : this.#stride + this.#inLast;
    this.#stride *= 2;
  }
}

/** At most `count` of `rows`, evenly spread, the first and the last among them. */
export function thin<Row>(rows: readonly Row[], count: number): Row[] {
  if (rows.length <= count) return [...rows];
  const stride = (rows.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => rows[Math.round(i * stride)]).filter((row) => row !== undefined);
}
