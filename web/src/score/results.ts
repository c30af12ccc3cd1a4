// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Everything below the files: the numbers, the diagrams, the tables.

import { formatCount } from "../train/format.ts";
import { byId, setText } from "../ui/dom.ts";
import { html, table } from "../ui/markup.ts";
import { type ClassName, formatProbability, formatScore, formatShare, formatTemperature } from "./numbers.ts";
import type { Fitted, Scores, WorstRow } from "./protocol.ts";
import { diagram } from "./reliability.ts";
import { type Outcome, confusions, figures, measures } from "./report.ts";

/** A larger matrix is not looked at; its largest entries are listed. */
const MATRIX_CLASSES = 20;
const CONFUSIONS = 20;
/** Of thousands of classes, those with the most rows. */
const CLASS_ROWS = 100;

function showFigures({ scores, isComplete }: Outcome): void {
  const entries = figures(scores).map(([name, value]) =>
    html("div", { class: "figure" }, html("dt", {}, name), html("dd", {}, value)),
  );
  byId("figures").replaceChildren(...entries);
  const kind = scores.kind === "probs" ? "probabilities" : "logits";
  const notes = [`Read as ${kind}.`];
  if (!isComplete) notes.unshift("Of the rows before the reading ended.");
  if (scores.ignored > 0) notes.push(`${formatCount(scores.ignored)} rows with the label −100 are left out.`);
  setText(byId("numbers-note"), notes.join(" "));
}

function showProblems({ leftOut, problems }: Scores): void {
  byId("problems").hidden = leftOut === 0;
  const listed = leftOut > problems.length ? `, the first ${problems.length} of them:` : ":";
  setText(byId("problems-title"), `${formatCount(leftOut)} bad ${leftOut === 1 ? "row" : "rows"} left out${listed}`);
  byId("problem-list").replaceChildren(...problems.map((problem) => html("li", {}, problem)));
}

function binsTable(scores: Scores, after: Scores | null): HTMLTableElement {
  const three = ["rows", "mean confidence", "accuracy"];
  const head = ["Confidence", ...three, ...(after ? three.map((name) => `${name}, after`) : [])];
  const cells = (from: Scores, at: number): string[] => {
    const bin = from.bins[at];
    return bin ? [formatCount(bin.count), formatScore(bin.confidence), formatScore(bin.accuracy)] : [];
  };
  const rows = scores.bins.map(({ lower, upper }, at) => [
    `${lower.toFixed(3)}–${upper.toFixed(3)}`,
    ...cells(scores, at),
    ...(after ? cells(after, at) : []),
  ]);
  return table("The bins of the reliability diagram", head, rows);
}

function fitTable(scores: Scores, after: Scores, { temperature }: Fitted): HTMLTableElement {
  const later = new Map(measures(after));
  const rows = measures(scores).map(([name, value]) => [name, value, later.get(name) ?? ""]);
  return table("Before and after", ["Measure", "As given", `At T = ${formatTemperature(temperature)}`], rows);
}

function fitWords({ temperature, sampled, of }: Fitted): (Node | string)[] {
  const sure = temperature > 1 ? "The model was too sure of itself" : "The model was too modest";
  const rows =
    sampled < of ? `${formatCount(sampled)} rows drawn from all ${formatCount(of)}` : `all ${formatCount(of)} rows`;
  const number = html("data", { id: "temperature", value: String(temperature) }, formatTemperature(temperature));
  return [
    "T = ",
    number,
    `, fitted to ${rows}. ${sure}: divide its logits by T. Scored again with it, on the same rows.`,
  ];
}

function showCalibration({ scores, fitted, after }: Outcome): void {
  const pictures = [diagram("As given", scores)];
  if (fitted && after) pictures.push(diagram(`At T = ${formatTemperature(fitted.temperature)}`, after));
  byId("diagrams").replaceChildren(...pictures);
  byId("bins-table").replaceChildren(binsTable(scores, after));
  const rows = byId("fit-table");
  rows.hidden = !fitted || !after;
  if (fitted && after) {
    rows.replaceChildren(fitTable(scores, after, fitted));
    byId("fit-text").replaceChildren(...fitWords(fitted));
  } else {
    const text =
      "Divides all logits by one number, chosen for the least log loss. The answers stay; their confidence does not.";
    setText(byId("fit-text"), text);
  }
}

function matrixTable({ confusionMatrix, classes }: Scores, className: ClassName): HTMLTableElement {
  const names = Array.from({ length: classes }, (_, label) => className(label));
  const matrix = confusionMatrix ?? new Float64Array(classes * classes);
  const rows = names.map((name, label) => [
    name,
    ...[...matrix.subarray(label * classes, (label + 1) * classes)].map((count) => formatCount(count)),
  ]);
  const made = table("Rows by label and by prediction", ["label ↓ predicted →", ...names], rows);
  made.classList.add("matrix");
  made.querySelectorAll("tbody tr").forEach((row, label) => {
    const counts = matrix.subarray(label * classes, (label + 1) * classes);
    const total = counts.reduce((sum, count) => sum + count, 0);
    row.querySelectorAll("td").forEach((cell, predicted) => {
      cell.classList.add(label === predicted ? "right" : "wrong");
      cell.style.setProperty("--share", String(total > 0 ? (counts[predicted] ?? 0) / total : 0));
    });
  });
  return made;
}

function showConfusion({ scores, className }: Outcome): void {
  if (scores.confusionMatrix !== null && scores.classes <= MATRIX_CLASSES) {
    const text =
      "A row for each label, a column for each prediction; on the diagonal they agree. Shades are shares of a row.";
    setText(byId("confusion-text"), text);
    byId("confusion").replaceChildren(matrixTable(scores, className));
    return;
  }
  const pairs = confusions(scores).slice(0, CONFUSIONS);
  const tooMany = "Of so many classes no confusions are counted; the worst rows below show some.";
  setText(byId("confusion-text"), scores.confusionMatrix === null ? tooMany : "The most frequent confusions.");
  const rows = pairs.map(([label, predicted, count]) => [className(label), className(predicted), formatCount(count)]);
  byId("confusion").replaceChildren(
    ...(rows.length > 0 ? [table("Confusions", ["Label", "Taken for", "Rows"], rows)] : []),
  );
  byId("confusion").hidden = rows.length === 0;
}

function showClasses({ scores, className }: Outcome): void {
  const { precision, recall, f1, support } = scores.perClass;
  const order = Array.from(support.keys());
  if (order.length > CLASS_ROWS) order.sort((a, b) => (support[b] ?? 0) - (support[a] ?? 0)).length = CLASS_ROWS;
  const rows = order.map((label) => [
    className(label),
    formatShare(precision[label] ?? NaN),
    formatShare(recall[label] ?? NaN),
    formatScore(f1[label] ?? NaN),
    formatCount(support[label] ?? 0),
  ]);
  byId("classes").replaceChildren(table("Classes", ["Class", "Precision", "Recall", "F1", "Rows"], rows));
}

function showWorst({ scores, className }: Outcome): void {
  const cells = ({ where, label, predicted, surprisal, probability, confidence }: WorstRow): string[] => [
    where,
    className(label),
    className(predicted),
    formatScore(surprisal),
    formatProbability(probability),
    formatProbability(confidence),
  ];
  const head = ["Where", "Label", "Predicted", "Surprisal, nats", "p of label", "p of predicted"];
  byId("worst").replaceChildren(table("The rows of the largest surprisal", head, scores.worst.map(cells)));
}

/** Shows all of an outcome. */
export function showResults(outcome: Outcome): void {
  byId("results").hidden = false;
  showFigures(outcome);
  showProblems(outcome.scores);
  showCalibration(outcome);
  byId("confusion").hidden = false;
  showConfusion(outcome);
  showClasses(outcome);
  showWorst(outcome);
}

export function hideResults(): void {
  byId("results").hidden = true;
  byId("problems").hidden = true;
}
