// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Which columns of a table hold scores and which one the label, found out from its first rows.

import { isNumber, isWhole } from "./numbers.ts";
import { LABEL_NAME, type OpenOptions } from "./source.ts";

/** Columns of numbers that are neither scores nor labels. */
const OTHER_NAME = /^(id|idx|index|row|rows|n|no|#|unnamed: 0|pred(icted|iction)?s?|y_pred|fold|split|weight)?$/i;

export interface CsvLayout {
  readonly hasHeader: boolean;
  /** As the header names them, or "column 1", counted from 1. */
  readonly columns: readonly string[];
  readonly labelColumn: number | null;
  readonly scoreColumns: readonly number[];
  /** The names of the classes, if there is a header. */
  readonly names: readonly string[] | null;
}

/** Without what all of them begin with, up to a separator: "logit_cat", "logit_dog" are "cat", "dog". */
export function withoutPrefix(names: readonly string[]): readonly string[] {
  const prefix = /^[a-z]+[_:. -]+/i.exec(names[0] ?? "")?.[0] ?? "";
  const isShared = names.length > 1 && prefix !== "" && names.every((name) => name.startsWith(prefix));
  return isShared && names.every((name) => name.length > prefix.length)
    ? names.map((name) => name.slice(prefix.length))
    : names;
}

function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first = [], ...others] = rows;
  if (others.length === 0) return first.every((cell) => !isNumber(cell));
  // A text above numbers.
  return first.some((cell, column) => !isNumber(cell) && others.every((row) => isNumber(row[column] ?? "")));
}

/** A column of whole numbers beside columns with fractions, at the end rather than at the beginning. */
function labelByValues(numeric: readonly number[], body: readonly (readonly string[])[]): number | null {
  const whole = numeric.filter((column) => body.every((row) => isWhole(row[column] ?? "")));
  if (numeric.length > 1 && whole.length === numeric.length) return null;
  for (const column of [numeric.at(-1), numeric[0]]) {
    if (column !== undefined && whole.includes(column)) return column;
  }
  return whole.length === 1 ? (whole[0] ?? null) : null;
}

/** The column that gives the names of others. */
function labelByClassNames(
  text: readonly number[],
  numeric: readonly string[],
  body: readonly (readonly string[])[],
): number | null {
  const known = new Set([...numeric, ...withoutPrefix(numeric)]);
  return text.find((column) => body.every((row) => known.has((row[column] ?? "").trim()))) ?? null;
}

/** What the columns are; `rows` are the first ones, a header included, none of them empty. */
export function csvLayout(rows: readonly (readonly string[])[], { labelColumn: wanted }: OpenOptions): CsvLayout {
  const named = hasHeader(rows);
  const body = named ? rows.slice(1) : rows;
  const header = (rows[0] ?? []).map((cell) => cell.trim());
  const columns = header.map((cell, column) => (named && cell !== "" ? cell : `column ${column + 1}`));
  const all = columns.map((_, column) => column);
  const isOther = (column: number): boolean => named && OTHER_NAME.test(header[column] ?? "");
  // One text among many numbers is a mistake in a row rather than a column of texts.
  const mostlyNumeric = (column: number): boolean =>
    2 * body.filter((row) => isNumber(row[column] ?? "")).length >= body.length;
  const numeric = all.filter((column) => mostlyNumeric(column) && !isOther(column));

  const guess = (): number | null => {
    if (wanted === "none") return null;
    if (wanted !== "guess" && wanted !== "named") return wanted < columns.length ? wanted : null;
    const candidates = all.filter((column) => named && LABEL_NAME.test(header[column] ?? ""));
    // A "y" may be an axis.
    const byName = candidates.find((column) => header[column] !== "y") ?? candidates[0];
    if (byName !== undefined || wanted === "named") return byName ?? null;
    const text = all.filter((column) => !numeric.includes(column) && !isOther(column));
    const byClassNames = labelByClassNames(
      text,
      numeric.map((column) => columns[column] ?? ""),
      body,
    );
    return byClassNames ?? labelByValues(numeric, body);
  };
  const labelColumn = guess();
  const scoreColumns = numeric.filter((column) => column !== labelColumn);
  const names = named ? withoutPrefix(scoreColumns.map((column) => columns[column] ?? "")) : null;
  return { hasHeader: named, columns, labelColumn, scoreColumns, names };
}
