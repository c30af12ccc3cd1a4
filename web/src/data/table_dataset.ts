// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Settings } from "../train/settings.ts";
import type { Dataset } from "./dataset.ts";
import { FEWEST_EXAMPLES, splitAndStandardise } from "./split.ts";
import { type Row, type Table, readTable } from "./table.ts";

export interface BadRow {
  readonly line: number;
  readonly why: string;
}

/** How a visitor's table was understood. */
export interface TableSummary {
  readonly name: string;
  readonly columns: readonly string[];
  readonly hasHeader: boolean;
  /** The name of the column that is learnt; null in a table without columns. */
  readonly label: string | null;
  readonly featureNames: readonly string[];
  /** Columns that are neither: they hold no numbers. */
  readonly ignored: readonly string[];
  /** Lines that are used. */
  readonly rows: number;
  /** The first lines that can't be used, and how many there are. */
  readonly bad: readonly BadRow[];
  readonly badCount: number;
}

/** A text of the visitor's, and where it is from. */
export interface TableText {
  readonly name: string;
  readonly text: string;
}

const MAX_CLASSES = 50;
const MAX_LISTED = 200;
const LABEL_NAMES = /^(label|labels|class|target|species|category|outcome|y)$/i;

/** The column to be learnt: the one asked for; one that is called so; the last that holds few different words; the last. */
function labelColumn({ columns, numeric, rows }: Table, asked: string): number {
  const byName = columns.indexOf(asked);
  if (byName >= 0) return byName;
  const called = columns.findIndex((name) => LABEL_NAMES.test(name.trim()));
  if (called >= 0) return called;
  const few = (column: number): boolean => {
    const values = new Set(rows.map(({ cells }) => cells[column]?.trim()));
    return values.size >= 2 && values.size <= MAX_CLASSES;
  };
  const words = columns.findLastIndex((_, column) => numeric[column] !== true && few(column));
  return words >= 0 ? words : columns.length - 1;
}

/** Names in order: by size if all are numbers. */
function sortedClasses(values: ReadonlySet<string>): string[] {
  const names = [...values];
  return names.every((name) => Number.isFinite(Number(name)))
    ? names.sort((a, b) => Number(a) - Number(b))
    : names.sort();
}

/** Why a line can't be used; null if it can. */
function objection({ cells }: Row, table: Table, features: readonly number[], label: number): string | null {
  const { columns, parse } = table;
  if (cells.length !== columns.length) {
    return `${String(cells.length)} fields where the first line has ${String(columns.length)}`;
  }
  for (const column of features) {
    const cell = (cells[column] ?? "").trim();
    if (cell === "") return `“${columns[column] ?? ""}” is empty`;
    if (Number.isNaN(parse(cell))) return `“${columns[column] ?? ""}” is “${cell.slice(0, 40)}”, not a number`;
  }
  return (cells[label] ?? "").trim() === "" ? `“${columns[label] ?? ""}” is empty` : null;
}

/** A table as a data set, or in words why it is none; and how it was understood, in either case. */
export function tableDataset(
  { name, text }: TableText,
  { header, label: asked, seed }: Settings,
): { dataset: Dataset | string; summary: TableSummary } {
  const table = readTable(text, header);
  const { columns, hasHeader, numeric, parse } = table;
  const label = labelColumn(table, asked);
  const features = [...columns.keys()].filter((column) => column !== label && numeric[column] === true);
  const good: Row[] = [];
  const bad: BadRow[] = [];
  for (const row of table.rows) {
    const why = objection(row, table, features, label);
    if (why === null) good.push(row);
    else bad.push({ line: row.line, why });
  }
  const named = (place: number): string => columns[place] ?? "";
  const featureNames = features.map(named);
  const values = new Set(good.map(({ cells }) => (cells[label] ?? "").trim()));
  const summary: TableSummary = {
    name,
    columns,
    hasHeader,
    label: columns[label] ?? null,
    featureNames,
    ignored: [...columns.keys()].filter((column) => column !== label && numeric[column] !== true).map(named),
    rows: good.length,
    bad: bad.slice(0, MAX_LISTED),
    badCount: bad.length,
  };
  const problem = (words: string): { dataset: string; summary: TableSummary } => ({ dataset: words, summary });
  if (columns.length === 0) return problem("There is nothing in this table.");
  if (features.length === 0)
    return problem("No column but the label holds numbers, so there is nothing to learn from.");
  if (good.length < FEWEST_EXAMPLES) {
    return problem(`Only ${String(good.length)} lines can be used; ${String(FEWEST_EXAMPLES)} are needed at least.`);
  }
  if (values.size < 2 || values.size > MAX_CLASSES) {
    return problem(
      `“${named(label)}” has ${String(values.size)} different values; 2 to ${String(MAX_CLASSES)} can be learnt. ` +
        "Choose another column as the label.",
    );
  }
  const classNames = sortedClasses(values);
  const numbers = new Map(classNames.map((value, place) => [value, place]));
  const width = features.length;
  const { splits, standardisation } = splitAndStandardise(
    Float32Array.from(good.flatMap(({ cells }) => features.map((column) => parse(cells[column] ?? "")))),
    Uint8Array.from(good, ({ cells }) => numbers.get((cells[label] ?? "").trim()) ?? 0),
    width,
    seed,
  );
  const dataset: Dataset = {
    info: {
      id: "csv",
      name,
      kind: "table",
      classNames,
      features: width,
      featureNames,
      scale: 1,
      image: null,
      standardisation,
      points: null,
      note: `${name}: read in this page, split by the seed, each feature standardised. It never leaves your machine.`,
    },
    ...splits,
    gallery: { features: new Float32Array(0), labels: new Uint8Array(0) },
    grid: null,
  };
  return { dataset, summary };
}
