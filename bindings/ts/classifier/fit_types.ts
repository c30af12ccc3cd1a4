// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { AbortSignalLike } from "./abort_signal.ts";
import type { Evaluation, LabelledExamples, TrainingExamples } from "./types.ts";

/** What `fit` is told. */
export interface FitOptions {
  /** How many passes over the examples to complete; what is left of one that was begun counts as one. */
  readonly epochs: number;
  /** Bound first, as by `bind`. Default: those that are bound, from where training stands. */
  readonly examples?: TrainingExamples | undefined;
  /** Evaluated after each epoch; copied, as bound examples are. Default: none. */
  readonly validation?: LabelledExamples | undefined;
  /** An AbortSignal: ends the fit before its next step. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called some hundred times a second at most, and at the end. If one throws, all others are called, then fit rejects. */
  readonly onProgress?: FitListener | readonly FitListener[] | undefined;
  /**
   * Stop after so many epochs in a row without an improvement of the validation's loss, or without validation of the
   * epoch's. Default: never.
   */
  readonly patience?: number | undefined;
  /** By how much a loss must be below the best to be an improvement, nats. Default: 0. */
  readonly minImprovement?: number | undefined;
}

/** What is told how far a fit has come. */
export type FitListener = (progress: FitProgress) => void;

/** An epoch that a fit has completed. */
export interface EpochRecord {
  /** Passes over the examples completed. */
  readonly epoch: number;
  /** Updates made by then. */
  readonly step: number;
  /** The mean of the losses of the fit's steps in it, nats. */
  readonly loss: number;
  /** The learning rate of its last step. */
  readonly rate: number;
  /** What `evaluate` would give for the validation examples, if there are any. */
  readonly validation?: Evaluation;
}

/** How far a fit has come. */
export interface FitProgress {
  /** Updates made so far: the model's `steps`. */
  readonly step: number;
  /** Passes completed: the model's `epoch`. */
  readonly epoch: number;
  /** The mean loss of the steps since the last report, nats; NaN if there were none. */
  readonly loss: number;
  /** The learning rate of the last step. */
  readonly rate: number;
  /** Until all epochs are done, judging by the pace so far. */
  readonly secondsLeft: number;
  /** The epochs completed since the last report. */
  readonly completed: readonly EpochRecord[];
  /** That of the last of them, if there is one. */
  readonly validation?: Evaluation;
}

/** What has become of a fit. */
export interface FitResult {
  /**
   * Why it ended: all epochs are done; there was no improvement for `patience` epochs; the signal; or a batch's loss was not
   * finite, which leaves a model of no use.
   */
  readonly reason: "epochs" | "plateau" | "aborted" | "diverged";
  /** Passes completed by this fit. */
  readonly epochs: number;
  /** Updates made by this fit. */
  readonly steps: number;
  /** Those epochs, in order. */
  readonly history: readonly EpochRecord[];
}
