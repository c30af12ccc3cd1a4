// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Rows and labels in JSON: [[…], …], {"logits": [[…], …], "labels": […]}, [{"logits": […], "label": 3}, …], a line for each
// row of such, or [3, 1, …] for labels alone.

import { type Batch, BatchBuilder } from "./batch.ts";
import { type Reading, chunksOf } from "./chunks.ts";
import { type Events, JsonError, JsonWalk, type Vector } from "./json_walk.ts";
import { InputProblem, type ProblemLog, quoted } from "./problems.ts";
import { LABEL_NAME, SCORES_NAME, type Source } from "./source.ts";

const PREVIEW_ROWS = 100;
const PREVIEW_BYTES = 1 << 20;

const rowOf = (byte: number, index: number): string => `row ${index + 1} (byte ${byte})`;

interface Found {
  readonly onRow: (scores: readonly number[], label: number | string | null, byte: number) => void;
  readonly onLabel: (label: number | string, byte: number) => void;
  /** An array of numbers at the top: a row, if others follow; else labels. */
  readonly onTop: (values: readonly number[], byte: number) => void;
}

/** Makes rows and labels of what the walk meets. */
function assemble({ onRow, onLabel, onTop }: Found): Events {
  let scores: readonly number[] | null = null;
  let label: number | string | null = null;
  let at = 0;
  const takeVector = ({ values, key, parent, byte }: Vector): void => {
    if (key !== null && LABEL_NAME.test(key)) {
      for (const value of values) onLabel(value, byte);
    } else if (key !== null && !SCORES_NAME.test(key)) {
      return;
    } else if (parent === "object") {
      scores = values;
      at = byte;
    } else if (parent === "array") {
      onRow(values, null, byte);
    } else {
      onTop(values, byte);
    }
  };
  return {
    onVector: takeVector,
    onField(key, value, byte) {
      if (LABEL_NAME.test(key)) {
        label = value;
        at = byte;
      } else if (SCORES_NAME.test(key) && typeof value === "number") {
        scores = [value];
      }
    },
    onObjectEnd() {
      if (scores !== null) onRow(scores, label, at);
      else if (label !== null) onLabel(label, at);
      scores = label = null;
    },
  };
}

/** What a first look finds. */
interface Shape {
  readonly width: number | null;
  readonly hasLabels: boolean;
  readonly labelsBeside: boolean;
  /** Whether an array at the top is a row. */
  readonly topIsRow: boolean;
  readonly preview: readonly (readonly number[])[];
}

class JsonSource implements Source {
  readonly format = "JSON";
  readonly file: File;
  readonly names = null;
  readonly columns = [];
  readonly labelColumn = null;
  readonly width: number | null;
  readonly hasLabels: boolean;
  readonly labelsBeside: boolean;
  readonly preview: readonly (readonly number[])[];
  readonly #topIsRow: boolean;

  constructor(file: File, { width, hasLabels, labelsBeside, topIsRow, preview }: Shape) {
    this.file = file;
    this.width = width;
    this.hasLabels = hasLabels;
    this.labelsBeside = labelsBeside;
    this.preview = preview;
    this.#topIsRow = topIsRow;
  }

  get summary(): string {
    const rows = this.width === null ? "no scores" : `rows of ${this.width} ${this.width === 1 ? "score" : "scores"}`;
    const labels = this.labelsBeside ? "a label in each" : this.hasLabels ? "labels in a list" : "no labels";
    return `JSON: ${rows}, ${labels}`;
  }

  /** Walks through the file; calls back after each chunk. */
  async *#walk(found: Found, reading: Reading): AsyncGenerator<void> {
    const walk = new JsonWalk(assemble(found));
    try {
      for await (const chunk of chunksOf(this.file, reading)) {
        walk.write(chunk);
        yield;
      }
      walk.end();
    } catch (error) {
      throw problemOf(this.file, error);
    }
    yield;
  }

  async *batches(reading: Reading, problems: ProblemLog): AsyncGenerator<Batch> {
    const width = this.width ?? 1;
    const builder = new BatchBuilder(width, this.labelsBeside, rowOf);
    const full: Batch[] = [];
    let row = 0;
    const onRow: Found["onRow"] = (scores, label, byte) => {
      ++row;
      const what = this.#wrong(scores, label);
      if (what !== null) {
        problems.add(new InputProblem(this.file.name, rowOf(byte, row - 1), what));
        return;
      }
      builder.add(scores, this.labelsBeside ? Number(label) : 0, row - 1, byte);
      if (builder.isFull) full.push(builder.take());
    };
    const onTop: Found["onTop"] = (values, byte) => {
      if (this.#topIsRow) onRow(values, null, byte);
      else for (const value of values) onRow([value], null, byte);
    };
    const walk = this.#walk({ onRow, onLabel: () => undefined, onTop }, reading);
    while (!(await walk.next()).done) yield* full.splice(0);
    if (!builder.isEmpty) yield builder.take();
  }

  #wrong(scores: readonly number[], label: number | string | null): string | null {
    const width = this.width ?? 1;
    if (scores.length !== width) return `${scores.length} scores, where the first row has ${width}`;
    if (!this.labelsBeside) return null;
    if (label === null) return "it has no label";
    const isWhole = Number.isInteger(typeof label === "string" && label.trim() !== "" ? Number(label) : label);
    return isWhole ? null : `the label is ${typeof label === "string" ? quoted(label) : label}, not a whole number`;
  }

  async labels(reading: Reading): Promise<Int32Array<ArrayBuffer>> {
    const labels: number[] = [];
    const onLabel: Found["onLabel"] = (label, byte) => {
      const number = Number(label);
      if (!Number.isInteger(number)) {
        const where = `label ${labels.length + 1} (in byte ${byte})`;
        throw new InputProblem(this.file.name, where, `it is ${JSON.stringify(label)}, not a whole number`);
      }
      labels.push(number);
    };
    const onTop: Found["onTop"] = (values, byte) => {
      for (const value of values) onLabel(value, byte);
    };
    const walk = this.#walk({ onRow: () => undefined, onLabel, onTop }, reading);
    while (!(await walk.next()).done);
    if (labels.length === 0)
      throw new InputProblem(this.file.name, null, 'there are no labels in it, as in "labels": [0, …]');
    return Int32Array.from(labels);
  }
}

function problemOf(file: File, error: unknown): unknown {
  if (!(error instanceof JsonError)) return error;
  return new InputProblem(file.name, `byte ${error.byte}`, error.message);
}

/** What the first rows say; `isWhole` if they are all there are. */
function shapeOf(first: Uint8Array, isWhole: boolean): Shape {
  const rows: (readonly number[])[] = [];
  const tops: (readonly number[])[] = [];
  let labelled = 0;
  let labels = 0;
  const walk = new JsonWalk(
    assemble({
      onRow(scores, label) {
        rows.push(scores);
        if (label !== null) ++labelled;
      },
      onLabel: () => ++labels,
      onTop: (values) => tops.push(values),
    }),
  );
  walk.write(first);
  if (isWhole) walk.end();
  const topIsRow = tops.length > 1;
  if (rows.length === 0 && topIsRow) rows.push(...tops);
  const preview = rows.slice(0, PREVIEW_ROWS);
  const listed = (tops[0] ?? walk.unfinished).slice(0, PREVIEW_ROWS);
  if (rows.length === 0 && labels === 0 && listed.length > 0) {
    if (listed.every(Number.isInteger)) labels = listed.length;
    else preview.push(...listed.map((value) => [value]));
  }
  const labelsBeside = labelled > 0;
  // The list of labels may come after all of the scores.
  const mayFollow = !isWhole && first[0] === 0x7b && rows.length > 0;
  return {
    width: preview[0]?.length ?? null,
    hasLabels: labelsBeside || labels > 0 || mayFollow,
    labelsBeside,
    topIsRow,
    preview,
  };
}

export async function openJson(file: File): Promise<Source> {
  const first = new Uint8Array(await file.slice(0, PREVIEW_BYTES).arrayBuffer());
  let shape: Shape;
  try {
    shape = shapeOf(first, file.size <= PREVIEW_BYTES);
  } catch (error) {
    throw problemOf(file, error);
  }
  if (shape.width === null && !shape.hasLabels) {
    const known = '[[…], …], {"logits": [[…], …], "labels": […]}, or [{"logits": […], "label": 3}, …]';
    throw new InputProblem(file.name, null, `no rows of numbers in it; expected is ${known}`);
  }
  return new JsonSource(file, shape);
}
