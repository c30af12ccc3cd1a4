// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// One run of training, cut into pieces small enough to be interrupted between any two of them. Evaluations read the model
// and never touch what training depends on, so a run's losses follow from its settings alone, whenever it was paused.

import type { EvaluationPoint, StepPoint } from "./protocol.ts";
import { type RateChange, type Settings, rateAt, withRate } from "./settings.ts";

/** What a run needs of the package's softmax classifier, its data bound. */
export interface Model<Data> {
  step(): number;
  evaluate(data: Data): { readonly loss: number; readonly accuracy: number };
  learningRate: number;
  readonly steps: number;
  readonly epoch: number;
}

/** A part of a split; an evaluation goes from part to part. */
export interface Part<Data> {
  readonly data: Data;
  readonly rows: number;
}

export interface EvaluationParts<Data> {
  readonly validation: readonly Part<Data>[];
  readonly test: readonly Part<Data>[];
}

/** Steps from one validation to the next, at most. */
const MAX_INTERVAL = 50;

/** The step of the validation after the one at `step`: close together while the curve is steep. */
export function nextValidation(step: number): number {
  return step + Math.min(Math.max(Math.floor(step / 8), 1), MAX_INTERVAL);
}

/** The share by which a validation loss has to be lower to count as better: less is noise. */
const GAIN = 1e-3;

interface Totals {
  loss: number;
  correct: number;
  rows: number;
}

interface Job<Data> {
  readonly step: number;
  readonly epoch: number;
  readonly withTest: boolean;
  readonly validation: Totals;
  readonly test: Totals;
  readonly left: { readonly part: Part<Data>; readonly into: Totals }[];
}

export class Run<Data> {
  rates: readonly RateChange[];
  readonly #model: Model<Data>;
  readonly #parts: EvaluationParts<Data>;
  #job: Job<Data> | null = null;
  #validateAt = 0;
  #testedEpoch = -1;
  #evaluated = { step: -1, withTest: false };
  #points: StepPoint[] = [];
  #evaluations: EvaluationPoint[] = [];
  #diverged = false;
  #best = { validation: Infinity, epoch: 0 };

  constructor(model: Model<Data>, parts: EvaluationParts<Data>, settings: Settings) {
    this.#model = model;
    this.#parts = parts;
    this.rates = settings.rates;
  }

  /** A loss was not a finite number: from here on there is nothing to learn. */
  get diverged(): boolean {
    return this.#diverged;
  }

  /** Epochs since the validation loss was last better than ever before, among the evaluations of the schedule. */
  get epochsWithoutGain(): number {
    return this.#model.epoch - this.#best.epoch;
  }

  /** Counts epochs without gain from here: for whoever goes on nevertheless. */
  hopeAgain(): void {
    this.#best = { ...this.#best, epoch: this.#model.epoch };
  }

  /** Whether an evaluation has to be done before the next update; begins it if so. */
  evaluationDue(): boolean {
    if (this.#job === null) {
      const epochEnd = this.#model.epoch > this.#testedEpoch;
      if (epochEnd || this.#model.steps >= this.#validateAt) this.#startEvaluation(epochEnd);
    }
    return this.#job !== null;
  }

  /** Changes the learning rate from the next update on. */
  setRate(rate: number): void {
    this.rates = withRate(this.rates, this.#model.steps, rate);
  }

  /** Asks for both evaluations of the model as it is, unless there are such already. */
  requestEvaluation(): void {
    const { step, withTest } = this.#job ?? this.#evaluated;
    if (step !== this.#model.steps || !withTest) this.#startEvaluation(true);
  }

  /** One part of an evaluation under way. */
  advanceEvaluation(): void {
    const next = this.#job?.left.shift();
    if (!this.#job || !next) return;
    const { loss, accuracy } = this.#model.evaluate(next.part.data);
    next.into.loss += loss * next.part.rows;
    next.into.correct += Math.round(accuracy * next.part.rows);
    next.into.rows += next.part.rows;
    if (this.#job.left.length === 0) this.#finishEvaluation(this.#job);
  }

  /** One update. */
  step(): void {
    this.#model.learningRate = rateAt(this.rates, this.#model.steps);
    const loss = this.#model.step();
    this.#points.push({ step: this.#model.steps, loss });
    if (!Number.isFinite(loss)) this.#diverged = true;
  }

  /** What has come about since the last call. */
  drain(): { points: StepPoint[]; evaluations: EvaluationPoint[] } {
    const drained = { points: this.#points, evaluations: this.#evaluations };
    this.#points = [];
    this.#evaluations = [];
    return drained;
  }

  #startEvaluation(withTest: boolean): void {
    const validation = { loss: 0, correct: 0, rows: 0 };
    const test = { loss: 0, correct: 0, rows: 0 };
    const left = this.#parts.validation.map((part) => ({ part, into: validation }));
    if (withTest) left.push(...this.#parts.test.map((part) => ({ part, into: test })));
    this.#job = { step: this.#model.steps, epoch: this.#model.epoch, withTest, validation, test, left };
  }

  #finishEvaluation({ step, epoch, withTest, validation, test }: Job<Data>): void {
    this.#job = null;
    this.#evaluated = { step, withTest };
    const loss = validation.loss / validation.rows;
    const scheduled = step >= this.#validateAt || epoch > this.#testedEpoch;
    if (scheduled && loss < this.#best.validation * (1 - GAIN)) this.#best = { validation: loss, epoch };
    // Evaluations asked for in between leave the schedule as it is: a run's curve has the same points however it was paused.
    while (this.#validateAt <= step) this.#validateAt = nextValidation(this.#validateAt);
    if (withTest) this.#testedEpoch = epoch;
    this.#evaluations.push({
      step,
      epoch,
      validation: loss,
      accuracy: withTest ? test.correct / test.rows : null,
    });
  }
}
