// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { ScoreKind } from "surprisal";
import { SUM_TOLERANCE } from "./plan.ts";

/** Rows with this label are left out, as PyTorch has it. */
export const IGNORED = -100;

export interface RowRules {
  readonly classes: number;
  readonly kind: ScoreKind;
  /** The label of the first class, as the file has it. */
  readonly firstLabel: number;
}

function logitsProblem(scores: Float32Array, start: number, end: number): string | null {
  let largest = -Infinity;
  for (let i = start; i < end; ++i) {
    const score = scores[i]!;
    if (!(score < Infinity)) return `score ${i - start + 1} is ${score}, where a number is expected`;
    if (score > largest) largest = score;
  }
  return largest === -Infinity ? "all scores are -Infinity" : null;
}

function probsProblem(scores: Float32Array, start: number, end: number): string | null {
  let sum = 0;
  for (let i = start; i < end; ++i) {
    const score = scores[i]!;
    if (!(score >= 0 && score <= 1)) return `score ${i - start + 1} is ${score}, no probability: they are in 0..1`;
    sum += score;
  }
  if (Math.abs(sum - 1) <= SUM_TOLERANCE) return null;
  return `the probabilities sum to ${Number(sum.toPrecision(4))}, not to 1; are these logits?`;
}

/** What is wrong with a row; null if nothing is. `label` counts from 0. */
export function rowProblem(scores: Float32Array, row: number, label: number, rules: RowRules): string | null {
  if (label === IGNORED) return null;
  const { classes, kind, firstLabel } = rules;
  if (label < 0 || label >= classes) {
    const range = `${firstLabel}..${classes - 1 + firstLabel}`;
    const hint = firstLabel === 0 && label === classes ? "; do labels start at 1?" : "";
    return `the label is ${label + firstLabel}, outside ${range}: there are scores of ${classes} classes${hint}`;
  }
  const check = kind === "probs" ? probsProblem : logitsProblem;
  return check(scores, row * classes, (row + 1) * classes);
}
