// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the page and its worker say to each other.

import type { SoftmaxClassifierConfig } from "surprisal";
import type { DatasetInfo, FeatureArray, Split } from "../data/dataset.ts";
import type { TableSummary } from "../data/table_dataset.ts";
import type { Pace, RateChange, Settings } from "./settings.ts";

/**
 * A request that starts or stops training carries a ticket, counting up. A report that training stopped names the last
 * ticket it knew of, so that the page can tell an answer from one that a later request has overtaken.
 */
export type Request =
  /** Start over. The reports that follow carry the ticket as `run`; others are of an earlier run. */
  | { readonly kind: "reset"; readonly ticket: number; readonly settings: Settings }
  /** The file of digits, for the resets that ask for them, whenever they came. */
  | { readonly kind: "digits"; readonly content: Uint8Array<ArrayBuffer> }
  /** The visitor's table, for the resets that follow. */
  | { readonly kind: "table"; readonly name: string; readonly content: string | Blob }
  | { readonly kind: "play"; readonly ticket: number }
  | { readonly kind: "pause"; readonly ticket: number }
  /** Exactly one update. */
  | { readonly kind: "step"; readonly ticket: number }
  /** From the next update on. */
  | { readonly kind: "rate"; readonly rate: number }
  | { readonly kind: "pace"; readonly pace: Pace }
  | { readonly kind: "epochs"; readonly epochs: number }
  | { readonly kind: "patience"; readonly patience: number }
  /**
   * What the model, as it is now, makes of examples: answered by a "prediction" with the same id. Bytes are multiplied by
   * the data set's scale, floats are taken as they are.
   */
  | { readonly kind: "predict"; readonly id: number; readonly features: FeatureArray }
  /** All about the run as it is now: answered by a "snapshot" with the same id. */
  | { readonly kind: "snapshot"; readonly id: number };

/** The loss of one batch, before the update that it led to. Steps count from 1. */
export interface StepPoint {
  readonly step: number;
  /** Nats. */
  readonly loss: number;
}

/** The model after `step` updates, on data that it does not train on. */
export interface EvaluationPoint {
  readonly step: number;
  readonly epoch: number;
  /** Mean cross-entropy on the validation split, nats. */
  readonly validation: number;
  /** The share of the test examples whose most probable class is theirs; null if not evaluated at this step. */
  readonly accuracy: number | null;
}

/** The model's parameters, and what it makes of the examples that the page shows all along. */
export interface Insight {
  /** `[examples of the gallery]`: the most probable class. */
  readonly predicted: Int32Array;
  /** `[examples of the gallery]`: −ln of the probability of the true class, nats. */
  readonly surprisal: Float32Array;
  /** `[features, classes]`. */
  readonly weights: Float32Array;
  /** `[classes]`. */
  readonly bias: Float32Array;
  /** `[REGION_SIDE · REGION_SIDE, classes]` probabilities over the plane, row by row from its top left; null unless points. */
  readonly regions: Float32Array | null;
}

/** Cells on a side of the grid that the decision regions are computed on. */
export const REGION_SIDE = 50;

/** What the model makes of the whole validation split. */
export interface Assessment {
  /** Updates the model had seen. */
  readonly step: number;
  /** `[classes, classes]`: how often the class of the row was taken for the class of the column. */
  readonly confusion: Float64Array;
  /** The examples that surprise the model most, the worst first; at most WORST of them. */
  readonly worst: readonly WorstExample[];
}

/** As many of the worst examples as an assessment lists, at most. */
export const WORST = 12;

export interface WorstExample {
  /** Its place in the validation split. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** −ln of the probability of its label, nats. */
  readonly surprisal: number;
  /** `[classes]`. */
  readonly probs: Float32Array;
  /** `[features]`, as they are in the data set: to be scaled, or standardised. */
  readonly features: FeatureArray;
}

/** The data that the reports from now on are about: sent at first, and when a reset changes them. */
export interface Loaded {
  readonly kind: "loaded";
  /** The ticket of the reset that asked for them. */
  readonly run: number;
  readonly variant: string;
  readonly version: string;
  readonly dataset: DatasetInfo;
  /** Examples in each split. */
  readonly training: number;
  readonly validation: number;
  readonly test: number;
  /** Training examples of each class. */
  readonly classCounts: readonly number[];
  readonly gallery: Split;
}

export interface Progress {
  readonly kind: "progress";
  /** The ticket of the reset that began it. */
  readonly run: number;
  readonly step: number;
  readonly epoch: number;
  readonly stepInEpoch: number;
  readonly stepsPerEpoch: number;
  readonly points: readonly StepPoint[];
  readonly evaluations: readonly EvaluationPoint[];
  readonly rates: readonly RateChange[];
  /** Time of one update, smoothed; null before the first. */
  readonly msPerStep: number | null;
  /** Each of these now and then, and when training stands still; null in between. */
  readonly insight: Insight | null;
  readonly assessment: Assessment | null;
  /**
   * The last ticket, once training stands still and every number is of the model as it stands: where the engine is slow,
   * the evaluations take a while after the last step. Else null.
   */
  readonly settled: number | null;
}

/** What it takes to repeat a run up to where it is, or to use its model elsewhere. */
export interface Snapshot {
  readonly kind: "snapshot";
  readonly id: number;
  readonly run: number;
  /** Of the package. */
  readonly version: string;
  /** What the classifier was made by. */
  readonly config: SoftmaxClassifierConfig;
  readonly rates: readonly RateChange[];
  /** Updates so far. */
  readonly steps: number;
  /** `[features, classes]`. */
  readonly weights: Float32Array;
  /** `[classes]`. */
  readonly bias: Float32Array;
  /** What features are multiplied by. */
  readonly scale: number;
  /** Null for the digits: the site has them as a file. */
  readonly data: { readonly training: Split; readonly validation: Split } | null;
  /** Training examples of each class, and whether they are fewer than there were. */
  readonly classCounts: readonly number[];
  readonly thinned: boolean;
}

/** Why training stands still. */
export type StopReason = "asked" | "epochs" | "diverged" | "plateau";

export type Report =
  | { readonly kind: "loading"; readonly received: number; readonly total: number | null }
  | Loaded
  | Progress
  /** How the visitor's table is understood. */
  | { readonly kind: "table"; readonly run: number; readonly summary: TableSummary }
  | Snapshot
  /** There is nothing to train on yet; the message says what is missing. */
  | { readonly kind: "unready"; readonly run: number; readonly message: string }
  | { readonly kind: "stopped"; readonly ticket: number; readonly reason: StopReason }
  | {
      readonly kind: "prediction";
      readonly id: number;
      readonly run: number;
      readonly step: number;
      /** `[examples, classes]`. */
      readonly probs: Float32Array;
    }
  | { readonly kind: "failed"; readonly message: string };
