// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Which file gives the scores and which one the labels, and what the scores are.

import type { ScoreKind } from "surprisal";
import { openSource } from "./formats/open.ts";
import type { Source } from "./formats/source.ts";
import type { Settings } from "./settings.ts";

export interface Plan {
  readonly scores: Source;
  /** The file with the labels; the same where they stand in that of the scores. */
  readonly labels: Source;
  readonly classes: number;
  readonly kind: ScoreKind;
}

/** A plan, or what is still lacking. */
export type Planned =
  | { readonly plan: Plan; readonly sources: readonly Source[] }
  | { readonly lacks: "scores" | "labels"; readonly sources: readonly Source[] };

/** How far from 1 probabilities may sum up: they are often written with few digits. */
export const SUM_TOLERANCE = 0.01;

/** Whether rows are probabilities: within 0..1 and, if there are several, of sum 1. */
export function guessKind(preview: readonly (readonly number[])[]): ScoreKind {
  const areProbs = preview.every((row) => {
    if (row.some((score) => Number.isNaN(score))) return true;
    if (row.some((score) => score < 0 || score > 1)) return false;
    const sum = row.reduce((total, score) => total + score, 0);
    return row.length === 1 || Math.abs(sum - 1) <= SUM_TOLERANCE;
  });
  return areProbs ? "probs" : "logits";
}

const listed = (sources: readonly Source[]): string => sources.map(({ file }) => file.name).join(", ");

/** Opens the files and finds out what each is for. Throws an InputProblem or, for files that don't fit together, an Error. */
export async function makePlan(files: readonly File[], settings: Settings): Promise<Planned> {
  if (files.length > 2) {
    throw new Error(`${files.length} files are too many: one with scores and labels, or one of each`);
  }
  const labelColumn = settings.labelColumn === "auto" ? (files.length > 1 ? "named" : "guess") : settings.labelColumn;
  let sources = await Promise.all(files.map((file) => openSource(file, { labelColumn })));
  // A column of labels alone has a header that says nothing, or none: then its values tell.
  if (files.length === 2 && settings.labelColumn === "auto") {
    sources = await Promise.all(
      sources.map(async (source) => (source.width === 1 ? openSource(source.file, { labelColumn: "guess" }) : source)),
    );
  }
  const scored = sources.filter(({ width }) => width !== null);
  const onlyLabels = sources.filter(({ width }) => width === null);
  const [scores, secondScores] = scored;
  if (secondScores) {
    throw new Error(
      `${listed(sources)}: both hold scores; wanted is one file of scores, and one of labels if they are apart`,
    );
  }
  if (!scores) {
    if (onlyLabels.length > 1) throw new Error(`${listed(sources)}: both hold labels, and none holds scores`);
    return { lacks: "scores", sources };
  }
  const labels = onlyLabels[0] ?? (scores.hasLabels ? scores : null);
  if (!labels) return { lacks: "labels", sources };
  const kind = settings.kind === "auto" ? guessKind(scores.preview) : settings.kind;
  return { plan: { scores, labels, classes: Math.max(2, scores.width ?? 0), kind }, sources };
}
