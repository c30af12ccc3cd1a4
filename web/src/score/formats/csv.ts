// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import Papa from "papaparse";

import { type Batch, BatchBuilder } from "./batch.ts";
import { type Reading, countOf, linesOf } from "./chunks.ts";
import { type CsvLayout, csvLayout } from "./csv_layout.ts";
import { isNumber, parseNumber } from "./numbers.ts";
import { InputProblem, type ProblemLog, quoted } from "./problems.ts";
import type { OpenOptions, Source } from "./source.ts";

/** What is looked at to find out what the columns are. */
const PREVIEW_ROWS = 100;
const PREVIEW_BYTES = 1 << 20;

const lineOf = (line: number): string => `line ${line}`;

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The rows of some text and their lines; rows without anything are left out. */
function* rowsOf(text: string, firstLine: number, delimiter: string): Generator<Row> {
  const { data } = Papa.parse<string[]>(text, { delimiter });
  const mayHaveLines = text.includes('"');
  let line = firstLine;
  for (const cells of data) {
    if (cells.length > 1 || (cells[0] ?? "").trim() !== "") yield { cells, line };
    line += 1 + (mayHaveLines ? cells.reduce((lines, cell) => lines + countOf(cell, "\n"), 0) : 0);
  }
}

async function beginning(file: File): Promise<string> {
  const text = await file.slice(0, PREVIEW_BYTES).text();
  // The last line may have been cut.
  return file.size > PREVIEW_BYTES ? text.slice(0, text.lastIndexOf("\n") + 1) : text;
}

class CsvSource implements Source {
  readonly format = "CSV";
  readonly file: File;
  readonly layout: CsvLayout;
  readonly preview: readonly (readonly number[])[];
  readonly #delimiter: string;
  readonly #classOf: ReadonlyMap<string, number>;

  constructor(file: File, layout: CsvLayout, delimiter: string, rows: readonly (readonly string[])[]) {
    this.file = file;
    this.layout = layout;
    this.#delimiter = delimiter;
    const body = layout.hasHeader ? rows.slice(1) : rows;
    this.preview = body.map((cells) => layout.scoreColumns.map((column) => parseNumber(cells[column] ?? "")));
    const full = layout.scoreColumns.map((column) => layout.columns[column] ?? "");
    this.#classOf = new Map(
      [...full.entries(), ...(layout.names ?? []).entries()].map(([index, name]) => [name, index]),
    );
  }

  get width(): number | null {
    return this.layout.scoreColumns.length > 0 ? this.layout.scoreColumns.length : null;
  }
  get names(): readonly string[] | null {
    return this.layout.names;
  }
  get columns(): readonly string[] {
    return this.layout.columns;
  }
  get labelColumn(): number | null {
    return this.layout.labelColumn;
  }
  get hasLabels(): boolean {
    return this.layout.labelColumn !== null;
  }
  get labelsBeside(): boolean {
    return this.hasLabels && this.width !== null;
  }
  get summary(): string {
    const { columns, hasHeader, labelColumn } = this.layout;
    const count = columns.length === 1 ? "1 column" : `${columns.length} columns`;
    const label = labelColumn === null ? "no labels" : `labels in “${columns[labelColumn] ?? ""}”`;
    const scores = this.width === null ? "no scores" : `scores in ${this.width} of them`;
    return `CSV, ${count}${hasHeader ? " with a header" : ""}: ${scores}, ${label}`;
  }

  async *#rows(reading: Reading): AsyncGenerator<Row[]> {
    let isFirst = this.layout.hasHeader;
    for await (const { text, firstLine } of linesOf(this.file, reading)) {
      const rows = [...rowsOf(text, firstLine, this.#delimiter)];
      yield isFirst ? rows.slice(1) : rows;
      isFirst = false;
    }
  }

  async *batches(reading: Reading, problems: ProblemLog): AsyncGenerator<Batch> {
    const { scoreColumns } = this.layout;
    const scores = new Float64Array(scoreColumns.length);
    const batch = new BatchBuilder(scores.length, this.labelsBeside, lineOf);
    let index = -1;
    for await (const rows of this.#rows(reading)) {
      for (const row of rows) {
        ++index;
        const label = this.#read(row, scores, problems);
        if (label === null) continue;
        batch.add(scores, label, index, row.line);
        if (batch.isFull) yield batch.take();
      }
    }
    if (!batch.isEmpty) yield batch.take();
  }

  /** Reads the scores; returns the label, 0 if there is none beside them, null if the row is bad. */
  #read({ cells, line }: Row, scores: Float64Array, problems: ProblemLog): number | null {
    const { columns, scoreColumns, labelColumn } = this.layout;
    const bad = (what: string): null => {
      problems.add(new InputProblem(this.file.name, lineOf(line), what));
      return null;
    };
    if (cells.length !== columns.length) {
      return bad(`${cells.length} columns, where the first line has ${columns.length}`);
    }
    for (const [at, column] of scoreColumns.entries()) {
      const cell = cells[column] ?? "";
      const score = parseNumber(cell);
      if (Number.isNaN(score) && !isNumber(cell)) {
        return bad(`${this.#named(column)} is ${quoted(cell)}, not a number`);
      }
      scores[at] = score;
    }
    if (labelColumn === null) return 0;
    const label = this.#label(cells[labelColumn] ?? "");
    return label ?? bad(this.#noLabel(cells[labelColumn] ?? ""));
  }

  #named(column: number): string {
    const name = this.layout.columns[column] ?? "";
    return this.layout.hasHeader ? `column ${column + 1} (${quoted(name)})` : name;
  }

  #label(cell: string): number | null {
    const text = cell.trim();
    const number = parseNumber(text);
    if (Number.isInteger(number)) return number;
    return this.#classOf.get(text) ?? null;
  }

  #noLabel(cell: string): string {
    const orName = this.layout.names && this.width !== null ? " nor the name of a column of scores" : "";
    return `the label is ${quoted(cell)}, neither a whole number${orName === "" ? " nor anything known" : orName}`;
  }

  async labels(reading: Reading): Promise<Int32Array<ArrayBuffer>> {
    const labels: number[] = [];
    const column = this.layout.labelColumn ?? 0;
    for await (const rows of this.#rows(reading)) {
      for (const { cells, line } of rows) {
        const cell = cells[column] ?? "";
        const label = this.#label(cell);
        if (label === null) {
          throw new InputProblem(this.file.name, lineOf(line), `the label is ${quoted(cell)}, not a whole number`);
        }
        labels.push(label);
      }
    }
    return Int32Array.from(labels);
  }
}

export async function openCsv(file: File, options: OpenOptions): Promise<Source> {
  const text = await beginning(file);
  const { data, meta } = Papa.parse<string[]>(text, { preview: PREVIEW_ROWS, skipEmptyLines: "greedy" });
  if (data.length === 0) throw new InputProblem(file.name, null, "there is nothing in it");
  const layout = csvLayout(data, options);
  if (layout.scoreColumns.length === 0 && layout.labelColumn === null) {
    throw new InputProblem(file.name, "line 1", `no column of numbers; it begins with ${quoted(text.slice(0, 60))}`);
  }
  return new CsvSource(file, layout, meta.delimiter, data);
}
