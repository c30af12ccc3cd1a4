// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A visitor's table: what its columns are, and which of its lines can be used.

import Papa from "papaparse";
import type { Header } from "../train/settings.ts";

export interface Row {
  readonly cells: readonly string[];
  /** Of the file, from 1. */
  readonly line: number;
}

export interface Table {
  readonly columns: readonly string[];
  readonly hasHeader: boolean;
  readonly rows: readonly Row[];
  /** The columns that hold numbers, by their place. */
  readonly numeric: readonly boolean[];
  readonly parse: (cell: string) => number;
}

/** Of the cells that hold anything, the share that makes a column one of numbers. The others are errors, to be listed. */
const NUMERIC_SHARE = 0.9;

const plainNumber = (cell: string): number => {
  const text = cell.trim();
  const value = text === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : NaN;
};

/** Where fields are parted by semicolons, decimals may be parted by a comma. */
const commaNumber = (cell: string): number => plainNumber(cell.replace(",", "."));

/** What parts fields: the one that the first line has most of. Over more lines, decimal commas would outvote semicolons. */
function delimiterOf(text: string): string {
  const first = text.slice(0, text.indexOf("\n") >>> 0);
  const often = (mark: string): number => first.split(mark).length;
  return [",", ";", "\t", "|"].reduce((best, mark) => (often(mark) > often(best) ? mark : best));
}

/** Reads text as a table. Never throws; a text without lines gives a table without columns. */
export function readTable(text: string, header: Header): Table {
  const whole = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const delimiter = delimiterOf(whole.trimStart());
  const { data } = Papa.parse<string[]>(whole, { delimiter });
  const rows: Row[] = [];
  let line = 1;
  for (const cells of data) {
    if (cells.length > 1 || cells[0]?.trim()) rows.push({ cells, line });
    line += 1 + cells.reduce((breaks, cell) => breaks + cell.split("\n").length - 1, 0);
  }
  const parse = delimiter === ";" ? commaNumber : plainNumber;
  const [first, ...rest] = rows;
  if (first === undefined) return { columns: [], hasHeader: false, rows, numeric: [], parse };

  const body = numericColumns(rest, first.cells.length, parse);
  const named = first.cells.some((cell, column) => body[column] === true && Number.isNaN(parse(cell)));
  const hasHeader = header === "guess" ? named : header === "yes";
  return {
    columns: nameColumns(first.cells, hasHeader),
    hasHeader,
    rows: hasHeader ? rest : rows,
    numeric: hasHeader ? body : numericColumns(rows, first.cells.length, parse),
    parse,
  };
}

function numericColumns(rows: readonly Row[], width: number, parse: (cell: string) => number): boolean[] {
  return Array.from({ length: width }, (_, column) => {
    const held = rows.map(({ cells }) => cells[column] ?? "").filter((cell) => cell.trim() !== "");
    const numbers = held.filter((cell) => !Number.isNaN(parse(cell))).length;
    return numbers > 0 && numbers >= NUMERIC_SHARE * held.length;
  });
}

/** Each name once: a column is known by it. */
function nameColumns(cells: readonly string[], hasHeader: boolean): string[] {
  const names: string[] = [];
  cells.forEach((cell, column) => {
    const base = (hasHeader && cell.trim()) || `column ${String(column + 1)}`;
    let name = base;
    for (let again = 2; names.includes(name); ++again) name = `${base} (${String(again)})`;
    names.push(name);
  });
  return names;
}
