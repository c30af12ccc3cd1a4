// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the page and its worker say to each other. Every request has a ticket, counting up, that the answers to it name.

import type { CalibrationBin, PerClass, ScoreKind } from "surprisal";
import type { Settings } from "./settings.ts";

export type Request =
  /** Read and score the files. What is going on ends. */
  | { readonly kind: "score"; readonly ticket: number; readonly files: readonly File[]; readonly settings: Settings }
  /** Fit a temperature to the files that were scored last, and score them with it. */
  | { readonly kind: "fit"; readonly ticket: number }
  /** End what is going on, and tell what there is. */
  | { readonly kind: "cancel" };

export interface WorstRow {
  /** From 0, in its file. */
  readonly index: number;
  readonly where: string;
  /** From 0. */
  readonly label: number;
  readonly predicted: number;
  /** -ln of the probability of the label, nats. */
  readonly surprisal: number;
  /** The probability of the label. */
  readonly probability: number;
  /** The largest probability. */
  readonly confidence: number;
}

/** All numbers of some rows. Labels and predictions count from 0. */
export interface Scores {
  readonly classes: number;
  readonly kind: ScoreKind;
  /** What logits were divided by; null if they were not. */
  readonly temperature: number | null;
  readonly count: number;
  /** Rows with the label -100. */
  readonly ignored: number;
  /** Bad rows that were left out. */
  readonly leftOut: number;
  /** The first of their problems. */
  readonly problems: readonly string[];
  readonly logLoss: number;
  readonly perplexity: number;
  readonly accuracy: number;
  readonly topK: number;
  readonly topKAccuracy: number;
  readonly brierScore: number;
  readonly ece: number;
  readonly bins: readonly CalibrationBin[];
  /** [classes, classes], rows by label; null for very many classes. */
  readonly confusionMatrix: Float64Array | null;
  readonly perClass: PerClass;
  readonly worst: readonly WorstRow[];
}

/** What a file was found to be. */
export interface FileInfo {
  readonly name: string;
  readonly bytes: number;
  readonly summary: string;
  readonly columns: readonly string[];
  readonly labelColumn: number | null;
}

export interface Opened {
  readonly kind: "opened";
  readonly ticket: number;
  readonly files: readonly FileInfo[];
  /** What another file has to give. */
  readonly lacks: "scores" | "labels" | null;
  readonly scoreKind: ScoreKind | null;
  readonly classes: number | null;
  readonly names: readonly string[] | null;
}

/** How a reading ended. */
export type Ending =
  { readonly how: "done" } | { readonly how: "cancelled" } | { readonly how: "failed"; readonly message: string };

export interface Fitted {
  readonly temperature: number;
  /** Mean cross-entropies of the rows that it was fitted to, nats. */
  readonly before: number;
  readonly after: number;
  /** How many rows that were, of how many. */
  readonly sampled: number;
  readonly of: number;
}

export type Report =
  | { readonly kind: "loaded"; readonly variant: string; readonly version: string }
  | Opened
  | {
      readonly kind: "progress";
      readonly ticket: number;
      /** Of the bytes, 0..1. */
      readonly share: number;
      readonly rows: number;
      readonly logLoss: number;
      readonly accuracy: number;
    }
  | { readonly kind: "scored"; readonly ticket: number; readonly scores: Scores; readonly ending: Ending }
  | {
      readonly kind: "fitted";
      readonly ticket: number;
      readonly fitted: Fitted;
      readonly scores: Scores;
      readonly ending: Ending;
    }
  /** There is nothing to show. `isFatal`: nor will there be. */
  | { readonly kind: "failed"; readonly ticket: number; readonly message: string; readonly isFatal: boolean };
