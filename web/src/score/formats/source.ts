// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// What the formats have in common: a file that gives scores, labels, or both.

import type { Batch } from "./batch.ts";
import type { Reading } from "./chunks.ts";
import type { ProblemLog } from "./problems.ts";

export interface Source {
  readonly file: File;
  readonly format: "CSV" | "JSON" | ".npy";
  /** What the file was found to be, in words. */
  readonly summary: string;
  /** How many scores a row has; null if there are labels alone. One score means two classes. */
  readonly width: number | null;
  /** The names of the classes, where it tells them. */
  readonly names: readonly string[] | null;
  /** Whether it has labels. */
  readonly hasLabels: boolean;
  /** The columns of which one may be the label's. */
  readonly columns: readonly string[];
  /** The column that the labels are taken from. */
  readonly labelColumn: number | null;
  /** The first rows of scores, each of `width` numbers. */
  readonly preview: readonly (readonly number[])[];
  /** Reads the rows of scores, with their labels if they stand beside them. */
  batches(reading: Reading, problems: ProblemLog): AsyncGenerator<Batch>;
  /** Reads all labels, where they stand apart from the scores. */
  labels(reading: Reading): Promise<Int32Array<ArrayBuffer>>;
  /** Whether labels stand beside the scores of their row. */
  readonly labelsBeside: boolean;
}

export interface OpenOptions {
  /** The column of labels: found by its name or values, found by its name alone, none, or that one. */
  readonly labelColumn: "guess" | "named" | "none" | number;
}

/** Names that columns and keys of labels go by. */
export const LABEL_NAME = /^(true[ _-]?)?(labels?|targets?|y|y_true|truth|class|gold|answers?)$/i;

/** Names that keys of scores go by. */
export const SCORES_NAME = /^(logits?|scores?|prob(s|a|abilit(y|ies))?|p|outputs?|predictions?)$/i;
