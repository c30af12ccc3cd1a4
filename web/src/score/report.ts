// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The report: all that the page shows, for a machine or for a person.

import { formatCount } from "../train/format.ts";
import { type ClassName, formatProbability, formatScore, formatShare, formatTemperature } from "./numbers.ts";
import type { FileInfo, Fitted, Scores } from "./protocol.ts";
import type { Settings } from "./settings.ts";

/** What was scored, and how it came out. */
export interface Outcome {
  readonly files: readonly FileInfo[];
  readonly settings: Settings;
  /** False if the reading ended early: then the numbers are of the rows before that. */
  readonly isComplete: boolean;
  readonly scores: Scores;
  readonly fitted: Fitted | null;
  /** At the fitted temperature. */
  readonly after: Scores | null;
  readonly className: ClassName;
  readonly library: string;
}

type Figure = readonly [name: string, value: string];

/** What is measured, by what it is called. */
export function measures(scores: Scores): readonly Figure[] {
  // Among the first k of k classes is every label.
  const isAnyTop = scores.topK >= scores.classes;
  return [
    ["Log loss, nats", formatScore(scores.logLoss)],
    ["Accuracy", formatShare(scores.accuracy)],
    ...(isAnyTop ? [] : [[`Top-${scores.topK} accuracy`, formatShare(scores.topKAccuracy)] as const]),
    ["Perplexity", formatScore(scores.perplexity)],
    ["Brier score", formatScore(scores.brierScore)],
    ["ECE", formatScore(scores.ece)],
  ];
}

/** The single numbers, by what they are called. */
export function figures(scores: Scores): readonly Figure[] {
  return [...measures(scores), ["Rows", formatCount(scores.count)], ["Classes", formatCount(scores.classes)]];
}

/** The confusions themselves, the most frequent first. */
export function confusions({
  confusionMatrix,
  classes,
}: Scores): readonly (readonly [label: number, predicted: number, count: number])[] {
  const found: (readonly [number, number, number])[] = [];
  confusionMatrix?.forEach((count, at) => {
    const [label, predicted] = [Math.floor(at / classes), at % classes];
    if (count > 0 && label !== predicted) found.push([label, predicted, count]);
  });
  return found.sort(([, , a], [, , b]) => b - a);
}

/** JSON has no NaN and no infinities: as text they are not lost. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}

export function reportJson({
  className,
  isComplete,
  library,
  files,
  settings,
  scores,
  fitted,
  after,
}: Outcome): string {
  const names = Array.from({ length: scores.classes }, (_, label) => className(label));
  const report = {
    type: "surprisal.score-report",
    version: 1,
    library,
    isComplete,
    files,
    settings,
    names,
    scores,
    fitted,
    after,
  };
  return `${JSON.stringify(report, plain, 2)}\n`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/[|\\\n]/g, "\\$&")).join(" | ")} |`;
  return [
    line(head),
    `|${head.map((_, column) => (column === 0 ? " --- |" : " ---: |")).join("")}`,
    ...rows.map(line),
    "",
  ];
}

export function reportMarkdown(outcome: Outcome): string {
  const { files, isComplete, scores, fitted, after, className, library } = outcome;
  const kind = scores.kind === "probs" ? "probabilities" : "logits";
  const lines = [
    "# Scores",
    "",
    ...files.map(({ name, summary }) => `* ${name}: ${summary}`),
    "",
    `${formatCount(scores.count)} rows of ${kind} over ${formatCount(scores.classes)} classes, computed by ${library}.`,
    ...(isComplete ? [] : ["", "**The reading ended early: these are the rows before that.**"]),
    ...(scores.leftOut > 0 ? ["", `${formatCount(scores.leftOut)} bad rows were left out.`] : []),
    ...(scores.ignored > 0 ? ["", `${formatCount(scores.ignored)} rows with the label -100 were left out.`] : []),
    "",
  ];
  const scaled = after ? figures(after) : null;
  const columns = ["", "As given", ...(fitted ? [`At temperature ${formatTemperature(fitted.temperature)}`] : [])];
  const rows = figures(scores).map(([name, value], at) => [name, value, ...(scaled ? [scaled[at]?.[1] ?? ""] : [])]);
  lines.push(...markdownTable(columns, rows));
  if (fitted) {
    lines.push(`The temperature was fitted to ${formatCount(fitted.sampled)} of ${formatCount(fitted.of)} rows.`, "");
  }
  lines.push("## Calibration", "");
  const bins = scores.bins.map(({ lower, upper, count, confidence, accuracy }, at) => {
    const scaledBin = after?.bins[at];
    const later = scaledBin
      ? [formatCount(scaledBin.count), formatScore(scaledBin.confidence), formatScore(scaledBin.accuracy)]
      : [];
    const range = `${lower.toFixed(3)} to ${upper.toFixed(3)}`;
    return [range, formatCount(count), formatScore(confidence), formatScore(accuracy), ...later];
  });
  const three = ["rows", "confidence", "accuracy"];
  lines.push(...markdownTable(["Confidence", ...three, ...(after ? three.map((name) => `${name}, after`) : [])], bins));
  const confused = confusions(scores).slice(0, 20);
  if (confused.length > 0) {
    lines.push("## Most frequent confusions", "");
    const pairs = confused.map(([label, predicted, count]) => [
      className(label),
      className(predicted),
      formatCount(count),
    ]);
    lines.push(...markdownTable(["Label", "Taken for", "Rows"], pairs));
  }
  lines.push("## Largest surprisal", "");
  const worst = scores.worst.map(({ where, label, predicted, surprisal, probability }) => [
    where,
    className(label),
    className(predicted),
    formatScore(surprisal),
    formatProbability(probability),
  ]);
  lines.push(...markdownTable(["Where", "Label", "Predicted", "Surprisal, nats", "Probability of the label"], worst));
  return lines.join("\n");
}
