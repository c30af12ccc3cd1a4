// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { kindOf, shown } from "../errors.ts";
import { checkOptions, maxFloat32, NumberReader } from "../options.ts";
import { isAbortSignal, type AbortSignalLike } from "./abort_signal.ts";
import type { EpochRecord, FitListener, FitOptions, FitProgress, FitResult } from "./fit_types.ts";
import { Turns } from "./turns.ts";
import type { Evaluation, SoftmaxClassifier } from "./types.ts";

const maxCount = 2 ** 53 - 1;

const numberOptions = {
  epochs: { fallback: NaN, low: 1, high: maxCount, integer: true },
  patience: { fallback: Infinity, low: 1, high: maxCount, integer: true },
  minImprovement: { fallback: 0, low: 0, high: maxFloat32 },
} as const;

const fitNames = new Set([...Object.keys(numberOptions), "examples", "validation", "signal", "onProgress"]);

/**
 * What a fit is told, checked.
 * @internal
 */
export interface FitSettings {
  readonly epochs: number;
  readonly patience: number;
  readonly minImprovement: number;
  readonly signal: AbortSignalLike | undefined;
  readonly listeners: readonly FitListener[];
}

/** Evaluates the validation examples, in turns; undefined if the fit was aborted meanwhile. */
export type Validate = (turns: Turns, isAborted: () => boolean) => Promise<Evaluation | undefined>;

/** @internal */
export function readFitOptions(operation: string, options: FitOptions): FitSettings {
  if ((options as unknown) === undefined) {
    throw new TypeError(`${operation}: the options are undefined, not an object { epochs, … }`);
  }
  checkOptions(operation, options, fitNames);
  const { epochs, signal, onProgress } = options;
  if (typeof epochs !== "number") throw new TypeError(`${operation}: epochs is ${kindOf(epochs)}, not a number`);
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw new TypeError(`${operation}: signal is ${kindOf(signal)}, not an AbortSignal`);
  }
  const listeners = onProgress === undefined ? [] : Array.isArray(onProgress) ? onProgress : [onProgress];
  for (const listener of listeners as readonly unknown[]) {
    if (typeof listener !== "function") {
      throw new TypeError(`${operation}: onProgress is or has ${shown(listener)}, not a function`);
    }
  }
  const numbers = new NumberReader(numberOptions).read(operation, options);
  return { ...numbers, signal, listeners: listeners as readonly FitListener[] };
}

/**
 * Trains a model that has examples bound.
 * @internal
 */
export class Fit {
  readonly #model: SoftmaxClassifier;
  readonly #settings: FitSettings;
  readonly #validate: Validate | undefined;
  readonly #turns = new Turns();
  readonly #began = performance.now();
  readonly #firstStep: number;
  readonly #firstEpoch: number;
  readonly #plannedSteps: number;
  readonly #history: EpochRecord[] = [];
  /** Losses of steps since the epoch began, and since the last report. */
  #ofEpoch = new Mean();
  #ofReport = new Mean();
  #reportedEpochs = 0;
  #rate = NaN;
  #best = Infinity;
  #epochsSinceBest = 0;

  constructor(model: SoftmaxClassifier, settings: FitSettings, validate: Validate | undefined) {
    this.#model = model;
    this.#settings = settings;
    this.#validate = validate;
    this.#firstStep = model.steps;
    this.#firstEpoch = model.epoch;
    this.#plannedSteps = settings.epochs * model.stepsPerEpoch - model.stepInEpoch;
  }

  async run(): Promise<FitResult> {
    const model = this.#model;
    try {
      const reason = await this.#train();
      this.#report();
      const epochs = model.epoch - this.#firstEpoch;
      return { reason, epochs, steps: model.steps - this.#firstStep, history: this.#history };
    } finally {
      this.#turns.close();
    }
  }

  async #train(): Promise<FitResult["reason"]> {
    const model = this.#model;
    const end = this.#firstEpoch + this.#settings.epochs;
    while (model.epoch < end) {
      if (this.#isAborted()) return "aborted";
      const { epoch } = model;
      this.#rate = model.rate;
      const loss = model.step();
      this.#ofEpoch.add(loss);
      this.#ofReport.add(loss);
      if (!Number.isFinite(loss)) return "diverged";
      if (model.epoch > epoch && (await this.#endEpoch())) return this.#isAborted() ? "aborted" : "plateau";
      if (this.#turns.isOver) {
        this.#report();
        await this.#turns.next();
      }
    }
    return "epochs";
  }

  readonly #isAborted = (): boolean => this.#settings.signal?.aborted === true;

  /** Whether it was the last. */
  async #endEpoch(): Promise<boolean> {
    const { epoch, steps: step } = this.#model;
    const loss = this.#ofEpoch.value;
    this.#ofEpoch = new Mean();
    const validation = await this.#validate?.(this.#turns, this.#isAborted);
    this.#history.push({ epoch, step, loss, rate: this.#rate, ...(validation && { validation }) });
    if (this.#validate !== undefined && validation === undefined) return true;
    const monitored = validation?.loss ?? loss;
    if (monitored < this.#best - this.#settings.minImprovement) {
      this.#best = monitored;
      this.#epochsSinceBest = 0;
      return false;
    }
    this.#epochsSinceBest++;
    return this.#epochsSinceBest >= this.#settings.patience;
  }

  /** Every listener is told; if some throw, the first error ends the fit. */
  #report(): void {
    const model = this.#model;
    const completed = this.#history.slice(this.#reportedEpochs);
    const done = model.steps - this.#firstStep;
    const elapsed = (performance.now() - this.#began) / 1000;
    const validation = completed.at(-1)?.validation;
    const progress: FitProgress = {
      step: model.steps,
      epoch: model.epoch,
      loss: this.#ofReport.value,
      rate: this.#rate,
      secondsLeft: done === 0 ? NaN : Math.max(0, (elapsed / done) * (this.#plannedSteps - done)),
      completed,
      ...(validation && { validation }),
    };
    this.#reportedEpochs = this.#history.length;
    this.#ofReport = new Mean();
    const errors: unknown[] = [];
    for (const listener of this.#settings.listeners) {
      try {
        listener(progress);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  /** NaN of nothing. */
  get value(): number {
    return this.#sum / this.#count;
  }
}
